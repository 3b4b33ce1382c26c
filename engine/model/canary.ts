/**
 * A new version beside the one that serves: both judge the same tenth of the windows, and what they report there decides whether the new one serves or is
 * taken back. A window is a minute of a workload, chosen by hash, so that every run and every replica chooses the same.
 */
import type { WorkloadId } from '../domain.ts';
import { hash64 } from '../math.ts';
import type { PastAlarm, Span } from './past.ts';

/** Alarms of one version that the other did not raise in the same window. */
export interface CanaryTally {
  /** An incident, or a person, says that something was wrong then. */
  readonly confirmed: number;
  readonly falseAlarms: number;
}

/** JSON-able. */
export interface CanaryState {
  /** On trial. */
  readonly version: number;
  /** The version that serves meanwhile. */
  readonly against: number;
  readonly startedAtMs: number;
  /** Windows before this have been judged. */
  readonly judgedToAtMs: number;
  readonly windows: number;
  /** Alarms of both. */
  readonly agreed: number;
  readonly canary: CanaryTally;
  readonly serving: CanaryTally;
}

/** Somebody or something says that the workload was failing then. */
export interface Confirmation extends Span {
  readonly workload: WorkloadId;
}

/** What both made of the chosen windows of a stretch. */
export interface CanaryWindows {
  readonly toAtMs: number;
  readonly windows: number;
  readonly canary: readonly PastAlarm[];
  readonly serving: readonly PastAlarm[];
}

export type CanaryVerdict = { readonly outcome: 'goes-on' } | { readonly outcome: 'promoted' | 'rolled-back'; readonly reason: string };

/** One window in ten. */
const chosenOf = 10;
/** Whether something is an incident is known by then. */
export const settleForMs = 600_000;
/** So many windows are enough, if they are of more than a moment. */
const enoughWindows = 200;
const leastForMs = 1_800_000;
/** Fewer than this is chance. */
const fewFalse = 3;
const fewMissed = 2;
/** A rate of false alarms above so many times the other's is worse. */
const worseBy = 2;

export function beginCanary(about: { readonly version: number; readonly against: number; readonly nowMs: number }): CanaryState {
  const none = { confirmed: 0, falseAlarms: 0 };
  const { version, against, nowMs } = about;
  return { version, against, startedAtMs: nowMs, judgedToAtMs: nowMs, windows: 0, agreed: 0, canary: none, serving: none };
}

export function isChosen(version: number, workload: WorkloadId, atMs: number): boolean {
  return Number.parseInt(hash64(`${version} ${workload} ${atMs}`).slice(-8), 16) % chosenOf === 0;
}

export function addWindows(state: CanaryState, judged: CanaryWindows, confirmations: readonly Confirmation[]): CanaryState {
  const [canary, serving] = [keysOf(judged.canary), keysOf(judged.serving)];
  const isConfirmed = ({ workload, atMs }: PastAlarm): boolean =>
    confirmations.some((one) => one.workload === workload && atMs < one.toAtMs && atMs + 60_000 > one.fromAtMs);
  const tally = (alarms: readonly PastAlarm[], others: ReadonlySet<string>, before: CanaryTally): CanaryTally => {
    const alone = alarms.filter((alarm) => !others.has(keyOf(alarm)));
    const confirmed = alone.filter(isConfirmed).length;
    return { confirmed: before.confirmed + confirmed, falseAlarms: before.falseAlarms + alone.length - confirmed };
  };
  return {
    ...state,
    judgedToAtMs: judged.toAtMs,
    windows: state.windows + judged.windows,
    agreed: state.agreed + [...canary].filter((key) => serving.has(key)).length,
    canary: tally(judged.canary, serving, state.canary),
    serving: tally(judged.serving, canary, state.serving),
  };
}

/** `forMs`: how long a trial lasts at most. */
export function decideCanary(state: CanaryState, { nowMs, forMs }: { readonly nowMs: number; readonly forMs: number }): CanaryVerdict {
  const { canary, serving, windows, version, against } = state;
  const seen = `In ${windows} windows beside model ${against}`;
  if (canary.falseAlarms >= fewFalse && canary.falseAlarms > worseBy * serving.falseAlarms) {
    const reason = `${seen} model ${version} raised ${canary.falseAlarms} false alarms, where ${against} raised ${serving.falseAlarms}.`;
    return { outcome: 'rolled-back', reason };
  }
  if (serving.confirmed >= fewMissed && serving.confirmed > canary.confirmed) {
    const reason = `${seen} model ${version} missed ${serving.confirmed} alarms that incidents or people confirm, and found ${canary.confirmed} others.`;
    return { outcome: 'rolled-back', reason };
  }
  const triedForMs = nowMs - state.startedAtMs;
  if (triedForMs < forMs && (windows < enoughWindows || triedForMs < leastForMs)) return { outcome: 'goes-on' };
  const reason = `${seen} both raised ${state.agreed} alarms, and false ones were ${canary.falseAlarms} of model ${version} and ${serving.falseAlarms} of ${against}.`;
  return { outcome: 'promoted', reason };
}

/** What a trial that goes on has shown so far, and when it ends. */
export function describeCanary(state: CanaryState): string {
  const { canary, serving, windows, agreed, version, against } = state;
  const seen = `In ${windows} windows beside model ${against} both raised ${agreed} alarms; model ${version} alone raised ${told(canary)}, model ${against} alone ${told(serving)}.`;
  const enough = `after ${enoughWindows} windows and ${leastForMs / 60_000} min, or at the end of its time`;
  const worse = `${fewFalse} false alarms that are more than ${worseBy} times the other's, or ${fewMissed} confirmed ones that it missed`;
  return `${seen} It serves ${enough}; it is taken back at once for ${worse}.`;
}

function told({ confirmed, falseAlarms }: CanaryTally): string {
  return `${confirmed} that were confirmed and ${falseAlarms} false`;
}

function keysOf(alarms: readonly PastAlarm[]): ReadonlySet<string> {
  return new Set(alarms.map(keyOf));
}

function keyOf({ workload, pattern, atMs }: PastAlarm): string {
  return `${workload} ${pattern} ${atMs}`;
}
