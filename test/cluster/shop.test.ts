/**
 * The whole line on a real cluster: the image from the Dockerfile, installed by the chart, reads real pods; `cart` leaks until the
 * kernel kills it, `checkout` and `web` fail with it, and the channel gets one thread and the pager one page.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFailed, test, vi } from 'vitest';
import type { DetectorSummary, IncidentView } from '../../api/contract.ts';
import { apply, kubectl, succeed } from './command.ts';
import { bringBackFormerCrd, formerChart, knowsLaterField, leaveFormerState } from './former.ts';
import {
  askOperator,
  install,
  operatorLog,
  operatorMetrics,
  ownNamespace,
  provideClaim,
  provideImage,
  refuseBesideAnother,
  remove,
  rollBack,
} from './harness.ts';
import { compressedSizeOf } from './image.ts';
import { freePort, startPager, startSlack, startSwitch, type SlackMessage } from './outside.ts';
import { detector, innocents, ledger, ledgerObjects, oomKilledAt, shopObjects, valuesOf } from './shop.ts';

const crds = join(import.meta.dirname, '../../crds');
const shop = 'logdetector-shop';
const installation = { release: 'under-test', namespace: 'logdetector-shop-operator' };
const [slack, pager, fault] = await Promise.all([startSlack(await freePort()), startPager(), startSwitch()]);
const killed = { atMs: 0 };
/** What the shop is installed with at first. */
const former = { chart: '', image: { repository: '', tag: '' } };
const cluster = { isOurs: false };

beforeAll(async () => {
  await refuseBesideAnother(installation.namespace);
  cluster.isOurs = true;
  await remove(installation, shop);
  await apply(ownNamespace(installation.namespace), ownNamespace(shop));
  const image = await provideImage();
  // The shop is there first, as it is for a team: what its pods have written by then is the beginning of what is usual.
  await Promise.all([
    apply(...shopObjects({ namespace: shop, image, faultSwitch: fault.url })),
    provideClaim(installation.namespace, 'data', image),
  ]);
  await apply(secret('slack', slack.tokens), secret('pagerduty', { 'routing-key': 'R0000000000000000000000000000000' }));
  former.chart = await formerChart();
  former.image = image;
  const values = valuesOf({ image, slack, pager: pager.url, namespace: shop });
  // Another image there is none; by this the pods of the two releases differ.
  await install(installation, { ...values, podAnnotations: { 'logdetector.dev/release': 'former' } }, former.chart);
  await apply(detector(shop, 'shop', 'shop'), detector(shop, 'ledger', 'ledger'));
  await kubectl(['wait', 'deploy', '--all', '-n', shop, '--for=condition=Available', '--timeout=180s']);
}, 900_000);

afterAll(async () => {
  if (cluster.isOurs) {
    await remove(installation, shop);
    // The release leaves its CRD behind, after the rollback that of before.
    await kubectl(['apply', '--server-side', '--force-conflicts', '-f', crds]);
  }
  await Promise.all([slack.stop(), pager.stop(), fault.stop()]);
}, 120_000);

function secret(name: string, stringData: Readonly<Record<string, string>>): object {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: installation.namespace }, stringData };
}

/** Waits for a condition of the world; what the operator wrote is shown when it never comes. */
function eventually<T>(look: () => Promise<T> | T, withinSeconds: number): Promise<T> {
  return vi.waitFor(look, { timeout: withinSeconds * 1000, interval: 500 });
}

async function condition(name: string, type: string): Promise<string> {
  return kubectl(['get', 'ld', name, '-n', shop, '-o', `jsonpath={.status.conditions[?(@.type=="${type}")].status}`]);
}

async function incidents(): Promise<readonly IncidentView[]> {
  const answer = await askOperator<{ incidents: readonly IncidentView[] }>(
    installation,
    `/v1/incidents?namespaces=${shop}&state=all&limit=50`,
  );
  return answer.incidents;
}

