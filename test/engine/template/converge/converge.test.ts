import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../../engine/math.ts';
import { createMiner } from '../../../../engine/template/miner.ts';
import type { Miner } from '../../../../engine/template/miner.ts';
import { OPPOSITES, STATEMENTS, minerOf, recordOf, repeated, summaryOf } from './sources.ts';

describe('statements that are like each other', () => {
  test.each([1, 3, 30])('stay apart when each is written %i times', (times) => {
    expect(summaryOf(minerOf(repeated(STATEMENTS, times)))).toHaveLength(STATEMENTS.length);
    expect(summaryOf(minerOf(repeated(OPPOSITES, times)))).toHaveLength(OPPOSITES.length);
    expect(summaryOf(minerOf(repeated([...STATEMENTS, ...OPPOSITES], times)))).toHaveLength(STATEMENTS.length + OPPOSITES.length);
  });

  test.each([
    ['Payment', 'authorised captured refunded declined voided settled disputed charged'],
    ['order 1', 'placed confirmed packed shipped delivered returned archived'],
    ['Auftrag wurde', 'gestartet geliefert gespeichert gesendet gedruckt bezahlt storniert'],
    ['El pedido fue', 'creado enviado pagado anulado facturado archivado'],
  ])('stay apart when they differ in the verb: %s ...', (subject, verbs) => {
    const statements = verbs.split(' ').map((verb) => `${subject} ${verb}`);
    for (const times of [1, 30]) expect(minerOf(repeated(statements, times)).size()).toBe(statements.length);
  });

  test('stay apart when they are well known by the words before what happened', () => {
    const said = Array.from({ length: 200 }, (_, i) => {
      const part = `PLC Part ${1_000 + i * 7}`;
      return [`${part} inserted at station ${i % 4}`, `${part} removed`, `${part} in order`, `${part} measured: 0.${i} mm off`];
    });
    expect(minerOf(said.flat()).size()).toBe(4);
  });

  test('stay apart when all they share is a word between their names', () => {
    const said = Array.from({ length: 40 }, (_, i) => {
      const [tape, file] = [`tape${i}`, `file${i}`];
      return [`mount ${tape} on 1${i} for me`, `${file} kept on ${tape}`, `${tape} on 1${i} dismounted`, `${file} on time again`];
    });
    expect(minerOf(said.flat()).size()).toBe(4);
  });

  test('stay apart when they begin with the same things and end in what came of them, in any language', () => {
    const said = ['Küche', 'Bad', 'Flur', 'links', 'rechts'].flatMap((room) => [`Lampe ${room} an`, `Lampe ${room} aus`]);
    const miner = minerOf(repeated(said, 3));
    for (const { text } of miner.patterns()) expect(text).toMatch(/ (an|aus)$/);
  });

  test('stay apart beside a statement that names many', () => {
    const joined = NAMES.map((name) => `${name} joined the room`);
    expect(minerOf([...repeated(STATEMENTS, 3), ...joined]).size()).toBe(STATEMENTS.length + 1);
  });

  test('are not taken in by one that names many when their words are what is done', () => {
    const messages = [...repeated(named(leaves), 2), leaves('stopped'), leaves('failed')];
    expect(texts(minerOf(messages))).toEqual(['failed', 'stopped', '<word>'].map(leaves).toSorted((a, b) => (a < b ? -1 : 1)));
  });

  test('are not taken in one by one as if each were a name', () => {
    const results = repeated(
      named((name) => `result of ${name}: normal`),
      3,
    );
    const repeats = named((name) => `result of ${name} asked again: normal`);
    expect(texts(minerOf([...results, ...repeats]))).toEqual(['result of <word> asked again: normal', 'result of <word>: normal']);
  });

  test('stay apart behind many words in common when each says what happened', () => {
    const often = repeated(['products from nord finished, 6 rows', 'products from Atelier Süd started'], 4);
    const once = ['customers from tellus finished, 1 rows', 'stock_moves from Atelier Süd started', 'products from nord started'];
    const more = [
      'stock_moves from nord finished, 7 rows',
      'products from Atelier Süd finished, 8 rows',
      'orders from tellus finished, 2 rows',
    ];
    const said = [...often, ...once, ...more].map((text) => `import of ${text}`);
    for (const { text } of minerOf(said).patterns()) expect(text).toMatch(/started|finished/);
  });

  test('stay apart when two begin with the function they are about', () => {
    const said = ['showPanel', 'hidePanel'].flatMap((name) => ['4', '9', '12'].map((at) => `${name} flags=${at} token=@c79${at}03`));
    expect(minerOf(repeated(said, 3)).size()).toBe(2);
  });

  test('are not taken in when their lines say what opposes them', () => {
    const messages = NAMES.flatMap((name) => [`volume ${name} was created`, `volume ${name} is busy`, `volume ${name} was deleted`]);
    expect(texts(minerOf(messages))).toEqual(['volume <word> is busy', 'volume <word> was created', 'volume <word> was deleted']);
  });
});

