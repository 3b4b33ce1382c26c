import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../engine/index.ts';
import { heardOf, type Concern } from '../../../operator/detector/concern.ts';

const selector: Concern = { selector: { matchLabels: { app: 'cart' } }, namespaces: ['shop'], hearsOthers: false, owners: () => [] };
const concerns = (...asked: Parameters<typeof heardOf>): boolean => heardOf(...asked) !== null;
const pod = (name: string, app: string): KubeObject => ({ kind: 'Pod', metadata: { name, namespace: 'shop', labels: { app } } });

describe('facts in a namespace that teams share', () => {
  const mine = pod('cart-1', 'cart');
  const theirs = pod('mail-1', 'mail');
  const lookup = (kind: string, _namespace: string, name: string) =>
    kind === 'Pod' ? ([mine, theirs].find((known) => known.metadata.name === name) ?? null) : null;
  const about = (object: KubeObject) => concerns(selector, { type: 'object', atMs: 0, object }, lookup);
  const event = (name: string) =>
    ({
      type: 'event',
      atMs: 0,
      namespace: 'shop',
      object: { kind: 'Pod', name },
      reason: 'Unhealthy',
      message: '',
      severity: 'Warning',
      count: 1,
    }) as const;

  test("another team's pods, events and usage are none of our business", () => {
    expect([about(mine), about(theirs)]).toEqual([true, false]);
    expect([concerns(selector, event('cart-1'), lookup), concerns(selector, event('mail-1'), lookup)]).toEqual([true, false]);
    expect(concerns(selector, { type: 'metric', atMs: 0, namespace: 'shop', pod: 'mail-1', name: 'memory', value: 1 }, lookup)).toBe(false);
  });

  test("what others tell of a workload is judged by its pods; what they tell of nodes, of code and of calls is everybody's", () => {
    const deployment = { kind: 'Deployment', metadata: { name: 'mail' }, spec: { template: { metadata: { labels: { app: 'mail' } } } } };
    const known = (kind: string, _namespace: string, name: string) =>
      kind === 'Deployment' && name === 'mail' ? deployment : lookup(kind, 'shop', name);
    const asked = (observation: Parameters<typeof concerns>[1]) => concerns(selector, observation, known);
    const sample = { type: 'metric', atMs: 0, namespace: 'shop', name: 'cpu', value: 1 } as const;
    expect([asked({ ...sample, workload: 'mail' }), asked({ ...sample, node: 'n1' })]).toEqual([false, true]);
    expect(asked({ type: 'flag', atMs: 0, namespace: 'shop', workload: 'mail', name: 'x', change: 'on' })).toBe(false);
    expect(asked({ type: 'change', atMs: 0, id: 'c', title: '', files: [] })).toBe(true);
    expect(asked({ type: 'edge', atMs: 0, from: 'mail', to: 'cart' })).toBe(true);
    const alert = { type: 'alert', atMs: 0, namespace: 'shop', name: 'a', severity: 'warning', summary: '' } as const;
    expect([asked({ ...alert, pod: 'mail-1' }), asked(alert)]).toEqual([false, true]);
  });

  test("a controller is judged by the pods it makes; Services and nodes are everybody's", () => {
    const deployment = (app: string): KubeObject => ({
      kind: 'Deployment',
      metadata: { name: app, namespace: 'shop' },
      spec: { template: { metadata: { labels: { app } } } },
    });
    expect([about(deployment('cart')), about(deployment('mail'))]).toEqual([true, false]);
    expect([
      about({ kind: 'Service', metadata: { name: 'mail' }, spec: {} }),
      about({ kind: 'Node', metadata: { name: 'n' }, spec: {} }),
    ]).toEqual([true, true]);
  });

  test('what a LogDetector of the namespace keeps to itself a ClusterLogDetector does not speak of, and of the rest it does', () => {
    const ofCluster: Concern = {
      ...selector,
      selector: {},
      namespaces: ['shop', 'bank'],
      hearsOthers: true,
      owners: (namespace: string) => (namespace === 'shop' ? [selector.selector] : []),
    };
    const asked = (observation: Parameters<typeof concerns>[1]) => concerns(ofCluster, observation, lookup);
    const object = (one: KubeObject) => asked({ type: 'object', atMs: 0, object: one });
    expect([object(mine), object(theirs)]).toEqual([false, true]);
    expect([asked(event('cart-1')), asked(event('mail-1'))]).toEqual([false, true]);
    expect(object({ ...mine, metadata: { ...mine.metadata, namespace: 'bank' } })).toBe(true);
    expect(object({ kind: 'Service', metadata: { name: 'cart', namespace: 'shop' }, spec: {} })).toBe(true);
    expect(asked({ type: 'metric', atMs: 0, namespace: 'shop', pod: 'cart-1', name: 'memory', value: 1 })).toBe(false);
  });
});

describe('facts of other namespaces', () => {
  const inShop: KubeObject = {
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { template: { metadata: { labels: {} } } },
  };
  const lookup = (kind: string, namespace: string, name: string) =>
    kind === 'Deployment' && namespace === 'shop' && name === 'web' ? inShop : null;
  const all: Concern = { selector: {}, namespaces: ['shop'], hearsOthers: false, owners: () => [] };
  const span = (workload: string) =>
    ({
      type: 'span',
      atMs: 0,
      traceId: 't',
      spanId: 's',
      parentId: null,
      workload,
      name: 'GET',
      durationMs: 1,
      error: 'card 4111 declined',
    }) as const;
  const volume = (namespace: string) =>
    ({
      type: 'object',
      atMs: 0,
      object: { kind: 'PersistentVolume', metadata: { name: 'pv-1' }, spec: { claimRef: { namespace, name: 'ledger' }, capacity: {} } },
    }) as const;

  test('what is told of a workload without a namespace is heard where one is called so, and elsewhere only where the administrator lets it', () => {
    expect([heardOf(all, span('web'), lookup), heardOf(all, span('ledger'), lookup)]).toEqual([span('web'), null]);
    expect(heardOf({ ...all, hearsOthers: true }, span('ledger'), lookup)).toEqual(span('ledger'));
    const edge = (from: string, to: string) => ({ type: 'edge', atMs: 0, from, to }) as const;
    expect([heardOf(all, edge('web', 'pay'), lookup), heardOf(all, edge('ledger', 'vault'), lookup)]).toEqual([edge('web', 'pay'), null]);
  });

  test("the claim of another namespace that holds a volume has no name, and one's own has", () => {
    expect(heardOf(all, volume('shop'), lookup)).toEqual(volume('shop'));
    const heard = JSON.stringify(heardOf(all, volume('bank'), lookup));
    expect(heard).not.toMatch(/bank|ledger/);
    expect(heard).toContain('(another namespace)');
    expect(heardOf({ ...all, hearsOthers: true }, volume('bank'), lookup)).toEqual(volume('bank'));
  });
});
