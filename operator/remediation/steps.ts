/** One step of a remedy to the next: confirmed, done and watched, then recovered, unchanged, or undone. */
import { resolveOwner, workloadId, type KubeObject } from '../../engine/index.ts';
import { KubeError } from '../kube/client.ts';
import type { RemedyOf, RemedyRecord } from '../notify/notify.ts';
import { patch, readDraft, type Outcome } from './cluster.ts';
import type { Desk } from './desk.ts';
import { memoryText } from './draft.ts';
import { isFailing, judgeEffect, type Sight } from './effect.ts';
import { objectName, revisionKindOf, type Draft, type Wanted } from './wanted.ts';

/** What could not be done by then is not done: the world is another one. */
const givenUpAfterMs = 5 * 60_000;

/** Does what the state asks for. Throws what store and API server throw where another attempt is worth it. */
export async function advance(desk: Desk, of: RemedyOf, signal: AbortSignal): Promise<RemedyRecord> {
  const { state } = of.remedy;
  if (state === 'confirmed') return await carryOut(desk, of, signal);
  if (state === 'watching') return await watch(desk, of, signal);
  return state === 'undoing' ? await takeBack(desk, of, signal) : of.remedy;
}

async function carryOut(desk: Desk, of: RemedyOf, signal: AbortSignal): Promise<RemedyRecord> {
  const { remedy } = of;
  const outcome = await apply(desk, { ...remedy, seen: remedy.seen }, signal);
  if (outcome.type === 'done') {
    const sinceAtMs = desk.now();
    const minutes = desk.wished(of.detector)?.watchMinutes ?? 10;
    const sight = look(desk, of);
    const workloads = [...new Set(sight.affected.map(({ workload }) => workload))];
    const watched = { sinceAtMs, untilAtMs: sinceAtMs + minutes * 60_000, pods: sight.pods, workloads };
    const text = `Done: ${remedy.action} of ${remedy.object}. Its effect is watched for ${minutes} min.`;
    return await next(desk, of, { state: 'watching', watch: watched, text });
  }
  if (outcome.type === 'refused') return await next(desk, of, { state: 'failed', text: `Not done: ${outcome.sentence}` });
  if (desk.now() - remedy.requestedAtMs < givenUpAfterMs) {
    desk.telemetry.emit('RemedyPostponed', { remedy: remedy.id, error: outcome.sentence });
    return remedy;
  }
  return await next(desk, of, { state: 'failed', text: `Given up after 5 min; look whether it was done: ${outcome.sentence}` });
}

async function watch(desk: Desk, of: RemedyOf, signal: AbortSignal): Promise<RemedyRecord> {
  const { remedy } = of;
  if (remedy.watch === null) return remedy;
  const nowMs = desk.now();
  const { verdict, worse } = judgeEffect(remedy.watch, look(desk, of), { nowMs, worseSinceMs: desk.worseSince.get(remedy.id) ?? null });
  if (worse === null) desk.worseSince.delete(remedy.id);
  else if (!desk.worseSince.has(remedy.id)) desk.worseSince.set(remedy.id, nowMs);
  if (verdict === 'waiting') {
    if (worse !== null || (await stands(desk, remedy, signal))) return remedy;
    const text = `${remedy.object} is not as ${remedy.action} made it any more: somebody changed it since, or what keeps it as it is declared (GitOps, an autoscaler) did. Change it where it is declared; it is not watched any longer.`;
    return await next(desk, of, { state: 'unchanged', text });
  }
  desk.worseSince.delete(remedy.id);
  const minutes = Math.max(1, Math.round((nowMs - remedy.watch.sinceAtMs) / 60_000));
  if (verdict === 'recovered')
    return await next(desk, of, { state: 'recovered', text: `Recovered ${minutes} min after ${remedy.action} of ${remedy.object}.` });
  if (verdict === 'unchanged') {
    const text = `${minutes} min after ${remedy.action} of ${remedy.object} it is neither over nor worse; it stays as it is now.`;
    return await next(desk, of, { state: 'unchanged', text });
  }
  const because = `Worse since ${remedy.action} of ${remedy.object}: ${worse ?? ''}.`;
  if (remedy.undo === null) return await next(desk, of, { state: 'worse', text: `${because} This cannot be undone; look at it now.` });
  const undoing = await next(desk, of, { state: 'undoing', text: `${because} It is being undone.` });
  return await takeBack(desk, { ...of, remedy: undoing }, signal);
}