/** Messages that begin a thread in the channel; answers for one person are none, nor is the one that tells after ten minutes what is covered. */
async function threads(): Promise<readonly SlackMessage[]> {
  const messages = await slack.messages();
  return messages.filter(
    ({ subtype, user, text, ts, thread_ts: thread }) =>
      subtype !== 'ephemeral' && user !== slack.user && (!thread || thread === ts) && !text.endsWith('No incident, no message.'),
  );
}

/** Sends a command and hands back the first message that was not there before and looks as expected. */
async function ask(text: string, expected: RegExp): Promise<SlackMessage> {
  const before = new Set((await slack.messages()).map(({ ts }) => ts));
  await slack.command(text);
  return eventually(async () => {
    const found = (await slack.messages()).find((message) => !before.has(message.ts) && expected.test(JSON.stringify(message)));
    if (!found) throw new Error(`no answer to /logbot ${text} that matches ${expected}`);
    return found;
  }, 20);
}

async function column(path: string): Promise<string> {
  return kubectl(['get', 'ld', 'shop', '-n', shop, '-o', `jsonpath={${path}}`]);
}

function explainFailure(): void {
  onTestFailed(async () => void process.stderr.write(await operatorLog(installation)));
}

/** A number that was measured, for whoever reads the output of a run. */
function tell(what: string, value: string): void {
  process.stdout.write(`measured: ${what}: ${value}\n`);
}

