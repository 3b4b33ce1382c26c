/** A shop that writes secrets wherever it can: none is in the store, the outbox, the metrics, the answers or the log of the operator, or in what it tells the cluster. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startPager, type Pager, type PagerCall } from '../../demo/pager.ts';
import { everything } from '../builders/secrets.ts';
import { createSmallShop, type SmallShop } from '../builders/small-shop.ts';
import { soon, startProduct, type Product, type RunningProcess } from '../fakes/product.ts';

const detector = 'shop/shop';
const pod = 'cart-abc12-x7k2p';
const dayMs = 24 * 3_600_000;
const calls: PagerCall[] = [];
/** Shorter ones are parts of ordinary words and numbers. */
const secrets = everything.map(({ secret }) => secret).filter((secret) => secret.length > 6);
const addresses = /203\.0\.113\.\d+|C-anna/;
let pager: Pager;
let product: Product;
let shop: SmallShop;
let operator: RunningProcess;

beforeAll(async () => {
  pager = await startPager('pager-key', (call) => void calls.push(call));
  product = await startProduct();
  const file = (name: string): string => join(product.folder, name);
  await writeFile(file('pager-key'), 'pager-key');
  await writeFile(file('salt'), 'a salt of sixteen\n');
  const receiver = { type: 'webhook', secretFile: file('pager-key'), namespaces: ['shop'] };
  await product.configure({
    slack: { channels: [{ name: 'shop-incidents', id: 'C1', namespaces: ['shop'] }] },
    receivers: [{ ...receiver, name: 'oncall', url: pager.url }],
    redaction: { saltFile: file('salt') },
  });
  shop = createSmallShop(product.cluster, 'shop');
  shop.writeHistory(420_000);
  writeDay();
  makeObjectsLeak();
  shop.run();
  product.detect('shop', wishes);
  operator = product.startOperator({ LOGDETECTOR_LOG_LEVEL: 'debug' });
});
afterAll(async () => {
  shop.stop();
  await product.stop();
  await pager.close();
});

const wishes = { notify: { slack: { channel: 'shop-incidents' } }, paging: { receiver: 'oncall' } };

/** Every secret, in lines of all levels, again and again since yesterday. */
function writeDay(): void {
  const nowMs = Date.now();
  for (const [at, { text }] of [...everything, ...everything, ...everything].entries()) {
    const atMs = nowMs - dayMs + (at * dayMs) / (3 * everything.length);
    for (const line of [`INFO ${text}`, `ERROR ${text} failed`, text])
      product.cluster.appendLog({ namespace: 'shop', pod, container: 'app' }, line, atMs);
  }
}

function objectAt(kind: string, name: string): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(structuredClone(product.cluster.get(kind, 'shop', name)));
}

/** Variables and arguments of the Deployment, how a container ended, and Events. */
function makeObjectsLeak(): void {
  const containers = [
    {
      name: 'app',
      image: 'cart:1',
      args: everything.map(({ secret }) => `--password=${secret}`),
      env: everything.slice(0, 60).flatMap(({ secret }, at) => [
        { name: `SERVICE_${at}_PASSWORD`, value: secret },
        { name: `WEB_${at}_URL`, value: `http://app:${secret.replaceAll(/[\s/?#@]/g, '')}@web:8080` },
      ]),
    },
  ];
  const deployment = objectAt('Deployment', 'cart');
  const spec = {
    replicas: 1,
    selector: { matchLabels: { app: 'cart' } },
    template: { metadata: { labels: { app: 'cart' } }, spec: { containers } },
  };
  product.cluster.upsert({
    ...deployment,
    kind: 'Deployment',
    metadata: z.looseObject({ name: z.string() }).parse(deployment['metadata']),
    spec,
  });
  for (const { text } of everything) {
    const about = { namespace: 'shop', object: { kind: 'Pod', name: pod } };
    product.cluster.event({ ...about, reason: 'Failed', message: `Error: ${text}`, severity: 'Warning', atMs: Date.now() });
  }
}

/** The container ends again and again, each time with another secret as its last words. */
function endWith(text: string): void {
  product.cluster.appendLog({ namespace: 'shop', pod, container: 'app' }, `FATAL ${text}`, Date.now());
  product.cluster.restartContainer({ namespace: 'shop', pod, container: 'app' }, { exitCode: 1, reason: 'Error', atMs: Date.now() });
  const object = z
    .looseObject({
      status: z.looseObject({ containerStatuses: z.array(z.looseObject({ lastState: z.looseObject({ terminated: z.looseObject({}) }) })) }),
    })
    .parse(objectAt('Pod', pod));
  const { status } = object;
  const [container] = status.containerStatuses;
  Object.assign(container?.lastState.terminated ?? {}, { message: text });
  Object.assign(status, { message: text });
  product.cluster.upsert({ ...object, kind: 'Pod', metadata: z.looseObject({ name: z.string() }).parse(object['metadata']) });
}

