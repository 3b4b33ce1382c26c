import { expect, test } from 'vitest';
import { ConfigurationSchema, configurationOf, joinWorkspaces, qualifyChannel, splitChannel } from '../../api/configuration.ts';
import { inWorkspace } from '../../bot/workspace.ts';
import { parseConfiguration } from '../../operator/options.ts';
import { createFakeOperator } from '../bot/fake-operator.ts';

const slack = { channels: [{ name: 'incidents', id: 'C1', namespaces: ['shop'] }] };
const partner = {
  name: 'partner',
  slack: {
    channels: [{ name: 'incidents', id: 'C9', namespaces: ['bank'] }],
    routes: [{ channel: 'incidents' }],
    operators: { users: ['U9'] },
  },
};
const configuration = ConfigurationSchema.parse({ slack, workspaces: [partner] });

test('the operator judges the channels of all workspaces, each under its own name', () => {
  const joined = joinWorkspaces(configuration).slack;
  expect(joined.channels).toEqual([...slack.channels, { name: 'partner/incidents', id: 'partner/C9', namespaces: ['bank'] }]);
  expect(joined.routes).toMatchObject([{ channel: 'partner/incidents' }]);
  // Who may see and change everything in one workspace is nobody in another.
  expect(joined.operators.users).toEqual([]);
  expect(parseConfiguration(JSON.stringify({ slack, workspaces: [partner] }), 'file').slack.channels).toEqual(joined.channels);
});

test('the bot of a workspace knows its own channels and people alone', () => {
  expect(configurationOf(configuration, 'partner')?.slack).toMatchObject({
    channels: [{ name: 'incidents', id: 'C9' }],
    operators: { users: ['U9'] },
  });
  expect(configurationOf(configuration, '')?.slack.channels).toEqual(slack.channels);
  expect(configurationOf(configuration, 'nobody')).toBeNull();
});

test('a channel leads to its workspace and back', () => {
  for (const name of ['incidents', 'partner/incidents', 'partner/C9']) {
    const { workspace, channel } = splitChannel(name);
    expect(qualifyChannel(workspace, channel)).toBe(name);
  }
});

test.each([
  ['two of one name', { workspaces: [partner, partner] }, 'a name of its own'],
  ['a name that is none', { workspaces: [{ name: 'a/b' }] }, 'small letters'],
  ['a channel that looks like one of another', { slack: { channels: [{ name: 'partner/incidents', namespaces: ['shop'] }] } }, 'no "/"'],
  ['an audit channel of its own', { workspaces: [{ name: 'partner', slack: { auditChannel: 'audit' } }] }, 'hears of all workspaces'],
])('%s is refused with what must be', (_what, given, part) => {
  expect(
    ConfigurationSchema.safeParse(given)
      .error?.issues.map(({ message }) => message)
      .join(),
  ).toContain(part);
});

test('what is done in a workspace is audited with it, and subscribes the channel there', async () => {
  const operator = createFakeOperator();
  const api = inWorkspace(operator.api, 'partner');
  await api.writeAudit({ atMs: 1, user: 'U1', channel: 'C1', action: '/logbot status', result: 'answered' });
  expect(operator.audit).toMatchObject([{ user: 'partner/U1', channel: 'partner/C1' }]);
  const change = {
    type: 'subscribe',
    detector: 'shop/shop',
    workload: 'cart',
    onlyErrors: false,
    to: { id: 'C1', name: 'incidents' },
  } as const;
  const asked = { change, requestedBy: 'U1', channel: 'C1', namespaces: 'shop', seen: null };
  const preview = await api.change(asked);
  await api.change({ ...asked, seen: preview.outcome === 'preview' ? preview.seen : null });
  expect(operator.changes).toMatchObject([{ change: { to: { id: 'partner/C1', name: 'partner/incidents' } } }]);
  expect(inWorkspace(operator.api, '')).toBe(operator.api);
});
