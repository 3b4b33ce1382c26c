import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../../engine/domain.ts';
import { createRandom } from '../../../engine/math.ts';
import { createMiner, restoreMiner } from '../../../engine/template/miner.ts';
import type { Miner } from '../../../engine/template/miner.ts';

function record(message: string, more: Partial<LogRecord> = {}): LogRecord {
  return { atMs: 1_000, level: 'info', levelInferred: false, message, lines: 1, bytes: message.length, ...more };
}

function mine(messages: readonly string[], miner: Miner = createMiner()): { texts: string[]; miner: Miner } {
  const indexes = messages.map((message) => miner.observe(record(message)));
  miner.settle(0);
  return { texts: indexes.map((index) => miner.pattern(miner.resolve(index)).text), miner };
}

const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

const sorted = (miner: Miner): string[] =>
  miner
    .patterns()
    .map(({ text, count }) => `${count} ${text}`)
    .toSorted((a, b) => a.localeCompare(b));
const id = (message: string): string => mine([message]).miner.pattern(1).id;
const chance = createRandom(5);
const word = (): string => times(6, () => String.fromCharCode(97 + Math.floor(chance() * 26))).join('');

describe('patterns', () => {
  test.each([
    ['order 17 failed after 5ms', 'order <num> failed after <duration>'],
    ['got 3.5 KB from 10.0.0.1:80', 'got <size> from <ip>'],
    ['GET https://a.example/b?c=d done', 'GET <url> done'],
    ['session 01234567-89ab-cdef-0123-456789abcdef gone', 'session <uuid> gone'],
    ['wrote /var/lib/x.db at 12:34:56', 'wrote <path> at <time>'],
    ['mail from ann@example.org bounced', 'mail from <email> bounced'],
    ['linked /lib/units/shelf@7.service', 'linked <path>'],
    ['said "good morning" to user=ann', 'said "<text>" to user=<value>'],
    ['ids: 1, 2, 3, 4 moved', 'ids: <list> moved'],
    ['from 2001:db8::1 and ::1 to fe80::a:b', 'from <ip> and <ip> to <ip>'],
    ['std::sort of a::b', 'std::sort of a::b'],
    ['GET /find?q=red&page=2, then /', 'GET <path>, then <path>'],
    ['what of 7?', 'what of <num>?'],
    ['cost is high / low', 'cost is high / low'],
    ['to be fed at 10', 'to be fed at <num>'],
    ['', '<empty>'],
  ])('%s', (message, text) => {
    expect(mine([message]).texts).toEqual([text]);
  });

  test('the groups of a hexadecimal dump are values, whether they have digits or not', () => {
    expect(mine(['rx 6E 9A 99 53 21 1D', 'rx 6E DE AD BE 21 1D', 'rx CA FE 00 00 FF 1D', 'rx CA FE']).miner.size()).toBe(2);
  });

  test('lines that differ only in values are one pattern, whatever the kind of the value', () => {
    expect(mine(['took 5 to a', 'took 5ms to a', 'took 0xff to a', 'took 3 KB to a']).miner.size()).toBe(1);
  });

  test('names that vary become a wildcard, and earlier lines follow the merge', () => {
    const { texts, miner } = mine(
      times(8, (i) => `session of ${['ann', 'bob', 'carla', 'dee', 'emil', 'flo', 'gina', 'hal'][i] ?? ''} was closed by timeout`),
    );
    expect(new Set(texts)).toEqual(new Set(['session of <word> was closed by timeout']));
    expect(miner.patterns()).toMatchObject([{ count: 8, aliasOf: null }]);
  });

  test.each([
    [times(40, (i) => `VM ${['Started', 'Paused', 'Resumed', 'Stopped', 'Crashed'][i % 5] ?? ''} on the host of the team`), 5],
    [times(40, (i) => `link of the first port is ${i % 2 === 0 ? 'up' : 'down'} now`), 2],
    [times(40, (i) => `request of the client ended with status ${[200, 404, 503][i % 3] ?? 0}`), 3],
    [times(40, (i) => `container of the job ended with exit code ${[0, 1, 137][i % 3] ?? 0}`), 3],
    [times(40, (i) => `feature of the team enabled=${i % 2 === 0}`), 2],
    [times(40, (i) => `worker of the team got signal ${[9, 15][i % 2] ?? 0}`), 2],
  ])('words and numbers that carry the meaning stay apart: %#', (messages, expected) => {
    expect(mine(messages).miner.size()).toBe(expected);
  });

  test('statements that end alike stay statements, for their beginning says what happened', () => {
    const statements = times(30, (i) => `${times(3 + (i % 4), word).join(' ')} took 5 ms`);
    expect(mine([...statements, ...statements, ...statements]).miner.size()).toBe(30);
  });

  test('an id depends on the form alone, not on the first value, the order or the run', () => {
    expect(id('order 17 failed after 5ms')).toBe(id('order a9b failed after 12 s'));
    expect(id('order 17 failed')).not.toBe(id('order 17 expired'));
  });

  test('a level counts when it is seen often enough', () => {
    const miner = createMiner();
    for (let i = 0; i < 100; i += 1) miner.observe(record(`step ${i} done`, { level: i === 0 ? 'fatal' : i < 10 ? 'error' : 'info' }));
    expect(miner.pattern(1)).toMatchObject({ level: 'error', count: 100 });
  });

  test('a word of failure in one name makes no errors of all that were found to be alike', () => {
    const miner = createMiner();
    const names = ['Shelf.Errors', 'Shelf.Depth', 'Shelf.Width', 'Door.Opened', 'Door.Closed', 'Lamp.Hours', 'Lamp.Faults', 'Roof.Load'];
    for (const name of names) {
      const level = name === 'Shelf.Errors' ? 'error' : 'info';
      for (let i = 0; i < 3; i += 1) miner.observe(record(`histogram ${name} recorded ${i} samples`, { level, levelInferred: true }));
    }
    miner.settle(0);
    expect(miner.patterns()).toMatchObject([{ count: 24, level: 'info' }]);
  });

  const said = [
    'loaded serial 7',
    'creating the first record',
    'shutting down for good',
    'next key comes in an hour',
    'starting to load what is old',
  ]
    .concat([
      'final reference was detached',
      'old journal was rolled forward',
      'checking validity of it all',
      'is synchronizing trusted keys now',
    ])
    .concat(['sends notifies to all who asked', 'waits for the other view to answer', 'has become the only one left']);

  test('a text that speaks of a failure does not vanish among others of the same beginning', () => {
    const miner = createMiner();
    const observe = (text: string): number =>
      miner.observe(record(`zone: ${text}`, { levelInferred: true, level: text.startsWith('cannot') ? 'error' : 'info' }));
    const indexes = ['cannot fetch the keys of the root', ...said].map(observe);
    miner.settle(0);
    indexes.push(observe('cannot reach the other server'), observe('will be loaded again when asked'));
    const texts = indexes.map((index) => miner.pattern(miner.resolve(index)).text);
    expect(new Set(texts)).toEqual(
      new Set(['zone: cannot fetch the keys of the root', 'zone: <text>', 'zone: cannot reach the other server']),
    );
    miner.settle(0);
    expect(miner.patterns().filter(({ level }) => level === 'error')).toHaveLength(2);
  });

  test('where failures are as different as texts are, they are texts too', () => {
    const miner = createMiner();
    const observe = (text: string, level: 'info' | 'error'): void =>
      void miner.observe(record(`zone: ${text}`, { levelInferred: true, level }));
    for (const text of said) observe(text, 'info');
    const wrong = ['failed', 'denied', 'refused', 'aborted', 'corrupt'];
    for (const [i, text] of said.entries())
      observe(
        text
          .split(' ')
          .toReversed()
          .toSpliced(1 + (i % 3), 0, wrong[i % 5] ?? '')
          .join(' '),
        'error',
      );
    miner.settle(0);
    observe('nobody has ever failed like this one', 'error');
    expect(miner.patterns().map(({ text }) => text)).toEqual(['zone: <text>']);
  });

  test('nothing personal is kept in templates or samples', () => {
    const { miner } = mine(['login of ann@example.org password=hunter2 card 4111111111111111', 'Authorization: Basic YW5uOmh1bnRlcg==']);
    const text = JSON.stringify(miner.snapshot());
    for (const secret of ['ann@', 'hunter2', '4111', 'YW5u']) expect(text).not.toContain(secret);
  });
});

