import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ChatHealth } from '../../api/contract.ts';
import { startCluster, type SimulatedCluster } from '../../demo/cluster/cluster.ts';
import { createBackend } from '../../operator/backend.ts';
import { createAudit } from '../../operator/http/audit.ts';
import type { Backend } from '../../operator/http/backend.ts';
import { createLeadership } from '../../operator/http/live.ts';
import { createMemoryStore } from '../../operator/store/embedded.ts';
import { createTelemetry } from '../../operator/telemetry.ts';
import { createSmallShop } from '../builders/small-shop.ts';
import { startLeadingOperator, type LeadingOperator } from '../fakes/leading-operator.ts';
import { detectorObject } from '../fakes/product.ts';

const asked = { requestedBy: 'U1', channel: 'C1' };
const lines = 30;
let folder: string;
let cluster: SimulatedCluster;
let operator: LeadingOperator;
let isLeading = true;
let backend: Backend;
const health: ChatHealth[] = [];
let heard = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backend-'));
  cluster = await startCluster();
  const crd: unknown = parse(await readFile(new URL('../../crds/logdetector.dev_logdetectors.yaml', import.meta.url), 'utf8'));
  cluster.upsert(z.record(z.string(), z.unknown()).parse(crd));
  for (const namespace of ['shop', 'bank']) {
    createSmallShop(cluster, namespace).writeHistory(lines * 2_000);
    cluster.upsert(detectorObject(namespace, {}));
  }
  operator = await startLeadingOperator({ kubeconfig: cluster.kubeconfig(), storePath: join(folder, 'store.db'), term: 1 });
  const telemetry = createTelemetry({ level: 'silent' });
  const audit = createAudit({ store: createMemoryStore(), fence: () => ({ term: 1 }), telemetry, redact: (text) => text });
  backend = createBackend({
    leading: () => (isLeading ? operator.leading : null),
    leadership: createLeadership({ instance: 'a', version: '1' }),
    access: { namespacesOf: (_request, existing) => Promise.resolve(existing) },
    audit,
    chat: { report: (state) => void health.push(state), heard: () => void (heard += 1), health: () => null },
    now: Date.now,
  });
  const counted = async () => (await patterns()).patterns.reduce((sum, { count }) => sum + count, 0);
  await vi.waitFor(async () => expect(await counted()).toBe(6 * lines), { timeout: 10_000 });
});
afterAll(async () => {
  await operator.stop();
  await cluster.close();
  await rm(folder, { recursive: true });
});

const patterns = (wish: object = {}) =>
  backend.patterns({ scope: '*', workload: null, since: null, only: null, forMs: 600_000, limit: 10, ...wish });

describe('who may see one namespace', () => {
  test('sees its detectors, workloads and models, and no others', async () => {
    expect(await backend.detectors(['shop'])).toMatchObject([
      { id: 'shop/shop', servingModel: null, openIncidents: 0, coverage: { linesSeen: 90, linesDropped: 0 } },
    ]);
    expect((await backend.detectors(['shop']))[0]?.workloads.map(({ pods }) => pods)).toEqual([1, 1, 1]);
    expect(await backend.detectors([])).toEqual([]);
    expect(await backend.models({ scope: ['shop'], detector: 'bank/bank' })).toEqual([]);
    expect(await backend.incidents({ scope: ['shop'], state: 'all', limit: 10 })).toEqual([]);
  });

  test('counts its patterns only', async () => {
    const reply = await patterns({ scope: ['shop'] });
    expect(reply.patterns.map(({ detector, count }) => [detector, count])).toEqual([1, 2, 3].map(() => ['shop/shop', lines]));
    expect(await patterns({ scope: [] })).toMatchObject({ patterns: [] });
  });
});

describe('the doctor', () => {
  test('answers for a LogDetector that there is, and has nothing to say of a healthy one', async () => {
    expect(await backend.doctor('shop/shop')).toMatchObject({ detector: 'shop/shop', findings: [], losses: { objectsForgotten: 0 } });
    expect(await backend.doctor('shop/none')).toBeNull();
  });
});

describe('top patterns', () => {
  test('are those of all detectors, most first, cut at the limit, with shares of all lines that were asked for', async () => {
    const reply = await patterns({ limit: 2 });
    expect(reply.patterns).toHaveLength(2);
    expect(reply.patterns[0]?.share).toBeCloseTo(1 / 6);
    expect(reply.learning).toContain('learning');
    expect(reply.windowToAtMs - reply.windowFromAtMs).toBe(600_000);
  });

  test.each([
    ['cart', ['cart', 'cart']],
    ['CART', ['cart', 'cart']],
    ['shop/deployment/web', ['web']],
    ['check', ['checkout', 'checkout']],
    ['nothing', []],
  ])('of a workload typed as %s are found', async (workload, found) => {
    const reply = await patterns({ workload });
    expect(reply.patterns.map((view) => view.text).every((text) => text.length > 0)).toBe(true);
    expect(reply.patterns.map((view) => found.find((name) => view.workload.includes(name)))).toEqual(found);
  });

  test('of a window in which nothing was written are none', async () => {
    expect((await patterns({ forMs: 1 })).patterns).toEqual([]);
  });
});

test('a wish for a LogDetector that does not exist is answered with nothing', async () => {
  expect(await backend.retrain('shop/none', asked)).toBeNull();
  expect(await backend.rollback('shop/none', { ...asked, version: null, preview: true })).toBeNull();
});

test('a LogDetector without a spec that can be read is listed like any other', async () => {
  cluster.upsert({ ...detectorObject('hollow', {}), spec: undefined });
  await vi.waitFor(async () => expect(await backend.detectors(['hollow'])).toMatchObject([{ id: 'hollow/hollow', ready: false }]));
  expect(await backend.models({ scope: ['hollow'], detector: null })).toEqual([]);
});

test('the bot hears that a post has been withdrawn', async () => {
  expect(await backend.failed('nobody', { code: 'channel_not_found', message: '', retryInMs: null })).toBe(false);
  expect(await backend.delivered('nobody', { channelId: 'C1', ts: '1', revision: 1, entries: 0 })).toBe(false);
});

test('a replica that does not lead says so instead of answering, but takes the health of its bot', async () => {
  isLeading = false;
  const unavailable = { code: 'ApiUnavailable' };
  await expect(backend.detectors('*')).rejects.toMatchObject(unavailable);
  await expect(backend.incidents({ scope: '*', state: 'all', limit: 1 })).rejects.toMatchObject(unavailable);
  await expect(backend.models({ scope: '*', detector: null })).rejects.toMatchObject(unavailable);
  await expect(backend.retrain('shop/shop', asked)).rejects.toMatchObject(unavailable);
  await backend.chatHealth({ state: 'connected', code: 'Connected', message: 'ok' });
  expect(health).toHaveLength(1);
  await backend.session({ leading: null, forMs: 0 }, new AbortController().signal);
  expect(heard).toBe(1);
  isLeading = true;
});