describe('a place of qualified names', () => {
  test('is one however few they are', () => {
    expect(texts(minerOf(['api.lark.example slow, 5 ms', 'www.pine.example slow, 7 ms']))).toEqual(['<word> slow, <duration>']);
  });

  test('is none where they end in what happened', () => {
    const said = ['screen.TURNED_ON', 'screen.TURNED_OFF'].map((name) => `broadcast of ${name} to all`);
    expect(minerOf(repeated(said, 5)).size()).toBe(2);
  });
});

describe('names of several words', () => {
  test('are names though several statements are about them', () => {
    const lamps = ['LED Band TV', 'Spots', 'Bad oben', 'Diele', 'Herd', 'Keller', 'Balkon', 'Tisch links'];
    const said = lamps.flatMap((lamp, i) => [
      ...repeated([`${lamp} an`, `${lamp} aus`], 4),
      ...repeated([`${lamp} -> ${i} %`], 5),
      `${lamp}: RSSI -${i}`,
      `${lamp} nicht erreichbar`,
    ]);
    expect(minerOf(repeated(said, 3)).size()).toBe(5);
  });
});

describe('names and values', () => {
  test.each([
    ['a host with and without its port', named((name, i) => `connect to ${name}.example${i % 2 === 0 ? ':80' : ''} was refused`), 1],
    [
      'a list of any length',
      named((name, i) => `granted to ${[name, NAMES[i - 1] ?? name, NAMES[i - 2] ?? name].slice(0, 1 + (i % 3)).join(', ')} by policy`),
      1,
    ],
    ['a host with a port or an address with one', named((name, i) => `asked ${i % 2 === 0 ? `${name}.example` : '10.0.0.1'}:80 of it`), 1],
    ['a name that means something elsewhere', [...repeated(named(leaves), 2), leaves('info')], 1],
    ['a record of which some fields are missing', named((_, i) => `in=a${i} out=b${i} len=${i}${FIELDS[i % 3]} proto=udp`), 1],
    ['a value of several parts that is missing at times', named((_, i) => `focus is ${['a7 (main)', 'null'][i % 2]} since ${i}`), 1],
    ['a value of several words behind its key', named((_, i) => `lamp of the hall was set to level=${i} why=${WHY[i % 3]}`), 1],
    ['what has one more word in its name at times', named((name, i) => `${PHASES[i % 5]} ${name} took cpu 5 and disk 7`.trim()), 1],
    ['an optional key at the end', named((name, i) => `peer=${i} said hello${i % 2 === 0 ? `, user=${name}` : ''}`), 1],
    ['a value that is missing at times', named((_, i) => `temp ${['-', 'n/a', 'NaN', i, i][i % 5]} of the room`), 1],
    ['a request, however it was made', named((name, i) => `${['GET', 'POST'][i % 2]} /items/${name} status=200`), 1],
    ['a proper name of two, within a sentence', repeated(['profile Night was loaded', 'profile Travel was loaded'], 2), 1],
    ['one of two reasons in brackets', repeated(['node left the ring (drained)', 'node left the ring (unasked)'], 2), 1],
    ['a proper name and one with a number', repeated(['no answer from Robot 3 since 5 s', 'no answer from Dock since 7 s'], 2), 1],
    [
      'who speaks, though all end alike',
      ['cores', 'boxes', 'nodes', 'volumes', 'ram'].map((what) => `${what}: asked for 5 with 7 left`),
      1,
    ],
    ['an address with its kind or without', named((_, i) => `attempt to reach ${['10.0.0.1', `unix:/run/app${i}`][i % 2]} has failed`), 1],
    [
      'a reason with brackets or without, within the sentence',
      repeated(['[Errno 1] ECONNREFUSED', '[Errno 2] Connection reset by peer', 'timed out'], 2).map(
        (why) => `broker 5 cannot be reached: ${why}. Asking again in 5 s`,
      ),
      1,
    ],
    [
      'a name of several words with a name behind it',
      named((name, i) => `start of proc ${i} for ${['job', 'task', 'sync', 'content provider'][i % 4]} org.${name}`),
      1,
    ],
    [
      'what is named again where its opposite is said',
      ['gps', 'network', 'fused'].flatMap((of) => [`provider ${of} enabled`, `provider ${of} disabled`]),
      2,
    ],
    ['one of two ordinary words', repeated(['checking view rights of ann', 'checking edit rights of ann'], 2), 2],
    ['roles and states that are values', named((name, i) => `${name} asks for route ${i % 2 === 0 ? 'primary' : 'idle'} of the node`), 2],
  ])('%s is one statement', (_, messages, expected) => {
    expect(minerOf(messages).size()).toBeLessThanOrEqual(expected);
  });
});

