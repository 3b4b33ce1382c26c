import { expect, test } from 'vitest';
import { neededNats } from '../../../../engine/anomaly/content/found.ts';
import { createShares, type Shares } from '../../../../engine/anomaly/content/shares.ts';
import { createRandom } from '../../../../engine/math.ts';

const minute = 60_000;
const nodes = 12;
const nodeSlot = 1_000;

/** A line a minute of each of so many ids, and of one of twelve nodes. */
function write(shares: Shares, { ids, fromMs, minutes, node }: Writing): number {
  const random = createRandom(7);
  const about = { pattern: 1, learns: true, judges: true, name: () => ({ key: 'node', value: 'node-7' }) };
  for (let atMs = fromMs; atMs < fromMs + minutes * minute; atMs += minute) {
    for (let slot = 0; slot < ids; slot += 1) shares.observe(slot, { ...about, atMs, value: Math.floor(random() * 2 ** 31) });
    shares.observe(nodeSlot, { ...about, atMs, value: node ?? Math.floor(random() * nodes) });
  }
  return fromMs + minutes * minute;
}

interface Writing {
  readonly ids: number;
  readonly fromMs: number;
  readonly minutes: number;
  readonly node?: number;
}

function found(shares: Shares, nowMs: number): string | undefined {
  return shares.judge({ nowMs, isActive: false, needed: neededNats, chanceAYear: 0.1 })?.verdict.reason;
}

test('ids take no room from the values of a few nodes, however many patterns have ids', () => {
  const shares = createShares();
  const knownAtMs = write(shares, { ids: 200, fromMs: minute, minutes: 600 });
  expect(shares.snapshot().slots.map(([slot]) => slot)).toEqual([nodeSlot]);
  expect(found(shares, knownAtMs)).toBeUndefined();
  const leaningMs = write(shares, { ids: 200, fromMs: knownAtMs, minutes: 20, node: 7 });
  expect(found(shares, leaningMs)).toMatch(/^\d+ % of its \d+ lines in \d+ min have "node node-7"; 1?\d % are usual$/);
});

test('now and then a value that nobody knows does not make a slot of few values one of ids', () => {
  const shares = createShares();
  const random = createRandom(3);
  for (let line = 0; line < 4_000; line += 1) {
    const value = random() < 0.05 ? 100 + line : Math.floor(random() * nodes);
    shares.observe(nodeSlot, {
      pattern: 1,
      value,
      atMs: line * minute,
      learns: true,
      judges: true,
      name: () => ({ key: '', value: null }),
    });
  }
  expect(shares.snapshot().slots).toHaveLength(1);
});
