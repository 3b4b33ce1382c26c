import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ConfigurationSchema } from '../../../../api/configuration.ts';
import { incidentMessage } from '../../../../bot/blocks/incident.ts';
import { brokenLimits } from '../../../../bot/blocks/limits.ts';
import { linkIncidents } from '../../../../operator/http/dashboard/links.ts';
import { createFakeBackend, post, view } from '../fake-backend.ts';

const { id } = view.incident;

test('every incident that leaves the operator says where it is to be seen', async () => {
  const backend = linkIncidents(
    { ...createFakeBackend(), posts: async () => [{ ...post, subject: { type: 'incident', view } }] },
    { publicUrl: () => 'https://logs.example.com', logViewer: () => undefined },
  );
  const dashboardUrl = `https://logs.example.com/incidents/shop/shop/${id}`;
  expect((await backend.incidents({ scope: '*', state: 'all', limit: 1 }))[0]).toMatchObject({ dashboardUrl });
  expect(await backend.incident('inc-1', '*')).toMatchObject({ dashboardUrl });
  expect(await backend.mark('inc-1', { mark: 'useful', user: 'U1' })).toMatchObject({ dashboardUrl });
  expect(await backend.posts(0, new AbortController().signal)).toMatchObject([{ subject: { view: { dashboardUrl } } }]);
});

test('without an address nothing is linked, and the message in Slack has a link only with one', async () => {
  const backend = linkIncidents(createFakeBackend(), { publicUrl: () => undefined, logViewer: () => undefined });
  expect(await backend.incident('inc-1', '*')).not.toHaveProperty('dashboardUrl');
  expect(JSON.stringify(incidentMessage(view))).not.toContain('Open in dashboard');
  const linked = JSON.stringify(incidentMessage({ ...view, dashboardUrl: 'https://example.com/incidents/shop/shop/a|b>c' }));
  expect(linked).toContain('<https://example.com/incidents/shop/shop/a%7Cb%3Ec|Open in dashboard>');
});

/** Every log viewer of docs/slack.md, as it stands there. */
const page = await readFile(new URL('../../../../docs/slack.md', import.meta.url), 'utf8');
const viewers = [...page.matchAll(/```yaml configuration\n(logViewer:[\s\S]*?)```/g)].map(
  ([, text = '']) => ConfigurationSchema.parse(parse(text)).logViewer,
);

test.each(viewers)('the lines of an incident are a click away in $text, whatever its workload is called', async (logViewer) => {
  const workload = 'shop/deployment/cart">{x}|\'';
  const causes = [{ workload, pod: null, node: null, kind: 'errors' as const, changeId: null, score: 1, reasons: [] }];
  const made = { ...view, incident: { ...view.incident, causes } };
  const backend = { ...createFakeBackend(), incident: async () => made };
  const linked = await linkIncidents(backend, { publicUrl: () => undefined, logViewer: () => logViewer }).incident('inc-1', '*');
  const href = linked?.logs?.href ?? '';
  const from = made.incident.openedAtMs - 300_000;
  expect([String(from), encodeURIComponent(new Date(from).toISOString())].some((words) => href.includes(words))).toBe(true);
  expect(href).toContain('cart%22%3E%7Bx%7D%7C%27');
  expect(href).not.toMatch(/[<>|"\s{}]/);
  const message = linked && incidentMessage(linked);
  expect(JSON.stringify(message)).toContain(JSON.stringify(`<${href}|${logViewer?.text ?? ''}>`).slice(1, -1));
  expect(message && brokenLimits(message)).toEqual([]);
});
