/** How the change that is blamed, and those that are not, are told with an incident. */
import type { Cause, Incident } from '../../domain.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import { lengthOf } from '../words.ts';
import type { Attributed, Attribution } from './attribution.ts';

const mostRuledOut = 12;
const mostTold = 4;
const longestId = 12;

/** The cause that the change touches, else the first, carries it; changes that explain nothing stand among what is ruled out. */
export function withChange<Told extends Pick<Incident, 'causes' | 'ruledOut'>>(
  told: Told,
  { blamed, ruledOut }: Attribution,
  onsetAtMs: number,
): Told {
  if (blamed === null && ruledOut.length === 0) return told;
  const innocent = ruledOut
    .filter(({ place, score }) => place !== null || score > 0)
    .slice(0, mostTold)
    .map((one) => ({ what: nameOfChange(one), why: one.why }));
  return { ...told, causes: causesWith(told.causes, blamed, onsetAtMs), ruledOut: [...innocent, ...told.ruledOut].slice(0, mostRuledOut) };
}

function causesWith(causes: readonly Cause[], blamed: Attributed | null, onsetAtMs: number): readonly Cause[] {
  if (blamed === null || causes.length === 0) return causes;
  const touched = causes.findIndex(
    ({ workload }) => workload !== null && blamed.place !== null && blamed.place.endsWith(`/${parseWorkloadId(workload).name}`),
  );
  const at = Math.max(0, touched);
  return causes.map((cause, place) =>
    place === at ? { ...cause, changeId: blamed.change.id, reasons: [...cause.reasons, reasonOf(blamed, onsetAtMs)] } : cause,
  );
}

function reasonOf(blamed: Attributed, onsetAtMs: number): string {
  const { effectiveAtMs, shared } = blamed;
  const when = effectiveAtMs <= onsetAtMs ? `, in effect ${lengthOf(onsetAtMs - effectiveAtMs)} before the onset` : '';
  const words = shared.length === 0 ? '' : `; what fails speaks of what it changes (${shared.join(', ')})`;
  return `${nameOfChange(blamed)}${when}${words}`;
}

function nameOfChange({ change }: Attributed): string {
  return change.kind === 'flag' ? change.title : `change ${change.id.slice(0, longestId)} "${change.title}"`;
}
