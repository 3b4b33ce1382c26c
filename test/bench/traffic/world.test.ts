import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { median } from '../../../engine/math.ts';
import { dayMs, hourMs, localTime, minuteMs, startAtMs } from '../../../bench/traffic/calendar.ts';
import { faultKinds, isOwed, owedFactor, owedLines, type Fault, type FaultKind } from '../../../bench/traffic/fault.ts';
import { createLoads } from '../../../bench/traffic/loads.ts';
import { generate, type Traffic, type TrafficOptions } from '../../../bench/traffic/world.ts';

interface Read {
  readonly traffic: Traffic;
  readonly hash: string;
  /** By service and statement, lines of every minute. */
  readonly counts: readonly (readonly Uint16Array[])[];
  readonly text: string;
}

const small = { seed: 1, services: 10, days: 3 };
let read: Read;

beforeAll(() => {
  read = readAll(small);
}, 120_000);

test('the same seed gives the same bytes, another one others', { timeout: 60_000 }, () => {
  const day = { ...small, days: 1 };
  expect(readAll(day).hash).toBe(readAll(day).hash);
  expect(readAll({ ...day, seed: 2 }).hash).not.toBe(readAll(day).hash);
});

test('an office has more lines by day than by night', () => {
  const offices = read.traffic.roster.filter(
    ({ season, fromCallers, replicas }) => season.shape === 'office' && fromCallers < 0.5 && replicas > 1,
  );
  expect(offices.length).toBeGreaterThan(0);
  // Medians, for the nightly work writes more than all of the traffic.
  const usually = (index: number, fromHour: number): number => median(minutesOf(index).slice(fromHour * 60, (fromHour + 4) * 60));
  for (const { index } of offices) expect(usually(index, 9)).toBeGreaterThan(1.4 * usually(index, 1));
});

test('counts are over-dispersed: they vary more than chance alone would make them', () => {
  const servers = read.traffic.roster.filter(({ ref }) => ref.kind !== 'CronJob');
  const ratios = servers.map(({ index }) => {
    const hours = minutesOf(index).slice(12 * 60, 14 * 60);
    const mean = hours.reduce((sum, count) => sum + count, 0) / hours.length;
    return hours.reduce((sum, count) => sum + (count - mean) ** 2, 0) / hours.length / mean;
  });
  expect(median(ratios)).toBeGreaterThan(1.3);
});

test('what is not broken never looks as if it were: nowhere five times as many lines as usual, 30 or more', () => {
  const { roster, truth } = read.traffic;
  const loads = createLoads(roster);
  const lengthMs = 10 * minuteMs;
  const lookalikes: string[] = [];
  for (let atMs = startAtMs; atMs < truth.endAtMs; atMs += lengthMs) {
    const usual = loads.at(atMs + lengthMs / 2).map((load) => (load * lengthMs) / minuteMs);
    const effects = truth.faults.flatMap((fault) => fault.effects);
    const broken = effects.filter((one) => one.fromAtMs < atMs + lengthMs && one.untilAtMs > atMs).map(({ service }) => service);
    const calm = roster.filter(({ index }) => !broken.includes(index));
    const traffic = calm.flatMap((service) => service.statements.flatMap((one) => (one.driver === 'load' ? { service, one } : [])));
    for (const { service, one } of traffic) {
      const lines = linesBetween(service.index, atMs, atMs + lengthMs, one.index);
      if (lines >= owedLines && lines >= owedFactor * one.perMinute * (usual[service.index] ?? 0)) lookalikes.push(one.signature);
    }
  }
  expect(lookalikes).toEqual([]);
});

test('there is one fault of every kind, all in the scored half, and what is owed is large enough', () => {
  const { truth, accounts } = read.traffic;
  expect(truth.unplaced).toEqual([]);
  expect(new Set(truth.faults.map(({ kind }) => kind))).toEqual(new Set(faultKinds));
  for (const fault of truth.faults) {
    expect(fault.beginAtMs).toBeGreaterThanOrEqual(truth.scoredFromMs);
    expect(fault.endAtMs).toBeLessThan(truth.endAtMs);
    const account = accounts[fault.index];
    if (account && !fault.isSmall) expect([fault.kind, isOwed(fault, account)]).toEqual([fault.kind, true]);
  }
});

test.each(['spike', 'trend', 'level-shift', 'log-bomb', 'new-pattern', 'returning-pattern'] as const)(
  'a %s is seen in the counts',
  (kind) => {
    const fault = faultOf(kind);
    expect(perMinute(fault, 'during')).toBeGreaterThan(1.7 * perMinute(fault, 'before'));
  },
);

test.each(['drop', 'silence'] as const)('a %s is seen in the counts', (kind) => {
  const fault = faultOf(kind);
  expect(perMinute(fault, 'during')).toBeLessThan(0.4 * perMinute(fault, 'before'));
});