describe('order and bounds', () => {
  const random = createRandom(3);
  const names = times(40, (i) =>
    `host${String.fromCharCode(97 + (i % 26))}${String.fromCharCode(97 + Math.floor(i / 26))}`.replaceAll(/\d/g, ''),
  );
  const messages = times(2_000, (i) => {
    const name = names[Math.floor(random() * names.length)] ?? '';
    return (
      [`connection from ${name} was closed`, `job ${i} of the queue ${name} took ${i}ms`, `cache miss for key ${i}`, 'heartbeat'][i % 4] ??
      ''
    );
  });

  test('a shuffled input finds the same patterns', () => {
    const expected = sorted(mine(messages).miner);
    for (const seed of [1, 2, 3]) {
      const draw = createRandom(seed);
      const shuffled = messages
        .map((message) => ({ message, key: draw() }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ message }) => message);
      expect(sorted(mine(shuffled).miner)).toEqual(expected);
    }
  });

  test('a flood of unique forms stays bounded, and every record is counted somewhere named', () => {
    const miner = createMiner({ patterns: 50, indexes: 200, reuseAfterMs: 1_000_000 });
    for (let i = 0; i < 5_000; i += 1) miner.observe(record(`${word()} ${word()}`));
    expect(miner.size()).toBeLessThanOrEqual(50);
    expect(miner.pattern(0).text).toContain('overflow');
    expect(miner.patterns().reduce((sum, { count }) => sum + count, 0)).toBe(5_000);
    expect(miner.observe(record('one more word'))).toBe(0);
    expect(miner.observe(record('one more word', { atMs: 3_000_000 }))).toBeGreaterThan(0);
  });

  test('a restored miner goes on as if nothing had happened', () => {
    const { miner } = mine(messages.slice(0, 1_000));
    const again = restoreMiner(JSON.parse(JSON.stringify(miner.snapshot())));
    expect(again.patterns()).toEqual(miner.patterns());
    for (const message of messages.slice(1_000)) expect(again.observe(record(message))).toBe(miner.observe(record(message)));
    expect(again.patterns()).toEqual(miner.patterns());
    for (const state of [null, 3, {}, { version: 1, cells: [] }, { version: 2 }])
      expect(() => restoreMiner(state)).toThrow(/saved patterns/);
  });

  test('nothing makes it throw, and counts add up', () => {
    const message = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('"', '((', ' () []', 'a:', '1:', '://', '<word>', 'Mon 1', 'x=', '"a":'),
      fc.string({ maxLength: 40 }),
    );
    fc.assert(
      fc.property(fc.array(message, { maxLength: 60 }), (all) => {
        const miner = createMiner({ patterns: 10, indexes: 30 });
        for (const one of all) {
          const index = miner.observe(record(one));
          expect(miner.pattern(index).index).toBe(index);
        }
        expect(miner.patterns().reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
      }),
      { numRuns: 300 },
    );
  });
});