describe('the text of a pattern', () => {
  test('keeps its columns where all lines have as many', () => {
    const asked = named((name, i) => `${name} 10.0.0.${i} asked-${name} ${i} KB 5 was answered from cache`);
    expect(texts(minerOf(asked))).toEqual(['<word> <ip> <word> <size> <num> was answered from cache']);
  });

  test('has one place where some lines have more words than others', () => {
    const asked = named((name, i) => `${i % 2 === 0 ? name : `${name} ${NAMES[(i * 7) % 20]}`} 10.0.0.${i} was answered from cache`);
    expect(texts(minerOf(asked))).toEqual(['<words> was answered from cache']);
  });
});

describe('what nearly all lines have', () => {
  const header = (statement: string, i: number): string => `unit=${i % 7} says ${statement} ttl=${i}`;

  test('tells nothing about a line, so that it makes no statement of those it stands in', () => {
    const lines = repeated([...STATEMENTS, ...OPPOSITES], 4);
    expect(minerOf(lines.map(header)).size()).toBe(STATEMENTS.length + OPPOSITES.length);
  });

  test('is the statement where one writes nearly all', () => {
    const messages = NAMES.flatMap((name) => [`door ${name} is watched`, `door ${name} is watched`]);
    expect(texts(minerOf([...messages, 'ready to go']))).toEqual(['door <word> is watched', 'ready to go']);
  });
});

