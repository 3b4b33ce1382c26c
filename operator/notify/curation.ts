/** What people have said of patterns and workloads of a LogDetector, and who wants to hear of which. Pure. */
import type { Description } from '../../api/contract.ts';
import { displayName, type Gate, type Incident } from '../../engine/index.ts';
import type { CurationRecord } from './records.ts';

/** As the subject of a description is kept. */
export function subjectOf({
  pattern,
  workload,
}: {
  readonly pattern?: string | undefined;
  readonly workload?: string | undefined;
}): string {
  return pattern === undefined ? `workload:${workload ?? ''}` : `pattern:${pattern}`;
}

/** Null: nobody has said anything, or the mute of it is over and was all. */
export function descriptionOf(record: CurationRecord | undefined, subject: string, nowMs: number): Description | null {
  const said = record?.subjects[subject];
  if (said === undefined) return null;
  const { name, owner, runbook, mute } = said;
  const place = subject.indexOf(':');
  const [kind, id] = [subject.slice(0, place), subject.slice(place + 1)];
  const told = {
    ...(name === undefined ? {} : { name }),
    ...(owner === undefined ? {} : { owner }),
    ...(runbook === undefined ? {} : { runbook }),
    ...(mute !== undefined && isMuted(mute, nowMs) ? { mutedUntilMs: mute.untilAtMs } : {}),
  };
  return Object.keys(told).length === 0 ? null : { ...(kind === 'pattern' ? { pattern: id } : { workload: id }), ...told };
}

export function ownersOf(record: CurationRecord | undefined): readonly { readonly workload: string; readonly owner: string }[] {
  return Object.entries(record?.subjects ?? {}).flatMap(([subject, { owner }]) =>
    owner !== undefined && subject.startsWith('workload:') ? [{ workload: subject.slice('workload:'.length), owner }] : [],
  );
}

const toldAtMost = 10;

/** Of everything an incident is made of. */
export function descriptionsFor(record: CurationRecord | undefined, incident: Incident, nowMs: number): Description[] {
  if (record === undefined) return [];
  const patterns = incident.anomalies.flatMap(({ template }) => (template ? [`pattern:${template.id}`] : []));
  const workloads = workloadsOf(incident).map((workload) => `workload:${displayName(workload)}`);
  const subjects = [...new Set([...workloads, ...patterns])];
  return subjects.flatMap((subject) => descriptionOf(record, subject, nowMs) ?? []).slice(0, toldAtMost);
}

function workloadsOf({ causes: [cause], affected }: Incident): readonly string[] {
  return [...(cause?.workload ? [cause.workload] : []), ...affected.map(({ workload }) => workload)];
}

/** Facts of the cluster are news whatever the logs say beside them. */
const toldByLogs: ReadonlySet<string> = new Set(['errors', 'slowness', 'silence', 'dependency', 'unknown']);

/** Says nothing where a pattern is not muted. `nowCalled`: the id of what a pattern was merged into since, else its own. */
export function muteGates(record: CurationRecord | undefined, nowCalled: (id: string) => string, nowMs: number) {
  return (incident: Incident): readonly Gate[] => {
    const mutes = Object.entries(record?.subjects ?? {}).flatMap(([subject, { mute }]) =>
      mute !== undefined && isMuted(mute, nowMs) ? [{ id: subject.slice(subject.indexOf(':') + 1), mute }] : [],
    );
    if (mutes.length === 0 || incident.anomalies.length === 0) return [];
    const [cause] = incident.causes;
    if (cause !== undefined && (!toldByLogs.has(cause.kind) || cause.named !== undefined)) return [];
    const muted = new Map(mutes.flatMap(({ id, mute }) => [[id, mute] as const, [nowCalled(id), mute] as const]));
    const found = incident.anomalies.map(({ template }) => (template ? muted.get(template.id) : undefined));
    const [first] = found;
    if (first === undefined || found.includes(undefined)) return [];
    const until = first.untilAtMs === null ? 'until somebody unmutes it' : `until ${new Date(first.untilAtMs).toISOString().slice(0, 16)}Z`;
    return [{ name: 'muted', passed: false, sentence: `Every pattern of it is muted, ${until}, by ${first.by}.` }];
  };
}

function isMuted({ untilAtMs }: { readonly untilAtMs: number | null }, nowMs: number): boolean {
  return untilAtMs === null || nowMs < untilAtMs;
}

const severe: ReadonlySet<string> = new Set(['error', 'critical']);

/** Channels that want to hear of the incident besides the resource's own. */
export function subscribersOf(
  record: CurationRecord | undefined,
  incident: Incident,
): readonly CurationRecord['subscriptions'][number]['to'][] {
  if (record === undefined || record.subscriptions.length === 0) return [];
  const names = new Set(workloadsOf(incident).map(displayName));
  const wanting = record.subscriptions.filter(
    ({ workload, onlyErrors }) => (workload === '*' || names.has(workload)) && (!onlyErrors || severe.has(incident.severity)),
  );
  return [...new Map(wanting.map(({ to }) => [to.id, to])).values()];
}
