/** What decides whether an incident is posted and whether somebody is woken. */
import type { Decision, Gate, Incident, Severity, WorkloadId } from '../domain.ts';
import type { Feedback } from '../feedback/feedback.ts';
import type { MaintenanceWindow, WeeklyWindow } from './window.ts';

export interface PolicySettings {
  /** Channel the incident would be posted to; null when none is configured or allowed. */
  readonly channel: string | null;
  /** Receiver that would be paged; null when none is configured or allowed. */
  readonly receiver: string | null;
  /** Which incidents wake somebody. */
  readonly pageOn: 'cascade' | 'critical' | 'never';
  readonly minimumPostSeverity: Severity;
  readonly minimumPageSeverity: Severity;
  /** 0 to 1; the incident's confidence a page needs. */
  readonly minimumPageConfidence: number;
  /** How long the failing must have lasted before a page. */
  readonly minimumPageForMs: number;
  /** Workloads that must fail, the cause's own among them, before a page. */
  readonly minimumPageWorkloads: number;
  /** 0 to 1; share of missed lines above which the judgement rests on too little. */
  readonly maximumMissedShare: number;
  /** Which verdicts wake somebody while a baseline is young: those that rest on facts of the cluster, all, or none. */
  readonly whileLearning: 'facts' | 'always' | 'never';
  /** How long a page waits after a rollout of a workload that fails has begun. */
  readonly rolloutGraceForMs: number;
  /** Pages within 24 hours; what comes above it is held back. */
  readonly pagesPerDay: number;
  readonly maintenance: readonly MaintenanceWindow[];
  readonly mutes: readonly Mute[];
  /** A severity that is named here wakes somebody only within these hours; one that is not, at any time. */
  readonly hours: readonly PagingHours[];
  /** What people's marks say of incidents; absent where nobody can mark. */
  readonly feedback?: Pick<Feedback, 'postGates' | 'pageGates'> | undefined;
}

/** What nobody is to be woken for. What is not named matches all; `untilAtMs` null lasts until it is taken out. */
export interface Mute {
  /** Name of a workload, in which `*` stands for any text. */
  readonly workload: string | null;
  /** A kind of cause, such as `out-of-memory`. */
  readonly cause: string | null;
  readonly untilAtMs: number | null;
  readonly reason: string;
}

export interface PagingHours {
  readonly severity: Severity;
  readonly window: WeeklyWindow;
}

/** What is the case beside the incident when it is asked whether somebody is woken. */
export interface PolicySituation {
  readonly nowMs: number;
  /** Name of the incident for which the same receiver is awake because of the same object; null when there is none. */
  readonly pagedFor: string | null;
  /** Pages of the last 24 hours. */
  readonly pagesLately: number;
  /** Rollouts of the last hours, in any order. */
  readonly rollouts: readonly { readonly workload: WorkloadId; readonly atMs: number }[];
}

/** The only place of the defaults, each with its reason. */
export const defaultPolicy: PolicySettings = {
  channel: null,
  receiver: null,
  // A single failing workload is news for the channel; a night's sleep is spent only on failure that spreads.
  pageOn: 'cascade',
  // Below a warning nothing is wrong.
  minimumPostSeverity: 'warning',
  minimumPageSeverity: 'error',
  // A cause by kernel or kubelet evidence scores above 0.8, a guess below 0.5: a page needs more than a guess.
  minimumPageConfidence: 0.5,
  // A cascade has already lasted long enough to reach its second workload; waiting longer only costs time.
  minimumPageForMs: 0,
  // Two: the one that broke and one that breaks with it. What counts as a cascade is stricter.
  minimumPageWorkloads: 2,
  // With half of the lines missing, who failed first is no longer known.
  maximumMissedShare: 0.5,
  // A young baseline cannot tell unusual from usual, but a fact of the kernel or kubelet needs no baseline.
  whileLearning: 'facts',
  // Whoever rolls out is looking, and instances that are replaced refuse a few calls; a rollout that is broken still is after two minutes.
  rolloutGraceForMs: 120_000,
  // Nobody can work on more in a day; who is woken more often has stopped to believe the pager.
  pagesPerDay: 10,
  maintenance: [],
  mutes: [],
  hours: [],
};

/** Nothing but the incident: no other page, no rollout, and the time is that of its last news. */
export function alone({ updatedAtMs }: Incident): PolicySituation {
  return { nowMs: updatedAtMs, pagedFor: null, pagesLately: 0, rollouts: [] };
}

/** One question about an incident. */
export type GateCheck = (incident: Incident, settings: PolicySettings, situation: PolicySituation) => Gate;

/** Asks every gate, also after one has failed, so that the answer can name all reasons; `marked` are those of people's marks. */
export function decide(
  checks: readonly GateCheck[],
  incident: Incident,
  { settings, situation }: { readonly settings: PolicySettings; readonly situation: PolicySituation },
  marked: readonly Gate[] = [],
): Decision {
  const gates = [...checks.map((check) => check(incident, settings, situation)), ...marked];
  return { yes: gates.every((gate) => gate.passed), gates };
}

const severities: readonly Severity[] = ['info', 'warning', 'error', 'critical'];

/** Whether `severity` is at least `minimum`. */
export function atLeast(severity: Severity, minimum: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(minimum);
}
