/** Gates that hold back a page which the incident itself would deserve: it is told later, or in the digest of the day. */
import type { Gate, Incident, WorkloadId } from '../domain.ts';
import { parseWorkloadId } from '../evidence/owner.ts';
import type { GateCheck, Mute } from './policy.ts';
import { describeWindow, isWithin, momentOf } from './window.ts';

const noMaintenance: GateCheck = (_incident, { maintenance }, { nowMs }) => {
  const window = maintenance.find((one) => isWithin(one, nowMs));
  if (!window) return { name: 'maintenance', passed: true, sentence: 'No maintenance is going on.' };
  return { name: 'maintenance', passed: false, sentence: `It is maintenance: ${window.reason} (${describeWindow(window)}).` };
};

const notMuted: GateCheck = (incident, { mutes }, { nowMs }) => {
  const mute = mutes.find((one) => (one.untilAtMs === null || nowMs < one.untilAtMs) && matches(one, incident));
  if (!mute) return { name: 'mute', passed: true, sentence: 'No rule mutes it.' };
  const until = mute.untilAtMs === null ? '' : ` until ${momentOf(mute.untilAtMs)}`;
  return { name: 'mute', passed: false, sentence: `It is muted${until}: ${mute.reason}` };
};

const withinHours: GateCheck = ({ severity }, { hours }, { nowMs }) => {
  const own = hours.filter((one) => one.severity === severity);
  if (own.length === 0) return { name: 'hours', passed: true, sentence: `Incidents that are ${severity} wake somebody at any hour.` };
  const passed = own.some(({ window }) => isWithin(window, nowMs));
  const when = own.map(({ window }) => describeWindow(window)).join(', ');
  return {
    name: 'hours',
    passed,
    sentence: `Incidents that are ${severity} wake somebody ${when}; now it is ${passed ? 'in' : 'outside'} them.`,
  };
};

const noRollout: GateCheck = (incident, { rolloutGraceForMs }, { rollouts, nowMs }) => {
  const concerned = workloadsOf(incident);
  const youngest = rollouts
    .filter(({ workload, atMs }) => concerned.has(workload) && atMs <= nowMs && nowMs - atMs < rolloutGraceForMs)
    .toSorted((a, b) => b.atMs - a.atMs)[0];
  if (!youngest) return { name: 'rollout', passed: true, sentence: 'No rollout of what fails has just begun.' };
  const { name } = parseWorkloadId(youngest.workload);
  const began = `A rollout of ${name} began ${seconds(nowMs - youngest.atMs)} ago`;
  return { name: 'rollout', passed: false, sentence: `${began}; pages wait ${seconds(rolloutGraceForMs)} for it.` };
};

const withinBudget: GateCheck = (_incident, { pagesPerDay }, { pagesLately }) => ({
  name: 'budget',
  passed: pagesLately < pagesPerDay,
  sentence: `${pagesLately} of ${pagesPerDay} pages of the last 24 hours are spent.`,
});

export const holds: readonly GateCheck[] = [noMaintenance, notMuted, withinHours, noRollout, withinBudget];

const holdNames: ReadonlySet<string> = new Set(['maintenance', 'mute', 'hours', 'rollout', 'budget']);

/** Whether somebody would have been woken, had it not been held back: nothing else stood against it. */
export function isHeldBack(gates: readonly Gate[]): boolean {
  const failed = gates.filter(({ passed }) => !passed);
  return failed.length > 0 && failed.every(({ name }) => holdNames.has(name));
}

/** The likeliest cause and, of a rule that names only a workload, whatever is said to be the cause or, without one, fails. */
function matches({ workload, cause }: Mute, incident: Incident): boolean {
  const [first] = incident.causes;
  if (cause !== null && first?.kind !== cause) return false;
  if (workload === null) return cause !== null;
  const named = first?.workload ? [first.workload] : incident.affected.map((one) => one.workload);
  return named.length > 0 && named.every((id) => isCalled(parseWorkloadId(id).name, workload));
}

/** `*` stands for any text. Compared piece by piece, so that no pattern takes long. */
export function isCalled(name: string, pattern: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return name === pattern;
  const tail = rest.pop() ?? '';
  if (!name.startsWith(head) || !name.endsWith(tail) || name.length < head.length + tail.length) return false;
  let at = head.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found === -1 || found + piece.length > name.length - tail.length) return false;
    at = found + piece.length;
  }
  return true;
}

function workloadsOf({ causes, affected }: Incident): ReadonlySet<WorkloadId> {
  const [cause] = causes;
  return new Set([...(cause?.workload ? [cause.workload] : []), ...affected.map(({ workload }) => workload)]);
}

function seconds(forMs: number): string {
  return `${Math.round(forMs / 1000)} s`;
}
