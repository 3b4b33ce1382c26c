import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { EnginePart } from '../../../engine/index.ts';
import { createDuplicates, isOfDuplicates, lineNumber } from '../../../operator/pipeline/duplicates.ts';

const line = (index: number): number => lineNumber(hash('sha256', String(index), 'buffer'));

/** A store in which parts are put and deleted. */
function createKept() {
  const parts = new Map<string, EnginePart>();
  return {
    take(changed: readonly EnginePart[]): void {
      for (const part of changed)
        if (part.bytes === null) parts.delete(part.part);
        else parts.set(part.part, part);
    },
    all: () => [...parts.values()],
  };
}

test('a line is new once, also after a restart', () => {
  const kept = createKept();
  const before = createDuplicates([]);
  const all = Array.from({ length: 50_000 }, (_, index) => before.isNew(line(index), 1000));
  expect(all.every(Boolean)).toBe(true);
  kept.take(before.collect());
  const after = createDuplicates(kept.all());
  expect([after.isNew(line(0), 2000), after.isNew(line(49_999), 2000), after.isNew(line(50_000), 2000)]).toEqual([false, false, true]);
  expect(kept.all().every(isOfDuplicates)).toBe(true);
});

test('a checkpoint writes only what is new', () => {
  const duplicates = createDuplicates([]);
  duplicates.isNew(line(1), 1000);
  expect(duplicates.collect()).toHaveLength(1);
  expect(duplicates.collect()).toEqual([]);
  duplicates.isNew(line(2), 2000);
  expect(duplicates.collect().map(({ part }) => part)).toEqual(['pushed:2']);
});

test('what is remembered is bounded in number and time, in memory and in the store', () => {
  const kept = createKept();
  const duplicates = createDuplicates([]);
  for (let index = 0; index < 700_000; index += 1) {
    duplicates.isNew(index, 1000 + index / 1000);
    if (index % 30_000 === 0) kept.take(duplicates.collect());
  }
  expect(duplicates.size).toBeLessThan(330_000);
  kept.take(duplicates.collect());
  expect(createDuplicates(kept.all()).size).toBe(duplicates.size);
  duplicates.isNew(-1 + 2 ** 47, 10_000_000);
  expect(duplicates.size).toBe(1);
  kept.take(duplicates.collect());
  expect(kept.all()).toHaveLength(1);
});

test('a damaged record is forgotten', () => {
  expect(createDuplicates([{ part: 'pushed:7', bytes: Buffer.from('x') }]).size).toBe(0);
});
