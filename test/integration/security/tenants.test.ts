/** Two teams on one operator. Whatever the second writes into its own namespace, it neither reads nor is told what the first one's pods say. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPager, type Pager, type PagerCall } from '../../../demo/pager.ts';
import { createSmallShop, type SmallShop } from '../../builders/small-shop.ts';
import { hasLocalSlack, startLocalSlack, type LocalSlack } from '../../fakes/local-slack.ts';
import { operatorNamespace, soon, startProduct, type Product, type RunningProcess } from '../../fakes/product.ts';

/** In the lines and names of the first team alone. */
const secret = 'vaultdoor';
const key = 'pager-key';
const noise = '4711';

describe.skipIf(!hasLocalSlack)('the second of two teams', () => {
  const calls: PagerCall[] = [];
  const shops: SmallShop[] = [];
  let pager: Pager;
  let slack: LocalSlack;
  let product: Product;
  let operator: RunningProcess;

  beforeAll(async () => {
    pager = await startPager(key, (call) => void calls.push(call));
    slack = await startLocalSlack();
    product = await startProduct();
    await writeFile(join(product.folder, 'pager-key'), key);
    const secretFile = join(product.folder, 'pager-key');
    await product.configure({
      slack: {
        channels: [
          { name: 'shop-incidents', id: 'C1', namespaces: ['bank'] },
          { name: 'general', id: 'C2', namespaces: ['mallory'] },
        ],
      },
      receivers: [{ name: 'bank-oncall', type: 'webhook', url: `${pager.url}/pages`, secretFile, namespaces: ['bank'] }],
    });
    for (const namespace of ['bank', 'mallory']) {
      const shop = createSmallShop(product.cluster, namespace);
      shop.writeHistory(420_000);
      shop.run();
      shops.push(shop);
    }
    writeTricks(product);
    product.detect('bank', { notify: { slack: { channel: 'shop-incidents' } }, paging: { receiver: 'bank-oncall' } });
    operator = product.startOperator();
    product.startBot({ SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN: 'xoxb-local', SLACK_APP_TOKEN: 'xapp-local' });
  });
  afterAll(async () => {
    for (const shop of shops) shop.stop();
    await product.stop();
    await pager.close();
    await slack.stop();
  });

  test('lives beside a first one that fails, posts and pages', { timeout: 150_000 }, async () => {
    await expect.poll(() => product.condition('ModelReady', 'bank/bank')?.reason, { ...soon, timeout: 90_000 }).toBe('Serving');
    // What fails is the first team's; the second one's services complain of nothing.
    shops[0]?.breakCart({
      checkout: `ERROR ${secret} cannot be opened for account ${noise}`,
      web: `ERROR ${secret} call to http://checkout.bank:8080 failed: status 500`,
    });
    await expect.poll(() => calls.length, soon).toBeGreaterThan(0);
    await expect.poll(async () => JSON.stringify(await slack.messages('C1')), soon).toContain(secret);
  });

  test('reads its own pods with whatever selector, and owner references lead to nothing of the other', async () => {
    const seen = (await product.api.detectors('mallory')).map(({ id, workloads }) => [
      id,
      workloads.map(({ workload }) => workload).toSorted(),
    ]);
    expect(Object.fromEntries(seen)).toMatchObject({ 'mallory/all': expect.arrayContaining(['cart', 'checkout', 'web', 'claimed']) });
    for (const [, workloads] of seen) expect(JSON.stringify(workloads)).not.toContain('bank');
    const streams = operator.events('LinesRead').map(({ detector }) => String(detector));
    expect(new Set(streams).has('mallory/labels')).toBe(false);
  });

  test('finds nothing of the other in its answers, incidents, models, settings or recordings', async () => {
    const scope = 'mallory';
    const all = JSON.stringify([
      await product.api.detectors(scope),
      await product.api.incidents({ namespaces: scope, state: 'all' }),
      await product.api.patterns({ namespaces: scope, forSeconds: 3600, limit: 200 }),
      await product.api.models({ namespaces: scope }),
    ]);
    expect(all).not.toContain(secret);
    expect(all).not.toContain('bank/');
    expect(JSON.stringify(await product.api.patterns({ namespaces: 'bank', forSeconds: 3600, limit: 200 }))).toContain(secret);
  });

  test('posts to no channel and pages nobody but its own, by whatever name', async () => {
    for (const detector of ['byname', 'byid'].map((name) => `mallory/${name}`))
      expect(product.condition('SlackReady', detector)).toMatchObject({ status: 'False', reason: 'ChannelNotAllowed' });
    expect(product.condition('PagingReady', 'mallory/pages')).toMatchObject({ status: 'False', reason: 'ReceiverNotAllowed' });
    expect(JSON.stringify(await slack.messages('C2'))).not.toContain(secret);
    expect(JSON.stringify(calls)).not.toContain('mallory');
    const incidents = await product.api.incidents({ namespaces: '*', state: 'all' });
    expect(new Set(incidents.map(({ detector }) => detector))).toEqual(new Set(['bank/bank']));
  });

  test('asks in its channel and is told of itself alone', async () => {
    await slack.command('status bank', { user: 'U2', channel: 'C2' });
    await slack.command('top-patterns last 10m', { user: 'U2', channel: 'C2' });
    await slack.command('incidents', { user: 'U2', channel: 'C2' });
    const answers = async () => (await slack.messages('C2')).filter(({ ephemeral_to }) => ephemeral_to);
    await expect.poll(async () => (await answers()).length, soon).toBeGreaterThanOrEqual(3);
    expect(JSON.stringify(await answers())).not.toContain(secret);
    expect(JSON.stringify(await answers())).not.toContain('bank/');
  });

  test('has no Event or status that speaks of the other, and the operator has met nothing unplanned', async () => {
    const statuses = product.cluster.list('LogDetector', 'mallory').map(({ status }) => status);
    const own = JSON.stringify([product.cluster.list('Event', 'mallory'), statuses]);
    expect(own).not.toContain(secret);
    expect(operator.events('UnexpectedError')).toEqual([]);
    expect(await readFile(join(product.folder, 'configuration.yaml'), 'utf8')).toContain('bank-oncall');
    expect(product.cluster.get('Lease', operatorNamespace, 'logdetector-leader')).toBeDefined();
  });
});

