import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReplay, type Judgement } from '../../../../operator/sources/kubernetes/replay.ts';
import type { StreamPosition } from '../../../../operator/sources/source.ts';

/** Feeds lines as one opened log and answers what was new. */
function read(
  from: StreamPosition | null,
  log: readonly string[],
): { readonly fresh: string[]; readonly judgements: Judgement[]; readonly position: StreamPosition } {
  const replay = createReplay(from);
  replay.begin();
  const judgements = log.map((text) => replay.judge(Buffer.from(text), 0, Buffer.byteLength(text)));
  const fresh = log.filter((_, index) => !['known', 'notice'].includes(judgements[index] ?? ''));
  const bytes = Buffer.from(fresh.map((text) => `${text}\n`).join(''));
  const position = fresh.length === 0 ? replay.position : replay.advance(bytes, fresh.length);
  return { fresh, judgements, position: JSON.parse(JSON.stringify(position)) };
}

/** What the API answers from a time on: whole seconds. */
function since(log: readonly string[], position: StreamPosition): string[] {
  const replay = createReplay(position);
  const from = replay.since() ?? '';
  return log.filter((text) => Date.parse(text.slice(0, 30)) >= Date.parse(from));
}

function line(atMs: number, text: string, nanos = 0): string {
  const at = new Date(atMs).toISOString().replace('Z', `${String(nanos).padStart(6, '0')}Z`);
  return `${at} ${text}`;
}

const start = Date.UTC(2026, 0, 1);

describe('a log that is opened again', () => {
  test('loses and doubles nothing, however often lines repeat, share a time or stand out of order', () => {
    const entry = fc.record({ stepMs: fc.integer({ min: -20, max: 400 }), text: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 150 }), fc.array(fc.nat(), { maxLength: 6 }), (entries, stops) => {
        let atMs = start;
        const log = entries.map(({ stepMs, text }) => line((atMs += stepMs), text));
        const reads = [...stops.map((stop) => stop % (log.length + 1)).toSorted((a, b) => a - b), log.length];
        let position: StreamPosition | null = null;
        const got: string[] = [];
        for (const end of reads) {
          const visible = position === null ? log : since(log, position);
          // The connection breaks when `end` lines of the file have been sent.
          const sent = visible.slice(0, Math.max(0, visible.length - (log.length - end)));
          const result = read(position, sent);
          got.push(...result.fresh);
          position = result.position;
          if (position.lastAt === null) position = null;
        }
        expect(got).toEqual(log);
      }),
    );
  });

  test('tells that the lines it left off at are not there any more', () => {
    const { position } = read(null, [line(start, 'a'), line(start + 100, 'b')]);
    const after = read(position, [line(start + 60_000, 'x'), line(start + 60_001, 'y')]);
    expect(after.judgements).toEqual(['first-after-gap', 'new']);
  });

  test('tells of no gap when the last line is still there', () => {
    const log = [line(start, 'a'), line(start + 100, 'b')];
    const { position } = read(null, log);
    expect(read(position, [...log, line(start + 60_000, 'x')]).judgements).toEqual(['known', 'known', 'new']);
  });

  test('continues with what the same text at the same time was delivered before', () => {
    const same = line(start, 'same');
    const { position } = read(null, [same, same]);
    expect(read(position, [same, same, same]).judgements).toEqual(['known', 'known', 'new']);
  });
});

test('a text without a time is no log line', () => {
  expect(read(null, ['unable to retrieve container logs for containerd://1']).judgements).toEqual(['notice']);
});

test('a log whose time goes back says so once and goes on', () => {
  const log = [line(start, 'a'), line(start - 60_000, 'b'), line(start - 59_000, 'c')];
  expect(read(null, log).judgements).toEqual(['new', 'out-of-order', 'new']);
});

test('a position stays small in a fast log and in a long one', () => {
  const fast = Array.from({ length: 5_000 }, (_, index) => line(start, `${index}`, index));
  expect(Object.keys(read(null, fast).position.recent).length).toBeLessThanOrEqual(64);
  const slow = Array.from({ length: 100 }, (_, index) => line(start + index * 10_000, `${index}`));
  expect(Object.keys(read(null, slow).position.recent)).toHaveLength(1);
});

test('a position says what was recent then, also when it is asked after more has been read', () => {
  const replay = createReplay(null);
  const [first, second] = [line(start, 'a'), line(start + 100, 'b')].map((text) => Buffer.from(`${text}\n`));
  const before = replay.advance(first ?? Buffer.alloc(0), 1);
  const after = replay.advance(second ?? Buffer.alloc(0), 1);
  expect(Object.keys(before.recent)).toHaveLength(1);
  expect(Object.keys(after.recent)).toHaveLength(2);
  expect(Object.keys(JSON.parse(JSON.stringify(after)).recent)).toHaveLength(2);
});

test('times with an offset are understood', () => {
  const { judgements, position } = read(null, ['2026-01-01T02:00:00.123456789+02:00 hello']);
  expect(judgements).toEqual(['new']);
  expect(createReplay(position).since()).toBe('2025-12-31T23:59:58Z');
});
