/** Puts the name of a cause, with what helps and what shows it, to the causes of an incident that it explains. */
import { causeLabels } from '../diagnosis/labels.ts';
import type { StandingCause } from '../diagnosis/standing.ts';
import type { Cause } from '../domain.ts';

const maxEvidence = 6;
const maxReasons = 6;

export function withNames(causes: readonly Cause[], standing: readonly StandingCause[]): readonly Cause[] {
  return causes.map((cause) => {
    const found = standing.find((one) => concerns(one, cause));
    if (found === undefined) return cause;
    const { kind, sentence, remedy } = causeLabels[found.cause];
    // Where its own facts say the same, the name's reasons mostly repeat them, and messages have room for few.
    const own = cause.reasons.slice(0, kind === cause.kind ? maxReasons / 2 : 1);
    return {
      ...cause,
      reasons: eachOnce([...own, ...found.reasons, ...cause.reasons]).slice(0, maxReasons),
      named: { label: found.cause, object: found.called, sentence, remedy, evidence: found.evidence.slice(0, maxEvidence) },
    };
  });
}

/** Facts and names word the same proof differently only behind its first clause: when it was, which limit. */
function eachOnce(reasons: readonly string[]): readonly string[] {
  const said = new Set<string>();
  return reasons.filter((reason) => {
    const [clause = reason] = reason.split(/ \(|, |; /);
    const isNew = !said.has(clause);
    said.add(clause);
    return isNew;
  });
}

/** It names the object itself, or what the object suffers from. */
function concerns({ object, affects = [] }: StandingCause, { workload, node }: Cause): boolean {
  if (workload === null) return object.kind === 'node' && object.name === node;
  return object.kind === 'app' ? object.workload === workload : affects.includes(workload);
}
