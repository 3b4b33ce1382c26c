/** A recording of a live detector, replayed, finds what the live detector found. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createSmallShop, type SmallShop } from '../builders/small-shop.ts';
import { logbot, MAIN } from '../cli/run.ts';
import { soon, startProduct, type Product } from '../fakes/product.ts';

const secret = 'ann@example.org';
const ReplaySchema = z.object({
  incidents: z.array(
    z.object({ title: z.string(), severity: z.string(), causes: z.array(z.looseObject({})), blastRadius: z.array(z.string()) }),
  ),
  coverage: z.object({ linesSeen: z.number(), linesDropped: z.number() }),
});

let product: Product;
let shop: SmallShop;
let file: string;

beforeAll(async () => {
  product = await startProduct();
  file = join(product.folder, 'shop.ndjson');
  shop = createSmallShop(product.cluster, 'shop');
  product.detect('shop');
  product.startOperator();
  await vi.waitFor(async () => expect((await product.api.detectors('*'))[0]?.ready).toBe(true), { ...soon, timeout: 100_000 });
}, 120_000);
afterAll(async () => {
  shop.stop();
  await product.stop();
});

/** `logbot record` as a process, as a person starts it. */
function record(...more: readonly string[]) {
  const where = ['--token-file', join(product.folder, 'api-token'), '--operator', product.apiUrl];
  const child = spawn(process.execPath, [MAIN, 'record', 'shop/shop', ...where, ...more], { env: { PATH: process.env['PATH'] } });
  let err = '';
  child.stderr.on('data', (piece: Buffer) => void (err += piece.toString()));
  const ended = new Promise<{ readonly code: number | null; readonly err: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, err })),
  );
  return { ended, interrupt: () => child.kill('SIGINT') };
}

test(
  'a recording that Ctrl-C ends is whole, redacted, and replayed finds the incident that the live engine found',
  { timeout: 120_000 },
  async () => {
    const recording = record('--for', '10m', '-o', file);
    const written = async (): Promise<string> => readFile(file, 'utf8').catch(() => '');
    await expect.poll(written, soon).toContain('"kind":"Pod"');
    shop.writeHistory(420_000);
    await expect.poll(() => product.condition('BaselineReady', 'shop/shop')?.reason, { ...soon, timeout: 60_000 }).toBe('Learned');
    shop.run();
    shop.write('cart', `INFO mail sent to ${secret}`);
    await expect.poll(written, soon).toContain('mail sent to');
    shop.breakCart();
    const live = async () => (await product.api.incidents({ namespaces: '*' }))[0]?.incident;
    await expect.poll(async () => (await live())?.affected.length, { ...soon, timeout: 60_000 }).toBe(3);
    const lines = shop.written;
    await expect.poll(async () => (await written()).split('"type":"log"').length - 1, soon).toBeGreaterThanOrEqual(lines);
    const found = await live();
    recording.interrupt();
    const { code, err } = await recording.ended;
    expect(code).toBe(0);
    expect(err).toMatch(/^logbot record: [\d,]+ lines, .*; ended by Ctrl-C\n$/);
    const text = await written();
    expect(text.endsWith('\n')).toBe(true);
    expect(text).not.toContain(secret);

    const replayed = await logbot(['replay', file, '--json']);
    expect(replayed.code).toBe(0);
    const { incidents, coverage } = ReplaySchema.parse(JSON.parse(replayed.out));
    expect(incidents).toHaveLength(1);
    const [top] = found?.causes ?? [];
    expect(incidents[0]).toMatchObject({ title: found?.title, severity: found?.severity, causes: [{ workload: 'cart', kind: top?.kind }] });
    expect(incidents[0]?.blastRadius.toSorted()).toEqual(['cart', 'checkout', 'web']);
    expect(coverage).toEqual({ linesSeen: text.split('"type":"log"').length - 1, linesDropped: 0 });
    // The same bytes, however often.
    expect((await logbot(['replay', file, '--json'])).out).toBe(replayed.out);
  },
);

test('it ends by itself after the time that was asked for, and who recorded is in the audit log', { timeout: 60_000 }, async () => {
  const { code, err } = await record('--for', '2s', '-o', join(product.folder, 'short.ndjson')).ended;
  expect([code, err]).toEqual([0, expect.stringMatching(/; done\n$/)]);
  expect((await product.api.audit(10)).map(({ action, channel }) => [action, channel])).toContainEqual(['record shop/shop for 2 s', 'api']);
});

test('what cannot be recorded is one sentence', { timeout: 60_000 }, async () => {
  const where = ['--token-file', join(product.folder, 'api-token'), '--operator', product.apiUrl];
  expect(await logbot(['record', 'shop/none', ...where])).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('no LogDetector'),
  });
  const nowhere = await logbot(['record', 'shop/shop', ...where, '-o', join(product.folder, 'none', 'x.ndjson')]);
  expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('does not exist') });
  expect((await logbot(['record', 'shop/shop', ...where, '--for', '3 weeks'])).code).toBe(2);
});

test('more recordings than a few at a time are refused', { timeout: 60_000 }, async () => {
  const stop = new AbortController();
  const open = (signal = stop.signal) => product.api.record('shop/shop', { forSeconds: 60 }, signal);
  // The operator may not have noticed yet that the recordings of the tests before have ended.
  const readers = await Promise.all(Array.from({ length: 4 }, async () => (await vi.waitFor(() => open(), soon))[Symbol.asyncIterator]()));
  await Promise.all(readers.map((reader) => reader.next()));
  await expect(open()).rejects.toMatchObject({ code: 'TooManyRecordings', status: 429 });
  stop.abort();
  await vi.waitFor(async () => {
    const asked = new AbortController();
    const answers = await Promise.allSettled(Array.from({ length: 6 }, () => open(asked.signal)));
    asked.abort();
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(4).fill('fulfilled'), 'rejected', 'rejected']);
  }, soon);
  const again = new AbortController();
  await vi.waitFor(async () => expect(await open(again.signal)).toBeDefined(), soon);
  again.abort();
});
