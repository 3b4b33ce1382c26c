/** What several have in common: the DNS, a node. And what they have not: failures of their own while another goes on. */
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../engine/domain.ts';
import { callersFail, createShop, killForMemory, only, type Shop } from '../../builders/judgement.ts';
import { anomaly, deployment, deploymentId, event, minute, node, pod, podName, second, startMs } from '../../builders/observations.ts';

const faultMs = startMs + 20 * minute;

function putNameServer(shop: Shop): void {
  const labels = { 'k8s-app': 'kube-dns' };
  const object: KubeObject = {
    kind: 'Deployment',
    metadata: { name: 'coredns', namespace: 'kube-system', labels },
    spec: { replicas: 2, template: { metadata: { labels }, spec: { containers: [{ name: 'coredns' }] } } },
  };
  shop.see(object, startMs);
}

describe('names that cannot be resolved', () => {
  const unresolved = [
    anomaly('checkout', { text: 'getaddrinfo EAI_AGAIN cart.shop.svc.cluster.local', atMs: faultMs }),
    anomaly('cart', { text: 'query failed: dial tcp: lookup ledgerdb on 10.0.0.10:53: i/o timeout', atMs: faultMs + second }),
    anomaly('web', { text: 'java.net.UnknownHostException: ads: Temporary failure in name resolution', atMs: faultMs + 2 * second }),
  ];

  test('in several workloads are one incident of the DNS, whatever was asked for', () => {
    const shop = createShop();
    putNameServer(shop);
    shop.run(faultMs);
    shop.run(faultMs + 20 * second, unresolved);
    expect(only(shop.open()).causes[0]).toMatchObject({ workload: 'kube-system/deployment/coredns', kind: 'dependency' });
    expect(shop.changes().filter(({ type }) => type === 'opened')).toHaveLength(1);
  });

  test('where the DNS is not watched blame no workload', () => {
    const shop = createShop();
    shop.run(faultMs);
    shop.run(faultMs + 20 * second, unresolved);
    expect(only(shop.open())).toMatchObject({ causes: [{ workload: null }], title: expect.stringContaining('DNS of the cluster') });
  });

  test('because there is no such name blame who was asked for', () => {
    const shop = createShop();
    putNameServer(shop);
    shop.run(faultMs);
    const text = 'dial tcp: lookup cart on 10.0.0.10:53: no such host';
    shop.run(faultMs + 20 * second, [anomaly('checkout', { text, atMs: faultMs })]);
    expect(only(shop.open()).causes[0]).toMatchObject({ workload: deploymentId('cart') });
  });
});

describe('a node whose CPU one pod takes', () => {
  function putOnNodes(shop: Shop, places: Readonly<Record<string, string>>): void {
    for (const name of ['n1', 'n2', 'n3'])
      shop.see({ ...node(name), status: { ...node(name).status, allocatable: { cpu: '8' } } }, startMs);
    for (const [app, at] of Object.entries(places)) shop.see(pod({ app, node: at }), startMs + second);
  }

  const cpuOf = (app: string) => ({ type: 'metric' as const, namespace: 'shop', pod: podName({ app }), container: app, name: 'cpu' });

  function useCpu(shop: Shop, app: string, coresAfter: number): void {
    for (let atMs = startMs; atMs <= faultMs + minute; atMs += minute)
      shop.observe({ ...cpuOf(app), atMs, value: atMs < faultMs ? 0.2 : coresAfter });
  }

  const slow = [
    anomaly('cart', { text: 'ledgerdb:5432: timed out after 3000 ms', atMs: faultMs }),
    anomaly('web', { text: 'GET http://ads:8080/: context deadline exceeded', atMs: faultMs + second }),
  ];

  test('is told with the pod, not with who was waited for on it', () => {
    const shop = createShop();
    putOnNodes(shop, { ledgerdb: 'n1', ads: 'n1', mail: 'n1', cart: 'n2', checkout: 'n2', web: 'n3' });
    shop.run(faultMs);
    useCpu(shop, 'mail', 7);
    shop.run(faultMs + 30 * second, slow);
    const [cause] = shop.open().find(({ causes }) => causes[0]?.kind === 'contention')?.causes ?? [];
    expect(cause).toMatchObject({ workload: deploymentId('mail'), node: 'n1', pod: podName({ app: 'mail' }) });
    expect(cause?.reasons[0]).toMatch(/^pod mail-a1-x1 uses 7 cores where 0.2 are usual, 85 % of node n1 more/);
  });

  test('stays told while the failure spreads to callers that run elsewhere', () => {
    const shop = createShop();
    putOnNodes(shop, { ledgerdb: 'n1', mail: 'n1', ads: 'n2', cart: 'n2', checkout: 'n2', web: 'n3' });
    shop.run(faultMs);
    useCpu(shop, 'mail', 7);
    const first = slow.slice(0, 1);
    shop.run(faultMs + 30 * second, first);
    const callers = ['checkout', 'web'].map((app) => anomaly(app, { text: 'request failed', atMs: faultMs + 35 * second }));
    shop.run(faultMs + 60 * second, [...first, ...callers]);
    const incident = only(shop.open());
    expect(incident.affected.length).toBeGreaterThan(2);
    expect(incident.causes[0]).toMatchObject({ workload: deploymentId('mail'), kind: 'contention' });
  });

  test('stays told when it has the CPU back, and when somebody joins whose slowness is said to have begun before', () => {
    const shop = createShop();
    putOnNodes(shop, { ledgerdb: 'n1', mail: 'n1', ads: 'n2', cart: 'n2', checkout: 'n2', web: 'n3' });
    shop.run(faultMs);
    useCpu(shop, 'mail', 7);
    const first = slow.slice(0, 1);
    shop.run(faultMs + 30 * second, first);
    shop.observe({ ...cpuOf('mail'), atMs: faultMs + 2 * minute, value: 0.2 });
    const early = anomaly('checkout', { text: 'ledgerdb:5432 answered after 2900 ms', atMs: faultMs - 3 * minute });
    shop.run(faultMs + 3 * minute, [...first, early]);
    const [cause] = only(shop.open()).causes;
    expect(cause).toMatchObject({ workload: deploymentId('mail'), kind: 'contention' });
    expect(cause?.reasons[0]).toMatch(/^pod mail-a1-x1 used 7 cores where 0.2 were usual/);
  });

  test('is not to blame for what runs elsewhere', () => {
    const shop = createShop();
    putOnNodes(shop, { ledgerdb: 'n2', ads: 'n2', mail: 'n1', cart: 'n2', checkout: 'n2', web: 'n3' });
    shop.run(faultMs);
    useCpu(shop, 'mail', 7);
    shop.run(faultMs + 30 * second, slow);
    expect(shop.open().flatMap(({ causes }) => causes.map(({ kind }) => kind))).not.toContain('contention');
  });
});

