/** What follows from the way a log ended: read on after a wait, or be done with this instance. */
import type { KubeError } from '../../kube/client.ts';
import type { FollowTarget } from '../source.ts';
import type { ReadOutcome } from './read.ts';

export interface Step {
  /** Nothing more is to be read of this instance. */
  readonly done: boolean;
  /** Set when it is done and something is known to be missing. */
  readonly gap?: string | undefined;
  readonly waitMs: number;
  /** Null when all is well, else a sentence for the condition. */
  readonly problem: string | null;
  /** This was no failure: the next wait is the first again. */
  readonly fresh?: boolean | undefined;
  /** Whether the log has been read up to its end as far as one can tell; absent: this attempt says nothing about it. */
  readonly atEnd?: boolean | undefined;
}

export interface Circumstances {
  readonly target: FollowTarget;
  readonly limits: { readonly lastReads: number; readonly retryFirstMs: number };
  /** Attempts before this one that brought nothing. */
  readonly attempts: number;
  /** The instance has ended, whatever the target says: it was found as the previous one. */
  readonly hasEnded?: boolean | undefined;
  /** An earlier attempt has read the log up to its end. */
  readonly atEnd: boolean;
}

const longestWaitMs = 30_000;
/** The log of an instance that has ended goes with the next restart, and nobody knows when that comes. */
const longestLastWaitMs = 2_000;
/** A permission comes from a person. */
const forbiddenWaitMs = 60_000;

export function afterOutcome(outcome: ReadOutcome | { readonly type: 'replaced' | 'gone' | 'unknown' }, facts: Circumstances): Step {
  const isLast = isOver(facts.target) || facts.hasEnded === true;
  const next = isLast ? lastAgain : again;
  switch (outcome.type) {
    case 'ended':
      // A killed kubelet ends a log as cleanly as a container does: only the caller's or the pod's word that it has ended counts.
      return isLast ? { done: true, waitMs: 0, problem: null } : { ...again(facts, null), atEnd: true };
    case 'silent':
      return { done: false, waitMs: spread(1_000), problem: null, fresh: true, atEnd: false };
    case 'notice':
      return next(facts, noticeSentence(facts.target, outcome.text));
    case 'replaced':
    case 'gone':
      return { done: true, gap: facts.atEnd ? undefined : 'log-gone', waitMs: 0, problem: null };
    case 'foreign':
    case 'unknown':
      return next(facts, null);
    default:
      return outcome satisfies never;
  }
}

export function afterError(error: KubeError, facts: Circumstances): Step {
  const isLast = isOver(facts.target);
  if (error.code === 'ApiForbidden') return { done: false, waitMs: spread(forbiddenWaitMs), problem: error.message, atEnd: false };
  // The container is being created, or its state is `terminated` and the answer not ready, or the pod is gone: that is everyday.
  if (error.code === 'ApiNotFound' || error.code === 'ApiInvalid') return isLast ? lastAgain(facts, null) : again(facts, null);
  const step = again(facts, facts.attempts > 0 ? error.message : null);
  return { ...step, waitMs: Math.max(step.waitMs, error.retryAfterMs ?? 0), atEnd: false };
}

/** Nothing will be written to this log any more. */
export function isOver({ terminated, previous }: FollowTarget): boolean {
  return terminated || previous;
}

function again({ limits, attempts }: Circumstances, problem: string | null): Step {
  return { done: false, waitMs: spread(Math.min(longestWaitMs, limits.retryFirstMs * 2 ** Math.min(attempts, 20))), problem };
}

/** An ended container's log that cannot be had is given up in the end, and said to be missing. */
function lastAgain(facts: Circumstances, problem: string | null): Step {
  if (facts.attempts + 1 >= facts.limits.lastReads) return { done: true, gap: 'log-gone', waitMs: 0, problem: null };
  const step = again(facts, problem);
  return { ...step, waitMs: Math.min(step.waitMs, longestLastWaitMs) };
}

/** Only texts known to come from the kubelet or the runtime are repeated: what else has no time could be anybody's words. */
function noticeSentence(target: FollowTarget, text: string): string {
  const known = /^(unable to retrieve|failed to|rpc error|error)/i.test(text) ? ` (${text.slice(0, 200)})` : '';
  return `The kubelet answered with a notice instead of the log of container ${target.container} of pod ${target.pod}${known}; it is asked again.`;
}

function spread(forMs: number): number {
  return forMs * (0.5 + 0.5 * Math.random());
}
