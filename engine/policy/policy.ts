/** What decides whether an incident is posted and whether somebody is woken. */
import type { Decision, Gate, Incident, Severity } from '../domain.ts';
import type { Feedback } from '../feedback/feedback.ts';

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
  /** True once a page for this incident went out. */
  readonly alreadyPaged: boolean;
  /** What people's marks say of incidents; absent where nobody can mark. */
  readonly feedback?: Pick<Feedback, 'postGates' | 'pageGates'> | undefined;
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
  alreadyPaged: false,
};

/** One question about an incident. */
export type GateCheck = (incident: Incident, settings: PolicySettings) => Gate;

/** Asks every gate, also after one has failed, so that the answer can name all reasons; `marked` are those of people's marks. */
export function decide(checks: readonly GateCheck[], incident: Incident, settings: PolicySettings, marked: readonly Gate[] = []): Decision {
  const gates = [...checks.map((check) => check(incident, settings)), ...marked];
  return { yes: gates.every((gate) => gate.passed), gates };
}

const severities: readonly Severity[] = ['info', 'warning', 'error', 'critical'];

/** Whether `severity` is at least `minimum`. */
export function atLeast(severity: Severity, minimum: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(minimum);
}