/** All that a team may write into its own namespace to get at another's. */
function writeTricks({ cluster }: Product): void {
  const detect = (name: string, spec: object): void =>
    cluster.upsert({
      apiVersion: 'logdetector.dev/v1alpha1',
      kind: 'LogDetector',
      metadata: { namespace: 'mallory', name },
      spec: { selector: { matchLabels: { app: 'none' } }, ...spec },
    });
  detect('all', {
    selector: {},
    redaction: { ip: false, hash: false, patterns: [] },
    patterns: { alwaysReport: [secret, noise] },
    sensitivity: 'High',
  });
  detect('labels', {
    selector: {
      matchLabels: { 'kubernetes.io/metadata.name': 'bank' },
      matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['nothing'] }],
    },
  });
  detect('bank', { selector: {} });
  detect('byname', { notify: { slack: { channel: 'shop-incidents' } } });
  detect('byid', { notify: { slack: { channel: 'C1' } } });
  detect('pages', { paging: { receiver: 'bank-oncall' } });
  const metadata = {
    namespace: 'mallory',
    name: 'claimed-1',
    labels: { app: 'claimed', 'app.kubernetes.io/part-of': 'bank' },
    annotations: { namespace: 'bank', 'logdetector.dev/namespace': 'bank' },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'claimed', uid: 'uid-ReplicaSet-cart-abc12', controller: true }],
  };
  cluster.upsert({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { containers: [{ name: 'app', env: [{ name: 'BANK_URL', value: 'http://checkout.bank.svc:8080' }] }] },
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'app', restartCount: 0, containerID: 'c', ready: true, state: { running: {} } }],
    },
  });
  cluster.appendLog({ namespace: 'mallory', pod: 'claimed-1', container: 'app' }, 'INFO asked checkout.bank.svc, answered', Date.now());
  cluster.upsert({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'mallory', name: 'checkout-bank' },
    spec: { type: 'ExternalName', externalName: 'checkout.bank.svc.cluster.local' },
  });
  cluster.upsert({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { namespace: 'mallory', name: 'forged' },
    involvedObject: { kind: 'Node', name: 'node-1', namespace: 'mallory' },
    reason: 'NodeNotReady',
    message: 'forged by mallory',
    type: 'Warning',
  });
}