describe('a node under pressure', () => {
  function evict(shop: Shop, apps: readonly string[]): void {
    const whole = node('n1');
    const pressure = { type: 'DiskPressure', status: 'True', reason: 'KubeletHasDiskPressure', message: 'kubelet has disk pressure' };
    shop.see({ ...whole, status: { conditions: [{ type: 'Ready', status: 'True' }, pressure] } }, faultMs);
    for (const [i, app] of apps.entries()) {
      const gone = pod({ app, suffix: `x${i}`, phase: 'Failed', conditions: [] });
      shop.see(
        { ...gone, status: { ...gone.status, reason: 'Evicted', message: 'The node was low on resource: ephemeral-storage.' } },
        faultMs + second,
      );
      shop.see(pod({ app, suffix: `y${i}`, node: 'n2', createdAtMs: faultMs + second }), faultMs + 5 * second);
    }
    shop.run(faultMs + 30 * second);
  }

  test('that sends away pods of several workloads is told, although each has a successor already', () => {
    const shop = createShop();
    shop.run(faultMs);
    evict(shop, ['mail', 'ads']);
    expect(only(shop.open()).causes[0]).toMatchObject({ kind: 'node', node: 'n1' });
  });

  test('that sends away two of one workload is told, since the first did not help', () => {
    const shop = createShop();
    shop.run(faultMs);
    evict(shop, ['mail', 'mail']);
    expect(only(shop.open()).causes[0]).toMatchObject({ kind: 'node', node: 'n1' });
  });

  test('that sends away one is not', () => {
    const shop = createShop();
    shop.run(faultMs);
    evict(shop, ['mail']);
    expect(shop.open()).toEqual([]);
  });
});

test('a node that is found lost after its callers were heard takes their incidents together, and the oldest keeps its id', () => {
  const shop = createShop();
  for (const app of ['ledgerdb', 'ads']) shop.see(pod({ app, node: 'n2' }), startMs);
  shop.run(faultMs);
  const cut = [
    anomaly('cart', { text: 'ledgerdb:5432: timed out after 3000 ms', atMs: faultMs }),
    anomaly('web', { text: 'GET http://ads:8080/: context deadline exceeded', atMs: faultMs + second }),
  ];
  shop.run(faultMs + 20 * second, cut);
  const before = shop.open();
  expect(before.length).toBeGreaterThan(0);
  shop.see(node('n2', { ready: false, atMs: faultMs + 40 * second }), faultMs + 40 * second);
  shop.run(faultMs + 60 * second, cut);
  const incident = only(shop.open());
  expect(incident.id).toBe(before[0]?.id);
  expect(incident.causes[0]).toMatchObject({ kind: 'node', node: 'n2' });
});

