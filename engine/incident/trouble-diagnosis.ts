/** Named causes as troubles: an object that fails now, for a reason that is known, is worth an incident when it does not pass by itself. */
import type { CauseLabel } from '../diagnosis/labels.ts';
import { causeLabels } from '../diagnosis/labels.ts';
import { keyOfObject } from '../diagnosis/ranking.ts';
import type { StandingCause } from '../diagnosis/standing.ts';
import type { EntityId } from '../evidence/ledger.ts';
import type { Trouble } from './trouble.ts';

/** What is less sure explains what fails, and opens nothing by itself. */
const sureFrom = 0.8;
/** A first apply in the wrong order, a node that is being added, a pod that moves: all of that passes within a minute. */
const opensAfterMs = 60_000;
/** Complaints of performance come with anomalies of their own, which know what is usual. */
const opensNothing: ReadonlySet<CauseLabel> = new Set<CauseLabel>([
  'pod-cpu-overload',
  'pod-network-delay',
  'node-network-delay',
  'node-network-packet-loss',
]);

/** By entity; objects of the namespace are no entities, and explain those that suffer from them. */
export function troublesOfDiagnosis(
  standing: readonly StandingCause[],
  now: { readonly nowMs: number; readonly watchingSinceMs: number },
): ReadonlyMap<EntityId, Trouble> {
  const found = new Map<EntityId, Trouble>();
  for (const cause of standing) {
    const entity = keyOfObject(cause.object);
    if (cause.object.kind === 'namespace' || cause.failing !== true || cause.score < sureFrom || found.has(entity)) continue;
    found.set(entity, troubleOf(cause, now));
  }
  return found;
}

function troubleOf(
  cause: StandingCause,
  { nowMs, watchingSinceMs }: { readonly nowMs: number; readonly watchingSinceMs: number },
): Trouble {
  const { kind, sentence } = causeLabels[cause.cause];
  const sinceAtMs = Math.min(nowMs, cause.sinceAtMs ?? cause.standsSinceMs);
  const text = cause.evidence[0]?.text ?? cause.reasons[0] ?? sentence;
  return {
    kind,
    key: `diagnosis ${cause.cause}`,
    sinceAtMs,
    lastAtMs: nowMs,
    count: 1,
    inside: cause.score,
    hard: true,
    opens: !opensNothing.has(cause.cause) && nowMs - cause.standsSinceMs >= opensAfterMs,
    sign: false,
    preexisting: sinceAtMs + 1000 <= watchingSinceMs,
    sentence: text,
    latest: text,
  };
}
