/**
 * Runs the checks over the picture of the cluster and orders what they say: who is to blame, and why, as pairs of an object and a label. Abstains where
 * nothing is sure enough. One folder a group of labels; the file named after its folder is the list of its checks.
 */
import { admission } from './admission/admission.ts';
import type { ClusterState } from './cluster.ts';
import type { Check } from './hypothesis.ts';
import { infrastructure } from './infrastructure/infrastructure.ts';
import { performance } from './performance/performance.ts';
import { rankHypotheses } from './ranking.ts';
import type { NamedCause } from './ranking.ts';
import { routing } from './routing/routing.ts';
import { runtime } from './runtime/runtime.ts';
import { scheduling } from './scheduling/scheduling.ts';
import { startup } from './startup/startup.ts';

const checks: readonly Check[] = [...admission, ...scheduling, ...startup, ...runtime, ...routing, ...infrastructure, ...performance];

/** Causes of what is wrong now, best first, without ties; empty where nothing is sure enough. */
export function nameCauses(cluster: ClusterState): readonly NamedCause[] {
  return rankHypotheses(
    checks.flatMap((check) => check(cluster)),
    cluster,
  );
}