test('of a missing step fewer lines are written than of the one before it', () => {
  const { service, about, effects, beginAtMs, endAtMs } = faultOf('step-missing');
  const [effect] = effects;
  const step = effect?.type === 'missing' ? effect.step : 0;
  const of = (position: number): number => linesBetween(service, beginAtMs, endAtMs, about?.[position]);
  expect(of(step)).toBeLessThan(0.4 * of(step - 1));
});

test('what only shows in values leaves its mark in the text', () => {
  const { effects } = faultOf('value-share');
  const [effect] = effects;
  if (effect?.type !== 'node') throw new Error('unreachable');
  const signature = read.traffic.roster[effect.service]?.statements[effect.statement]?.signature ?? '';
  const lines = read.text.split('\n').filter((line) => line.includes(signature) && isDuring(faultOf('value-share'), line));
  const hit = lines.filter((line) => new RegExp(`node-${effect.node}\\b`).test(line));
  expect(hit.length / lines.length).toBeGreaterThan(0.5);
});

test('a returning pattern was seen before, and a new one never', () => {
  const before = (fault: Fault): number => linesBetween(fault.service, startAtMs, fault.beginAtMs, fault.about?.[0]);
  expect(before(faultOf('returning-pattern'))).toBeGreaterThan(0);
  expect(before(faultOf('returning-pattern'))).toBeLessThan(6);
  expect(before(faultOf('new-pattern'))).toBe(0);
});

test('after the change of clocks an hour of the day comes an hour earlier, and a holiday is a Sunday', () => {
  const morning = Date.UTC(2026, 2, 28, 8);
  expect(localTime(morning, 'europe').hour).toBe(9);
  expect(localTime(morning + 2 * dayMs, 'europe').hour).toBe(10);
  expect(localTime(morning + 2 * dayMs, 'utc').hour).toBe(8);
  expect(localTime(Date.UTC(2026, 3, 3, 9), 'europe').weekday).toBe(6);
});

function readAll(options: TrafficOptions): Read {
  const hash = createHash('sha256');
  const decoder = new TextDecoder();
  const minutes = options.days * 1_440;
  const counts: Uint16Array[][] = [];
  const texts: string[] = [];
  const traffic = generate(options, {
    observe: (observation) => void hash.update(JSON.stringify(observation)),
    push: ({ stream, bytes }) => {
      hash.update(stream.pod).update(bytes);
      texts.push(decoder.decode(bytes));
    },
    slotEnded: () => {},
    counted: (nowMs, service, of) => {
      const rows = (counts[service] ??= Array.from(of, () => new Uint16Array(minutes)));
      for (const [statement, lines] of of.entries())
        rows[statement]?.fill(lines, (nowMs - startAtMs) / minuteMs - 1, (nowMs - startAtMs) / minuteMs);
    },
  });
  return { traffic, hash: hash.digest('hex'), counts, text: texts.join('') };
}

function faultOf(kind: FaultKind): Fault {
  const fault = read.traffic.truth.faults.find((one) => one.kind === kind && !one.isSmall);
  if (fault === undefined) throw new Error(`there is no ${kind}`);
  return fault;
}

/** Lines of all statements of a service, minute by minute. */
function minutesOf(service: number): readonly number[] {
  const rows = read.counts[service] ?? [];
  return Array.from({ length: small.days * 1_440 }, (_, minute) => rows.reduce((sum, row) => sum + (row[minute] ?? 0), 0));
}

function linesBetween(service: number, fromAtMs: number, untilAtMs: number, statement?: number): number {
  const rows = read.counts[service] ?? [];
  const [from, until] = [fromAtMs, untilAtMs].map((atMs) => Math.floor((atMs - startAtMs) / minuteMs));
  const chosen = statement === undefined ? rows : rows.slice(statement, statement + 1);
  return chosen.reduce((sum, row) => sum + row.subarray(from, until).reduce((all, count) => all + count, 0), 0);
}

/** Lines a minute of what the fault is about, in its own time or in the hour before it. */
function perMinute({ service, about, beginAtMs, endAtMs }: Fault, when: 'before' | 'during'): number {
  const [from, until] = when === 'during' ? [beginAtMs + minuteMs, endAtMs] : [beginAtMs - hourMs, beginAtMs];
  const statements = about ?? [undefined];
  return (
    statements.reduce((sum: number, statement) => sum + linesBetween(service, from, until, statement), 0) / ((until - from) / minuteMs)
  );
}

function isDuring({ beginAtMs, endAtMs }: Fault, line: string): boolean {
  const atMs = Date.parse(line.slice(0, 23) + 'Z');
  return atMs >= beginAtMs && atMs < endAtMs;
}
