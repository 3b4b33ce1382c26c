import { expect, test } from 'vitest';
import { createSlots as create, type SlotsOptions } from '../../../../operator/sources/kubernetes/slots.ts';

const { signal } = new AbortController();
const createSlots = (count: number, heldForMs: number, over: Partial<SlotsOptions> = {}) =>
  create({ count, heldForMs, spreadForMs: 0, random: () => 0, ...over });
const turn = { signal, isUrgent: false };
const forever = (): Promise<never> => new Promise(() => undefined);

test('no more begin at a time than there are slots', async () => {
  const slots = createSlots(2, 60_000);
  const begun: number[] = [];
  const ends = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const all = ends.map(({ promise }, index) =>
    slots.use(turn, () => {
      begun.push(index);
      return promise;
    }),
  );
  await expect.poll(() => begun).toEqual([0, 1]);
  ends[1]?.resolve();
  await expect.poll(() => begun).toEqual([0, 1, 2]);
  for (const { resolve } of ends) resolve();
  await Promise.all(all);
  expect(begun).toEqual([0, 1, 2, 3]);
});

test('what hangs does not keep the others waiting, and gives its slot back once', async () => {
  const slots = createSlots(1, 20);
  void slots.use(turn, forever);
  const late = Promise.withResolvers<string>();
  const second = slots.use(turn, () => late.promise);
  expect(await slots.use(turn, () => Promise.resolve('third'))).toBe('third');
  late.resolve('second');
  expect(await second).toBe('second');
  let running = 0;
  const work = async (): Promise<number> => {
    running += 1;
    await Promise.resolve();
    const seen = running;
    running -= 1;
    return seen;
  };
  expect(await Promise.all([slots.use(turn, work), slots.use(turn, work)])).toEqual([1, 1]);
});

test('who gives up waiting takes no slot', async () => {
  const slots = createSlots(1, 60_000);
  const first = Promise.withResolvers<void>();
  const busy = slots.use(turn, () => first.promise);
  const gone = new AbortController();
  const waiting = slots.use({ ...turn, signal: gone.signal }, () => Promise.resolve());
  gone.abort(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  first.resolve();
  await busy;
  await slots.use(turn, () => Promise.resolve());
});

test('what will soon be out of reach is opened before what can wait', async () => {
  const slots = createSlots(1, 60_000);
  const first = Promise.withResolvers<void>();
  const begun: string[] = [];
  const open = (name: string, isUrgent: boolean) => slots.use({ signal, isUrgent }, () => Promise.resolve(begun.push(name)));
  const busy = slots.use(turn, () => first.promise);
  const others = [open('running 1', false), open('running 2', false), open('ended 1', true), open('ended 2', true)];
  first.resolve();
  await Promise.all([busy, ...others]);
  expect(begun).toEqual(['ended 1', 'ended 2', 'running 1', 'running 2']);
});

test('what waits for a turn begins spread by chance, and what finds a free slot at once', async () => {
  const chances = [0.5, 0.25, 0.75];
  const slots = createSlots(1, 60_000, { spreadForMs: 400, random: () => chances.shift() ?? 0 });
  const begunAtMs: number[] = [];
  const startedAtMs = performance.now();
  const open = () => slots.use(turn, () => Promise.resolve(begunAtMs.push(performance.now() - startedAtMs)));
  await Promise.all([open(), open(), open(), open()]);
  const waits = begunAtMs.map((atMs, index) => atMs - (begunAtMs[index - 1] ?? 0));
  expect(waits[0]).toBeLessThan(50);
  // Timers may fire a millisecond early.
  for (const [index, least] of [0, 199, 99, 299].entries()) expect(waits[index]).toBeGreaterThanOrEqual(least);
});

test('while the slots rest, what will soon be out of reach begins at once', async () => {
  const slots = createSlots(1, 60_000, { spreadForMs: 60_000, random: () => 0.9 });
  const gone = new AbortController();
  const first = slots.use(turn, () => Promise.resolve('first'));
  const waiting = slots.use({ ...turn, signal: gone.signal }, () => Promise.resolve('waits'));
  expect(await first).toBe('first');
  expect(await slots.use({ signal, isUrgent: true }, () => Promise.resolve('ended'))).toBe('ended');
  gone.abort(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
});