describe('a shop on a real cluster', () => {
  test.skipIf(process.env.LOGDETECTOR_TEST_IMAGE)(
    'its image is small for who pulls it, Node.js and Debian with it',
    { timeout: 300_000 },
    async () => {
      const bytes = await compressedSizeOf(former.image);
      tell('the image, compressed', `${(bytes / 1e6).toFixed(1)} MB`);
      expect(bytes).toBeLessThanOrEqual(180e6);
    },
  );

  test('the test that the chart brings passes', { timeout: 120_000 }, async () => {
    await succeed('helm', ['test', installation.release, '-n', installation.namespace, '--timeout', '60s']);
  });

  test('a quiet shop is learned, and nothing is posted', { timeout: 600_000 }, async () => {
    explainFailure();
    await eventually(async () => expect(await condition('shop', 'StreamsReady')).toBe('True'), 60);
    await eventually(async () => expect(await condition('shop', 'BaselineReady')).toBe('True'), 420);
    await eventually(async () => expect(await condition('shop', 'SlackReady')).toBe('True'), 30);
    await eventually(async () => expect(await condition('shop', 'ModelReady')).toBe('True'), 120);
    expect(await column('.status.workloads')).toBe('6');
    expect(await threads()).toEqual([]);
    expect(pager.pages).toEqual([]);
  });

  test('one page goes out within 20 s of the OOM kill', { timeout: 180_000 }, async () => {
    explainFailure();
    await apply(...ledgerObjects({ namespace: shop, image: former.image, faultSwitch: fault.url }));
    fault.set('leak');
    killed.atMs = await eventually(() => oomKilledAt(shop), 60);
    await eventually(() => expect(pager.pages).toHaveLength(1), 60);
    expect(pager.pages[0]).toMatchObject({ event_action: 'trigger' });
    const pagedForMs = (pager.pages[0]?.atMs ?? 0) - killed.atMs;
    const postedForMs = Number((await threads())[0]?.ts ?? 0) * 1000 - killed.atMs;
    tell('OOM kill to page', `${pagedForMs} ms`);
    tell('OOM kill to Slack message', `${Math.round(postedForMs)} ms`);
    expect(pagedForMs).toBeLessThanOrEqual(20_000);
    expect(postedForMs).toBeLessThanOrEqual(20_000);
  });

  test('exactly one thread names cart, out of memory, first, and the right blast radius', { timeout: 120_000 }, async () => {
    explainFailure();
    await eventually(async () => expect(await threads()).toHaveLength(1), 30);
    const [incident, ...others] = (await incidents()).map((view) => view.incident);
    expect(others).toEqual([]);
    expect(incident?.causes[0]).toMatchObject({ workload: `${shop}/deployment/cart`, kind: 'out-of-memory' });
    await eventually(async () => {
      const affected = (await incidents())[0]?.incident.affected.map(({ workload }) => workload.split('/').at(-1)) ?? [];
      expect(affected).toEqual(expect.arrayContaining(['cart', 'checkout', 'web']));
      for (const name of innocents) expect(affected).not.toContain(name);
    }, 60);
    // What began long before the kill is no part of it.
    expect(Math.abs((incident?.affected[0]?.sinceAtMs ?? 0) - killed.atMs)).toBeLessThanOrEqual(30_000);
    const text = JSON.stringify((await threads())[0]);
    expect(text).toContain('cart');
    expect(text).toMatch(/out of memory|OOM/i);
  });

  test(
    'an upgrade in the middle brings the CRD up to date, reads the state of former releases, and doubles neither thread nor page',
    { timeout: 240_000 },
    async () => {
      explainFailure();
      const seen = (await coverage('ledger')).linesSeen;
      expect(seen).toBeGreaterThan(0);
      expect(seen).toBeLessThan(ledger.pods * ledger.linesEach);
      const rewritten = await leaveFormerState(installation, former.image);
      expect(new Set(rewritten)).toEqual(new Set(['engine', 'model']));
      await bringBackFormerCrd();
      expect(await knowsLaterField()).toBe(false);

      const startedAtMs = Date.now();
      await install(installation, valuesOf({ image: former.image, slack, pager: pager.url, namespace: shop }));
      tell('helm upgrade', `${Date.now() - startedAtMs} ms`);
      expect(await knowsLaterField()).toBe(true);
      await eventually(async () => expect(await condition('shop', 'SlackReady')).toBe('True'), 60);
      expect(await condition('shop', 'BaselineReady')).toBe('True');
      expect(await column('.status.servingModelVersion')).toBe('1');
      expect((await coverage('ledger')).linesSeen).toBeGreaterThanOrEqual(seen);
      expect(await threads()).toHaveLength(1);
      expect((await incidents()).map(({ incident }) => incident.state)).toEqual(['open']);
      expect(pager.pages.filter(({ event_action: action }) => action === 'trigger')).toHaveLength(1);
    },
  );

  test('after the fix the incident and the page are resolved', { timeout: 600_000 }, async () => {
    explainFailure();
    fault.set('well');
    // Kubernetes' own back-off may keep a container down for minutes; a fresh pod is what a person would do.
    await kubectl(['rollout', 'restart', 'deploy/cart', '-n', shop]);
    await eventually(
      () => expect(pager.pages.at(-1)).toMatchObject({ event_action: 'resolve', dedup_key: pager.pages[0]?.dedup_key }),
      240,
    );
    await eventually(async () => expect((await incidents())[0]?.incident.state).toBe('resolved'), 30);
    const [resolved, ...more] = (await incidents()).map(({ incident }) => incident);
    expect(more).toEqual([]);
    expect(resolved?.openedAtMs).toBeGreaterThan(killed.atMs - 30_000);
    expect(resolved?.affected.every(({ sinceAtMs }) => sinceAtMs > killed.atMs - 30_000)).toBe(true);
    expect(pager.pages.map(({ event_action: action }) => action)).toEqual(['trigger', 'resolve']);
    await eventually(async () => expect((await threads()).map(({ text }) => text)).toEqual([expect.stringMatching(/resolved/i)]), 30);
    const replies = (await slack.messages()).filter(({ ts, thread_ts: thread }) => thread && thread !== ts).map(({ text }) => text);
    expect(replies).not.toEqual([]);
    expect(new Set(replies).size).toBe(replies.length);
  });

  test('every line is counted once across the upgrade', { timeout: 240_000 }, async () => {
    explainFailure();
    const wanted = ledger.pods * ledger.linesEach;
    await eventually(async () => expect((await coverage('ledger')).linesSeen).toBeGreaterThanOrEqual(wanted), 180);
    expect(await coverage('ledger')).toMatchObject({ linesSeen: wanted, linesDropped: 0 });
    expect(await condition('ledger', 'CoverageComplete')).toBe('True');
  });

  test('/logbot top-patterns answers with what the pods write', { timeout: 60_000 }, async () => {
    explainFailure();
    const answer = JSON.stringify(await ask('top-patterns mailer last 1h', /mailer task/));
    expect(answer).toMatch(/mailer task <?[^"]*>? ?done in/);
    expect(answer).toContain('· mailer');
    expect(answer).not.toContain('call to cart failed');
  });

  test('retrain makes version 2, and rollback pins version 1', { timeout: 240_000 }, async () => {
    explainFailure();
    const wish = await ask('retrain shop', /wish\.confirm/);
    await slack.press(wish.ts, { action_id: 'wish.confirm', value: valueOf(wish, 'wish.confirm') });
    await eventually(async () => expect(await column('.status.latestModelVersion')).toBe('2'), 120);
    await eventually(async () => expect(await column('.status.servingModelVersion')).toBe('2'), 30);

    const question = await ask('rollback shop 1', /rollback\.confirm/);
    await slack.press(question.ts, { action_id: 'rollback.confirm', value: valueOf(question, 'rollback.confirm') });
    await eventually(async () => expect(await column('.status.servingModelVersion')).toBe('1'), 60);
    expect(await column('.spec.model.pinnedVersion')).toBe('1');
    const [, row] = (await kubectl(['get', 'ld', 'shop', '-n', shop, '-o', 'wide'])).trim().split('\n');
    expect(row?.split(/\s+/).slice(5, 7)).toEqual(['1', '2']);
    const { entries } = await askOperator<{ entries: readonly { action: string; user: string }[] }>(installation, '/v1/audit?limit=50');
    expect(entries.filter(({ action }) => /retrain|rollback/.test(action)).length).toBeGreaterThanOrEqual(2);
  });

  test('the operator stays light', { timeout: 60_000 }, async () => {
    const metrics = await operatorMetrics(installation);
    const [memory, cpu] = ['process_resident_memory_bytes', 'process_cpu_seconds_total'].map((name) => metrics.get(name) ?? Infinity);
    tell('memory of the operator', `${Math.round((memory ?? 0) / 2 ** 20)} MiB`);
    tell('processor time of the operator since its restart', `${(cpu ?? 0).toFixed(1)} s`);
    expect(memory).toBeLessThan(300 * 2 ** 20);
  });

  test('helm rollback goes back to the chart of before, and everything that was known stays', { timeout: 180_000 }, async () => {
    explainFailure();
    const known = async (): Promise<object> => ({
      ledger: await coverage('ledger'),
      incidents: (await incidents()).map(({ incident }) => [incident.id, incident.state]),
      models: [await column('.status.servingModelVersion'), await column('.status.latestModelVersion')],
      threads: (await threads()).map(({ ts }) => ts),
    });
    const before = await known();
    await rollBack(installation, 1);
    expect(await knowsLaterField()).toBe(false);
    await eventually(async () => expect(await condition('shop', 'SlackReady')).toBe('True'), 60);
    await eventually(async () => expect(await known()).toEqual(before), 30);
  });
});

/** What a button of a message carries. */
function valueOf(message: object, actionId: string): string {
  const name = actionId.replaceAll('.', String.raw`\.`);
  const value = new RegExp(String.raw`"action_id":"${name}".*?"value":("(?:[^"\\]|\\.)*")`).exec(JSON.stringify(message))?.[1] ?? '""';
  return JSON.parse(value) as string;
}

async function coverage(name: string): Promise<DetectorSummary['coverage']> {
  const { detectors } = await askOperator<{ detectors: readonly DetectorSummary[] }>(installation, `/v1/detectors?namespaces=${shop}`);
  const found = detectors.find(({ id }) => id === `${shop}/${name}`);
  if (!found) throw new Error(`the API does not know ${shop}/${name}`);
  return found.coverage;
}
