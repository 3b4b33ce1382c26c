import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { isOutward } from '../../api/receivers.ts';

test('every configuration of docs/paging.md can be copied as it stands', async () => {
  const page = await readFile(new URL('../../docs/paging.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```yaml configuration\n([\s\S]*?)```/g)].map(([, text = '']) => parse(text) as unknown);
  const types = blocks.flatMap((block) => ConfigurationSchema.parse(block).receivers.map(({ type }) => type));
  expect(new Set(types)).toEqual(
    new Set(['pagerduty', 'webhook', 'opsgenie', 'jira-service-management', 'alertmanager', 'email', 'teams', 'mattermost']),
  );
});

test('every configuration of docs/slack.md can be copied as it stands', async () => {
  const page = await readFile(new URL('../../docs/slack.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```yaml configuration\n([\s\S]*?)```/g)].map(([, text = '']) => parse(text) as unknown);
  expect(blocks.map((block) => ConfigurationSchema.parse(block)).filter(({ summaries, logViewer }) => summaries ?? logViewer)).toHaveLength(
    4,
  );
});

test('what leaves the own network goes encrypted', () => {
  expect(
    ['https://a.example.com/x', 'http://alertmanager:9093', 'http://am.monitoring.svc:9093', 'http://10.0.0.7/', 'http://[fd00::1]/'].every(
      isOutward,
    ),
  ).toBe(true);
  expect(['http://a.example.com', 'ftp://a', 'file:///etc/passwd', 'https://u:p@a.example.com', 'nowhere'].some(isOutward)).toBe(false);
});
