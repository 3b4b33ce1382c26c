/** Alarms against the truth: what was found and when, and what was said without a reason. */
import type { Alarm, AlarmPart } from './alarm.ts';
import { dayMs, minuteMs } from './calendar.ts';
import { contextOf } from './context.ts';
import { isOwed, type Fault, type FaultAccount, type FaultKind } from './fault.ts';
import { callersOf } from './loads.ts';
import type { Traffic } from './world.ts';

/** One fault and what a contestant made of it; JSON-able. */
export interface Outcome {
  readonly kind: FaultKind;
  readonly service: string;
  /** Levels of the lines that it concerns. */
  readonly levels: string;
  readonly beginAtMs: number;
  readonly minutes: number;
  /** Null: never there before, or gone altogether. */
  readonly factor: number | null;
  readonly lines: number;
  readonly isOwed: boolean;
  readonly isFound: boolean;
  /** Would have been found a day before it began: how much of the recall is owed to speaking often. */
  readonly isLuck: boolean;
  /** Was alarmed of when it was too late, as of a trend at its steepest. */
  readonly isLate: boolean;
  /** From the 30th line to the alarm, 0 where the alarm came first; and from the begin. Null when it was not found. */
  readonly delayMs: number | null;
  readonly sinceBeginMs: number | null;
  /** What found it. */
  readonly by: string | null;
}

export interface FalseAlarm {
  readonly atMs: number;
  readonly service: string;
  readonly what: string;
  readonly reason: string;
  /** What ordinary thing was going on. */
  readonly during: string;
}

export interface Score {
  readonly outcomes: readonly Outcome[];
  readonly falseAlarms: readonly FalseAlarm[];
  /** Alarms of the scored days, right and wrong. */
  readonly alarms: number;
}

/** What a fault leaves behind is not held against anybody for this long. */
const echoMs = 15 * minuteMs;

export function score(alarms: readonly Alarm[], traffic: Traffic): Score {
  const { truth, accounts, roster } = traffic;
  const callers = callersOf(roster);
  const counted = alarms.filter(({ parts }) => (parts[0]?.atMs ?? 0) > truth.scoredFromMs);
  const isExplained = ({ atMs, service }: AlarmPart): boolean =>
    truth.faults.some(
      (fault) =>
        atMs >= fault.beginAtMs &&
        atMs <= fault.endAtMs + echoMs &&
        (fault.service === service || (callers[fault.service] ?? []).includes(service)),
    );
  return {
    outcomes: truth.faults.map((fault) => outcomeOf(fault, accounts[fault.index] ?? { lines: 0, ripeAtMs: null }, { alarms, traffic })),
    falseAlarms: counted.filter(({ parts }) => !parts.some(isExplained)).map((alarm) => describe(alarm, traffic)),
    alarms: counted.length,
  };
}

export function scoredDays({ truth }: Traffic): number {
  return (truth.endAtMs - truth.scoredFromMs) / dayMs;
}

interface Given {
  readonly alarms: readonly Alarm[];
  readonly traffic: Traffic;
}

function outcomeOf(fault: Fault, account: FaultAccount, { alarms, traffic }: Given): Outcome {
  const { kind, service, beginAtMs, endAtMs, factor } = fault;
  const first = firstHit(fault, alarms);
  const hit = inTime(fault, first);
  const dayBefore = { ...fault, beginAtMs: beginAtMs - dayMs, endAtMs: endAtMs - dayMs, dueByAtMs: fault.dueByAtMs - dayMs };
  return {
    kind,
    service: traffic.roster[service]?.ref.name ?? '',
    levels: levelsOf(fault, traffic),
    beginAtMs,
    minutes: (endAtMs - beginAtMs) / minuteMs,
    factor: Number.isFinite(factor) ? factor : null,
    lines: account.lines,
    isOwed: isOwed(fault, account),
    isFound: hit !== null,
    isLuck: inTime(dayBefore, firstHit(dayBefore, alarms)) !== null,
    isLate: hit === null && first !== null,
    delayMs: hit && Math.max(0, hit.atMs - (account.ripeAtMs ?? beginAtMs)),
    sinceBeginMs: hit && hit.atMs - beginAtMs,
    by: hit?.what ?? null,
  };
}

interface Hit {
  readonly what: string;
  readonly atMs: number;
}

function firstHit(fault: Fault, alarms: readonly Alarm[]): Hit | null {
  const hits = alarms.flatMap(({ what, parts }) => parts.filter((part) => isAbout(fault, part)).map(({ atMs }) => ({ what, atMs })));
  return hits.reduce<Hit | null>((first, hit) => (first === null || hit.atMs < first.atMs ? hit : first), null);
}

/** The tick that sees a fault's last lines comes after them. */
function inTime({ dueByAtMs }: Fault, hit: Hit | null): Hit | null {
  return hit !== null && hit.atMs <= dueByAtMs + minuteMs ? hit : null;
}

function levelsOf({ service, about }: Fault, { roster }: Traffic): string {
  if (about === null) return 'all levels';
  const levels = about.flatMap((statement) => roster[service]?.statements[statement]?.level ?? []);
  return [...new Set(levels)].join(', ');
}

/** Found is only what was said of the service itself, and where a pattern is named, of one that the fault concerns. */
function isAbout({ service, about, beginAtMs, endAtMs }: Fault, part: AlarmPart): boolean {
  if (part.service !== service || part.atMs < beginAtMs || part.atMs > endAtMs + echoMs) return false;
  return about === null || part.about === null || about.includes(part.about);
}

function describe({ what, reason, parts }: Alarm, traffic: Traffic): FalseAlarm {
  const [part] = parts;
  return {
    atMs: part?.atMs ?? 0,
    service: traffic.roster[part?.service ?? -1]?.ref.name ?? '',
    what,
    reason,
    during: part === undefined ? 'no service' : contextOf(part, traffic),
  };
}
