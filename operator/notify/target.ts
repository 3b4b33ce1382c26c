/** Where the messages of one LogDetector go, and what is known of it when they are planned. */
import type { RemedyAction } from '../../api/contract.ts';
import type { Incident, PolicySettings, RolloutPatterns } from '../../engine/index.ts';
import type { EscalationTarget } from './escalation.ts';
import type { Rollout } from './records.ts';

/** Where the messages of one LogDetector go, after the admin's configuration has had its say. */
export interface NotifyTarget {
  /** `namespace/name` */
  readonly detector: string;
  readonly namespace: string;
  readonly channel: string | null;
  readonly receiver: string | null;
  /** Receivers that hear of every incident, without being woken; absent: none. */
  readonly told?: readonly string[];
  /** Decides as ever, but says nothing that it has not begun to say. */
  readonly isShadow: boolean;
  /** Who is woken when nobody has acknowledged a page for so long; null: nobody. */
  readonly escalation: EscalationTarget | null;
  /** Rollouts that were seen, in any order. */
  readonly rollouts: readonly Rollout[];
  /** What is read, and since when; absent: nobody knows yet. */
  readonly watched?: () => Watched;
  /** What a new revision writes against the one before; absent: nobody can tell. */
  readonly compare?: (rollout: Rollout, nowMs: number) => RolloutPatterns;
  /** What may be done about incidents, once somebody confirms it. */
  readonly remedies: readonly RemedyAction[];
  readonly settings: PolicySettings;
  /** Whether the administrator lets its namespace post to a channel, by name or id. */
  readonly mayPost: (channel: { readonly id: string; readonly name: string }) => boolean;
  /** Further channels by the administrator's routes; absent: none. */
  readonly routes?: Routes;
  /** The id of what a pattern was merged into since, else its own. */
  readonly nowCalled: (pattern: string) => string;
}

export interface RouteChannel {
  readonly id: string;
  readonly name: string;
}

/** The administrator's routes, as far as the LogDetector may use them. */
export interface Routes {
  /** Of all routes. */
  channels(): readonly RouteChannel[];
  /** Of those that the incident matches now. */
  of(incident: Incident): readonly RouteChannel[];
  /** Of those that an error of the workload matches. */
  ofErrors(workload: string): readonly RouteChannel[];
}

export interface Watched {
  readonly createdAtMs: number;
  /** What is learned of a workload, in a sentence; null: nothing is missing. */
  readonly workloads: readonly { readonly workload: string; readonly learning: string | null }[];
}