describe('while one incident goes on', () => {
  function leak(shop: Shop, untilMs: number): void {
    for (let atMs = faultMs, restarts = 1; atMs < untilMs; atMs += 90 * second, restarts += 1) {
      killForMemory(shop, atMs, restarts);
      shop.run(Math.min(untilMs, atMs + 90 * second), callersFail(shop, faultMs));
    }
  }

  test('a victim whose new image does not exist has an incident of its own', () => {
    const shop = createShop();
    shop.run(faultMs);
    leak(shop, faultMs + 12 * minute);
    const [leaking] = shop.open();
    const atMs = faultMs + 12 * minute;
    shop.see(deployment('checkout', { env: { CART_URL: 'http://cart:8080' } }), atMs);
    const waiting = { reason: 'ImagePullBackOff', message: 'not found' };
    shop.see(pod({ app: 'checkout', hash: 'c3', phase: 'Pending', createdAtMs: atMs, waiting }), atMs + second);
    shop.run(atMs + 20 * second, callersFail(shop, faultMs));
    expect(shop.open()).toHaveLength(2);
    expect(shop.open().find(({ id }) => id !== leaking?.id)?.causes[0]).toMatchObject({
      workload: deploymentId('checkout'),
      kind: 'image-pull',
    });
    expect(shop.open().find(({ id }) => id === leaking?.id)?.causes[0]).toMatchObject({ workload: deploymentId('cart') });
  });

  test('who had recovered and fails for another reason joins it no more', () => {
    const shop = createShop();
    shop.run(faultMs);
    killForMemory(shop, faultMs);
    shop.run(faultMs + minute, callersFail(shop, faultMs));
    const [before] = shop.open();
    for (let i = 1; i <= 8; i += 1) {
      killForMemory(shop, faultMs + i * 90 * second, i + 1);
      shop.run(faultMs + (i + 1) * 90 * second);
    }
    const atMs = faultMs + 14 * minute;
    const other = anomaly('web', { text: 'POST https://api.payments.example.com/charge: 503', atMs, observed: 40 });
    shop.run(atMs + 30 * second, [other]);
    const fresh = shop.open().find(({ id }) => id !== before?.id);
    expect(fresh).toMatchObject({ causes: [{ workload: null, kind: 'dependency' }] });
    expect(fresh?.affected.map(({ workload }) => workload)).toEqual([deploymentId('web')]);
  });
});

describe('images that cannot be pulled', () => {
  function cannotPull(shop: Shop, apps: readonly string[], message: string): void {
    for (const [i, app] of apps.entries()) {
      const waiting = { reason: 'ImagePullBackOff', message };
      shop.see(pod({ app, suffix: 'x2', createdAtMs: faultMs, phase: 'Pending', waiting }), faultMs + (10 + 20 * i) * second);
    }
    shop.run(faultMs + 90 * second);
  }
  const unreachable =
    'Back-off pulling image: failed to do request: Head "https://registry.example.com/v2/": dial tcp 10.9.9.9:443: i/o timeout';

  test('by several from a registry that does not answer are one incident of the registry', () => {
    const shop = createShop();
    shop.run(faultMs);
    cannotPull(shop, ['mail', 'ads', 'cart'], unreachable);
    const incident = only(shop.open());
    expect(incident.causes[0]).toMatchObject({ workload: null, kind: 'dependency' });
    expect(incident.title).toBe('registry.example.com does not answer as it should; mail, ads and cart fail with it');
    expect(incident.causes[0]?.reasons[0]).toMatch(/^mail, ads and cart need it: container mail cannot pull its image .*i\/o timeout/);
    expect(shop.changes().filter(({ type }) => type === 'opened')).toHaveLength(1);
  });

  test('by one are its own, whatever its registry answers', () => {
    const shop = createShop();
    shop.run(faultMs);
    cannotPull(shop, ['mail'], unreachable);
    expect(only(shop.open()).causes[0]).toMatchObject({ workload: deploymentId('mail'), kind: 'image-pull' });
  });

  test('because there are no such images are each their own', () => {
    const shop = createShop();
    shop.run(faultMs);
    cannotPull(shop, ['mail', 'ads'], 'Back-off pulling image: registry.example.com/x:9: not found');
    expect(shop.open().map(({ causes }) => causes[0]?.workload)).toEqual([deploymentId('mail'), deploymentId('ads')]);
  });
});

test('workloads that one quota stops are one incident', () => {
  const shop = createShop();
  shop.run(faultMs);
  for (const app of ['mail', 'ads']) {
    const message = `pods "${app}-a1-x2" is forbidden: exceeded quota: compute, requested: requests.cpu=1, used: requests.cpu=8, limited: requests.cpu=8`;
    const about = { name: `${app}-a1`, kind: 'ReplicaSet' };
    shop.observe(event('FailedCreate', message, { ...about, atMs: faultMs + second }));
    shop.observe(event('FailedCreate', message, { ...about, atMs: faultMs + 70 * second, count: 5 }));
  }
  shop.run(faultMs + 2 * minute);
  expect(only(shop.open()).causes[0]).toMatchObject({ kind: 'scheduling' });
});
