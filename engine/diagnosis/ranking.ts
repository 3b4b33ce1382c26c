/** Weighs hypotheses against each other and against what people complain of. */
import type { ClusterState } from './cluster.ts';
import type { Hypothesis, ObjectRef } from './hypothesis.ts';
import { appName } from './picture.ts';

/** A hypothesis after it was weighed; `score` is 0 to 1 and no two are equal. */
export interface NamedCause extends Hypothesis {
  /** `app/cart`, `node/n1`, `namespace/shop`: as people and recordings call the object. */
  readonly called: string;
}

/** Below this nobody is blamed. */
const abstainBelow = 0.3;
const maxCauses = 10;
const step = 1e-4;

export function rankHypotheses(hypotheses: readonly Hypothesis[], cluster: ClusterState): readonly NamedCause[] {
  const best = new Map<string, Hypothesis>();
  for (const hypothesis of hypotheses) {
    const key = `${keyOfObject(hypothesis.object)} ${hypothesis.cause}`;
    const known = best.get(key);
    if (known === undefined || hypothesis.score > known.score) best.set(key, hypothesis);
  }
  const sorted = [...best]
    .filter(([, { score }]) => score >= abstainBelow)
    .toSorted(([a, x], [b, y]) => y.score - x.score || (a < b ? -1 : 1));
  let above = 1;
  return sorted.slice(0, maxCauses).map(([, hypothesis]) => {
    above = Math.min(hypothesis.score, above - step);
    return { ...hypothesis, score: Number(above.toFixed(4)), called: called(hypothesis.object, cluster) };
  });
}

function called(object: ObjectRef, cluster: ClusterState): string {
  return object.kind === 'app' ? `app/${appName(cluster, object.workload)}` : `${object.kind}/${object.name}`;
}

/** Equal for the same object: `shop/deployment/cart`, `node/n1`, `namespace/shop`. */
export function keyOfObject(object: ObjectRef): string {
  return object.kind === 'app' ? object.workload : `${object.kind}/${object.name}`;
}