describe('merging', () => {
  const random = createRandom(11);
  const mixed = Array.from({ length: 1_500 }, (_, i) => {
    const name = NAMES[Math.floor(random() * NAMES.length)] ?? '';
    return [
      `connection from ${name} was closed after ${i}ms`,
      `job ${i} of the queue ${name} took ${i}ms`,
      `user ${name} could not be found in realm main`,
      `cache is warm`,
      STATEMENTS[i % STATEMENTS.length] ?? '',
    ][i % 5] as string;
  });

  test('twice is the same as once', () => {
    const miner = minerOf(mixed);
    const once = summaryOf(miner);
    miner.settle(0);
    expect(summaryOf(miner)).toEqual(once);
  });

  test('a message of a pattern is of that pattern, whenever it comes again', () => {
    const miner = minerOf(mixed);
    const size = miner.size();
    for (const message of mixed) miner.observe(recordOf(message));
    miner.settle(0);
    expect(miner.size()).toBe(size);
  });

  test('a template parses to itself', () => {
    const first = minerOf(mixed);
    const again = minerOf(first.patterns().map(({ text }) => text));
    expect(again.size()).toBe(first.size());
  });

  test('the order of the lines changes the group of at most one line in fifty', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const draw = createRandom(seed);
        const shuffled = mixed.map((message) => ({ message, key: draw() })).toSorted((a, b) => a.key - b.key);
        expect(
          agreement(
            mixed,
            shuffled.map(({ message }) => message),
          ),
        ).toBeGreaterThanOrEqual(0.98);
      }),
      { numRuns: 5 },
    );
  });

  test('forms that had no room to be compared are compared when others have become one', () => {
    const pass = 'let through by the second gate of the house after all of its many rules were asked for what they had to say about it';
    const messages = Array.from({ length: 1_020 }, (_, i) => `${letters(i)} to ${letters(i * 7 + 3)}: ${pass} in ${i} ms`);
    expect(texts(minerOf(messages))).toEqual([`<word> to <word>: ${pass} in <duration>`]);
  });

  test('a thousand hostile forms take a bounded time', () => {
    for (const form of HOSTILE) {
      const miner = createMiner();
      for (let i = 0; i < 1_000; i += 1) miner.observe(recordOf(form(i)));
      const startedAtMs = process.cpuUsage().user / 1_000;
      miner.settle(0);
      expect(process.cpuUsage().user / 1_000 - startedAtMs).toBeLessThan(20_000);
    }
  }, 120_000);
});

const NAMES = 'ann bob carla dee emil flo gina hal ines jon kim lea max nora olaf pia quin rosa sven tara'.split(' ');

const leaves = (name: string): string => `user ${name} leaves the room at last`;
const FIELDS = ['', ' ttl=5', ' ttl=7 tos=9'];
const WHY = ['dusk', 'low light', 'held by hand'];
const PHASES = ['', 'go', 'run', 'sort', 'link'];

function named(message: (name: string, i: number) => string): readonly string[] {
  return NAMES.map(message);
}

/** Forms that share as much as they can while none is another's. */
const letters = (i: number): string => String(i).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
const HOSTILE: readonly ((i: number) => string)[] = [
  (i) => `${letters(i)} ${letters(i * 7)} ${letters(i * 13)} ${letters(i * 31)}`,
  (i) => Array.from({ length: 40 }, (_, at) => ((i >> (at % 10)) & 1 ? 'x' : 'y') + (at % 3 === 0 ? ',' : '')).join(' '),
  (i) => `${'( '.repeat(i % 50)}word ${letters(i)}${' )'.repeat(i % 50)}`,
  (i) => `same words all the time ${'and again '.repeat(i % 12)}${letters(i)}`,
  (i) => `${letters(i)}=${letters(i)}, `.repeat(1 + (i % 20)),
];

function texts(miner: Miner): readonly string[] {
  return miner
    .patterns()
    .map(({ text }) => text)
    .toSorted((a, b) => (a < b ? -1 : 1));
}

/** The share of messages that stand with the same others in both orders. */
function agreement(one: readonly string[], other: readonly string[]): number {
  const [a, b] = [groupsOf(one), groupsOf(other)];
  return one.filter((message) => a.get(message) === b.get(message)).length / one.length;
}

/** For each message all those of its pattern, as one text. */
function groupsOf(messages: readonly string[]): ReadonlyMap<string, string> {
  const miner = createMiner();
  const indexes = new Map(messages.map((message) => [message, miner.observe(recordOf(message))]));
  miner.settle(0);
  const groups = new Map<number, string[]>();
  for (const [message, index] of indexes) groups.set(miner.resolve(index), [...(groups.get(miner.resolve(index)) ?? []), message]);
  const memberTexts = new Map([...groups].map(([index, members]) => [index, members.toSorted((x, y) => (x < y ? -1 : 1)).join('\n')]));
  return new Map([...indexes].map(([message, index]) => [message, memberTexts.get(miner.resolve(index)) ?? '']));
}