const patterns = async (workload?: string) => {
  const query = { namespaces: '*', forSeconds: 604_800, limit: 200 };
  return (await product.api.patterns(workload === undefined ? query : { ...query, workload })).patterns;
};
const learned = () => product.condition('BaselineReady', detector)?.reason;
const metrics = async (): Promise<string> => await (await fetch(`${product.healthUrl}/metrics`)).text();

/** All that the operator has written, answered or sent. */
async function everythingTold(): Promise<string> {
  const files = (await readdir(product.folder)).filter((name) => name.startsWith('logdetector.db'));
  expect(files).toContain('logdetector.db');
  const stored = await Promise.all(files.map((name) => readFile(join(product.folder, name), 'latin1')));
  const { api } = product;
  const scope = { namespaces: '*' };
  const answered = await Promise.all([
    patterns(),
    api.incidents(scope),
    api.posts({ waitSeconds: 0 }),
    api.detectors('*'),
    api.models(scope),
    api.audit(100),
  ]);
  const events = product.cluster.list('Event').filter((event) => JSON.stringify(event).includes('"component":"logdetector"'));
  expect(events.length).toBeGreaterThan(0);
  const written = [events, product.cluster.list('LogDetector'), calls].map((one) => JSON.stringify(one));
  return [...stored, ...answered.map((answer) => JSON.stringify(answer)), ...written, await metrics(), operator.output()].join('\n');
}

function leaks(text: string): readonly string[] {
  const utf8 = (secret: string): string => Buffer.from(secret).toString('latin1');
  const forms = (secret: string) => [secret, JSON.stringify(secret).slice(1, -1), utf8(secret)];
  return secrets.filter((secret) => forms(secret).some((form) => text.includes(form)));
}

describe('secrets', () => {
  test('are in no place that is kept or told, after a day of them, an incident and a page', async () => {
    await expect
      .poll(async () => (await product.api.detectors('*').catch(() => []))[0]?.coverage.linesSeen, soon)
      .toBeGreaterThan(3 * everything.length);
    await expect.poll(learned, soon).toBe('Learned');
    const worst = everything.map(({ text }) => text).join(' and ');
    shop.breakCart({ checkout: `ERROR call to http://cart:8080/items?${worst} failed: connection refused`, web: `ERROR ${worst}` });
    for (const { text } of everything.slice(0, 20)) endWith(text);
    await product.api.writeAudit({
      atMs: Date.now(),
      user: 'U1',
      channel: 'C1',
      action: `/logbot why ${worst.slice(0, 400)}`,
      result: 'refused',
    });
    await expect.poll(() => calls.length, soon).toBeGreaterThan(0);
    await expect.poll(async () => (await product.api.posts({ waitSeconds: 0 })).length, soon).toBeGreaterThan(0);
    await expect.poll(() => operator.events('CheckpointWritten').length, soon).toBeGreaterThan(2);
    const told = await everythingTold();
    expect(leaks(told)).toEqual([]);
    for (const label of ['<redacted>', '<email>', '<jwt>', '<card>', '<iban>', '<phone>']) expect(told).toContain(label);
  }, 120_000);

  test('are counted by their kind', async () => {
    const counted = await metrics();
    for (const kind of ['credential', 'email', 'jwt', 'card'])
      expect(counted).toMatch(new RegExp(`logdetector_text_redacted_total\\{kind="${kind}"\\} [1-9]`));
  });
});

describe('a LogDetector that asks for more', () => {
  test('gets it without a restart, for what is kept too, and keeps its baseline', async () => {
    shop.recover();
    shop.write('web', 'WARN refused 203.0.113.7 for C-anna, ask ann@example.org');
    const refused = async (): Promise<string> => JSON.stringify((await patterns('web')).filter(({ text }) => text.startsWith('refused')));
    await expect.poll(refused, soon).toMatch(addresses);
    const idsOf = async () => (await patterns('web')).map(({ id }) => id).toSorted();
    const before = await idsOf();
    product.detect('shop', { ...wishes, redaction: { ip: true, hash: true, patterns: [{ name: 'customer', regex: 'C-[a-z]+' }] } });
    await expect.poll(refused, soon).not.toMatch(addresses);
    expect(await refused()).toMatch(/for <customer:[0-9a-f]{6}>, ask <email/);
    expect(await idsOf()).toEqual(before);
    expect(learned()).toBe('Learned');
    expect(operator.events('ModelTrained').length).toBeLessThan(2);
  }, 60_000);

  test('by a pattern that cannot be used is told which one and why, and reads nothing until then', async () => {
    product.detect('shop', { ...wishes, redaction: { patterns: [{ name: 'customer', regex: 'C-(' }] } });
    const sentence = 'spec.redaction.patterns[0].regex of the pattern "customer" cannot be read by RE2: missing closing ): `C-(`.';
    await expect.poll(() => product.condition('Ready', detector), soon).toMatchObject({ status: 'False', reason: 'Invalid' });
    expect(product.condition('Ready', detector)?.message).toContain(sentence);
  });
});