/** Whether the object still is what was made of it; true while nobody can tell. */
async function stands({ client }: Desk, remedy: RemedyRecord, signal: AbortSignal): Promise<boolean> {
  try {
    const draft = await readDraft(client, remedy, signal);
    return typeof draft === 'string' || draft.isDone;
  } catch (error) {
    if (error instanceof KubeError) return true;
    throw error;
  }
}

async function takeBack(desk: Desk, of: RemedyOf, signal: AbortSignal): Promise<RemedyRecord> {
  const { remedy } = of;
  if (remedy.undo === null) return remedy;
  const outcome = await apply(desk, { ...remedy, change: remedy.undo, seen: null }, signal);
  if (outcome.type === 'done') return await next(desk, of, { state: 'undone', text: `Undone: ${describe(remedy)}.` });
  if (outcome.type === 'refused')
    return await next(desk, of, { state: 'worse', text: `It could not be undone; do it by hand. ${outcome.sentence}` });
  desk.telemetry.emit('RemedyPostponed', { remedy: remedy.id, error: outcome.sentence });
  return remedy;
}

/** Dry first. `seen` null: whatever else about the object was changed meanwhile, what is undone still stands. */
async function apply({ client }: Desk, wanted: Wanted & { readonly seen: string | null }, signal: AbortSignal): Promise<Outcome> {
  const draft: Draft | string = await readDraft(client, wanted, signal);
  if (typeof draft === 'string') return { type: 'refused', sentence: draft };
  // Done before a restart that came before it could be written down.
  if (draft.isDone) return { type: 'done' };
  if (wanted.seen !== null && draft.seen !== wanted.seen)
    return { type: 'refused', sentence: `${objectName(wanted.change)} was changed by somebody since it was confirmed; ask again.` };
  const tried = await patch(client, draft, { dryRun: true, signal });
  return tried.type === 'done' ? await patch(client, draft, { dryRun: false, signal }) : tried;
}

/** Keeps the new state with the sentence that tells of it. */
async function next(
  desk: Desk,
  of: RemedyOf,
  { text, ...fields }: Partial<RemedyRecord> & { readonly state: RemedyRecord['state']; readonly text: string },
): Promise<RemedyRecord> {
  const atMs = desk.now();
  const remedy: RemedyRecord = { ...of.remedy, ...fields, steps: [...of.remedy.steps, { atMs, text }] };
  await desk.book.keep({ ...of, remedy });
  const { action, object, requestedBy, state } = remedy;
  desk.telemetry.emit('RemedyAdvanced', { remedy: remedy.id, action, state, object, detector: of.detector });
  // It is so, whether or not it can be audited.
  const entry = { atMs, user: requestedBy, channel: 'operator', action: `remedy ${action} ${object} for ${of.incidentId}`, result: text };
  await desk
    .audit(entry)
    .catch((error: unknown) => desk.telemetry.emit('UnexpectedError', { where: 'remediation', error: String(error).slice(0, 300) }));
  return remedy;
}

/** What the watches and the incidents of the LogDetector say now. */
function look({ view, open, pods, lookup }: Desk, { detector, incidentId, remedy }: RemedyOf): Sight {
  const { kind, namespace, name } = remedy.change;
  const workload = namespace === null ? null : workloadId({ namespace, kind, name });
  const affected = open(detector).flatMap((incident) => incident.affected);
  const isOpen = view(`${detector}/${incidentId}`)?.incident.state === 'open';
  const owns = (pod: KubeObject): boolean => workload === null || workloadId(resolveOwner(pod, lookup)) === workload;
  const failing = pods(detector).filter((pod) => isFailing(pod) && owns(pod));
  return { isOver: !isOpen && !affected.some((one) => one.workload === workload), pods: failing.length, affected };
}

function describe({ action, object, change, undo }: RemedyRecord): string {
  if (action === 'raise-limit' && undo?.to !== undefined) return `the memory limit of ${object} is ${memoryText(undo.to)} again`;
  if (action === 'scale' && undo?.to !== undefined) return `${object} has ${undo.to} replicas again`;
  if (action === 'undo-rollout') return `${object} runs the pod template of ${revisionKindOf(change)} ${change.revision ?? ''} again`;
  return `${object} takes new pods again`;
}
