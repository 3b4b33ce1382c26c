import { expect, test } from 'vitest';
import { ConfigurationSchema } from '../../../api/configuration.ts';
import type { Incident, KubeObject } from '../../../engine/index.ts';
import { routesFor } from '../../../operator/leading/routes.ts';
import { cascade } from '../notify/builders.ts';

const channels = [
  { name: 'payments', namespaces: ['shop'] },
  { name: 'major', id: 'C0MAJOR', namespaces: ['*'] },
  { name: 'platform', namespaces: ['cluster:'] },
  { name: 'bank', namespaces: ['bank'] },
];
const deployment = (labels: Record<string, string>, ofPods: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'cart', namespace: 'shop', labels },
  spec: { template: { metadata: { labels: ofPods } } },
});

interface Case {
  readonly what: string;
  readonly routes: readonly object[];
  readonly goes: readonly string[];
  readonly incident?: Partial<Incident>;
  readonly namespace?: string;
  readonly object?: KubeObject | null;
}

test.each<Case>([
  { what: 'a route without conditions takes all', routes: [{ channel: 'payments' }], goes: ['payments'] },
  { what: 'a channel that is not allowed to the namespace is none', routes: [{ channel: 'bank' }, { channel: 'platform' }], goes: [] },
  { what: 'an id is as good as a name, and one channel is one', routes: [{ channel: 'C0MAJOR' }, { channel: 'major' }], goes: ['major'] },
  { what: 'severity', routes: [{ channel: 'major', minimumSeverity: 'Critical' }], incident: { severity: 'error' }, goes: [] },
  { what: 'high enough', routes: [{ channel: 'major', minimumSeverity: 'Error' }], goes: ['major'] },
  { what: 'a workload that fails', routes: [{ channel: 'payments', workloads: ['we*'] }], goes: ['payments'] },
  { what: 'another workload', routes: [{ channel: 'payments', workloads: ['mail*'] }], goes: [] },
  { what: 'a namespace', routes: [{ channel: 'payments', namespaces: ['bank'] }], goes: [] },
  {
    what: 'the owner of the workload',
    routes: [{ channel: 'payments', owners: ['payments'] }],
    object: deployment({ team: 'payments' }),
    goes: ['payments'],
  },
  {
    what: 'the owner of its pods',
    routes: [{ channel: 'payments', owners: ['payments'] }],
    object: deployment({}, { team: 'payments' }),
    goes: ['payments'],
  },
  { what: 'somebody else', routes: [{ channel: 'payments', owners: ['payments'] }], object: deployment({ team: 'web' }), goes: [] },
  { what: 'an object that is gone', routes: [{ channel: 'payments', owners: ['payments'] }], object: null, goes: [] },
  {
    what: 'all must hold of one workload',
    routes: [{ channel: 'payments', owners: ['payments'], workloads: ['web'] }],
    object: deployment({ team: 'payments' }),
    goes: [],
  },
  {
    what: 'a ClusterLogDetector',
    routes: [{ channel: 'platform' }, { channel: 'payments' }, { channel: 'major' }],
    namespace: 'cluster:',
    goes: ['platform', 'major'],
  },
])('$what', ({ routes, goes, incident = {}, namespace = 'shop', object = null }) => {
  const configuration = ConfigurationSchema.parse({ slack: { channels, routes, ownerLabel: 'team' } });
  const lookup = (_kind: string, _namespace: string, name: string) => (name === 'cart' ? object : null);
  const found = routesFor(namespace, { configuration: () => configuration, lookup }).of(cascade(incident));
  expect(found.map(({ name }) => name)).toEqual(goes);
});

test('errors of a workload that are no incident go where an incident of severity error would', () => {
  const routes = [
    { channel: 'payments', workloads: ['cart'] },
    { channel: 'major', minimumSeverity: 'Critical' },
    { channel: 'bank', workloads: ['cart'] },
  ];
  const configuration = ConfigurationSchema.parse({ slack: { channels, routes } });
  const found = routesFor('shop', { configuration: () => configuration, lookup: () => null });
  expect(found.ofErrors('shop/deployment/cart').map(({ name }) => name)).toEqual(['payments']);
  expect(found.ofErrors('shop/deployment/mail')).toEqual([]);
});

test('a route to an unknown channel, and owners without their label, are refused with what must be', () => {
  const parse = (slack: object) =>
    ConfigurationSchema.safeParse({ slack })
      .error?.issues.map(({ message }) => message)
      .join();
  expect(parse({ channels, routes: [{ channel: 'nowhere' }] })).toContain('must be the name or id of one of slack.channels');
  expect(parse({ channels, routes: [{ channel: 'major', owners: ['a'] }] })).toContain('need slack.ownerLabel');
});
