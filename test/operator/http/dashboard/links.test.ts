import { expect, test } from 'vitest';
import { incidentMessage } from '../../../../bot/blocks/incident.ts';
import { linkIncidents } from '../../../../operator/http/dashboard/links.ts';
import { createFakeBackend, post, view } from '../fake-backend.ts';

const { id } = view.incident;

test('every incident that leaves the operator says where it is to be seen', async () => {
  const backend = linkIncidents(
    { ...createFakeBackend(), posts: async () => [{ ...post, subject: { type: 'incident', view } }] },
    () => 'https://logs.example.com',
  );
  const dashboardUrl = `https://logs.example.com/incidents/shop/shop/${id}`;
  expect((await backend.incidents({ scope: '*', state: 'all', limit: 1 }))[0]).toMatchObject({ dashboardUrl });
  expect(await backend.incident('inc-1', '*')).toMatchObject({ dashboardUrl });
  expect(await backend.mark('inc-1', { mark: 'useful', user: 'U1' })).toMatchObject({ dashboardUrl });
  expect(await backend.posts(0, new AbortController().signal)).toMatchObject([{ subject: { view: { dashboardUrl } } }]);
});

test('without an address nothing is linked, and the message in Slack has a link only with one', async () => {
  const backend = linkIncidents(createFakeBackend(), () => undefined);
  expect(await backend.incident('inc-1', '*')).not.toHaveProperty('dashboardUrl');
  expect(JSON.stringify(incidentMessage(view))).not.toContain('Open in dashboard');
  const linked = JSON.stringify(incidentMessage({ ...view, dashboardUrl: 'https://example.com/incidents/shop/shop/a|b>c' }));
  expect(linked).toContain('<https://example.com/incidents/shop/shop/a%7Cb%3Ec|Open in dashboard>');
});
