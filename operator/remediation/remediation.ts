/**
 * Remedies carried out: what somebody has confirmed is tried dry, done, watched, and undone where it makes things worse. Each step is kept
 * in the store before the next, so that a restart takes up what it finds: a change that is made already is recognized, not made twice.
 */
import type { IncidentView, Remedy, RemedyAction, RemedyReply, RemedyRequest } from '../../api/contract.ts';
import type { RemedyOf } from '../notify/notify.ts';
import { pause } from '../pause.ts';
import { patch, readDraft } from './cluster.ts';
import type { Desk, RemediationOptions } from './desk.ts';
import { objectName, type Draft } from './wanted.ts';
import { advance } from './steps.ts';

export interface Remediation {
  /** What would be changed or, with the `seen` of that answer, does it. Null: there is no such incident; needs its whole name. */
  ask(reference: string, request: RemedyRequest): Promise<RemedyReply | null>;
  /** One step of all that is under way; never rejects. */
  look(signal: AbortSignal): Promise<void>;
  /** Takes up what is under way, until the signal aborts; never rejects. Only the leader may call it. */
  run(signal: AbortSignal): Promise<void>;
}

const lookEveryMs = 5000;
const remediesAtMost = 20;
/** How long an API server may take before whoever waits is told so. */
const answerWithinMs = 20_000;

export function createRemediation(options: RemediationOptions): Remediation {
  const desk: Desk = { ...options, busy: new Set(), worseSince: new Map() };
  const look = async (signal: AbortSignal): Promise<void> => {
    for (const of of desk.book.open()) await takeUp(desk, of, signal);
  };
  return {
    ask: (reference, request) => ask(desk, reference, request),
    look,
    async run(signal) {
      while (!signal.aborted) {
        await look(signal);
        await pause(lookEveryMs, signal);
      }
    },
  };
}

async function takeUp(desk: Desk, of: RemedyOf, signal: AbortSignal): Promise<void> {
  const object = lockOf(of.remedy.change);
  if (signal.aborted || desk.busy.has(object)) return;
  desk.busy.add(object);
  try {
    await advance(desk, of, AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]));
  } catch (error) {
    // Store or API server are away; it is taken up again at the next look.
    if (!signal.aborted) desk.telemetry.emit('RemedyPostponed', { remedy: of.remedy.id, error: String(error).slice(0, 300) });
  } finally {
    desk.busy.delete(object);
  }
}

async function ask(desk: Desk, reference: string, request: RemedyRequest): Promise<RemedyReply | null> {
  const view = desk.view(reference);
  if (view === null || `${view.detector}/${view.incident.id}` !== reference) return null;
  const refusal = refuse(desk, view, request.action);
  const change = view.incident.proposals?.find(({ action }) => action === request.action)?.change;
  if (refusal !== null || change === undefined) return { outcome: 'refused', sentence: refusal ?? notProposed(request.action) };
  const object = lockOf(change);
  if (desk.busy.has(object))
    return { outcome: 'refused', sentence: `Something is being done to ${objectName(change)} at this moment; ask again.` };
  desk.busy.add(object);
  try {
    const requestedAtMs = desk.now();
    const signal = AbortSignal.timeout(answerWithinMs);
    const draft = await readDraft(desk.client, { action: request.action, change, requestedAtMs }, signal);
    if (typeof draft === 'string') return { outcome: 'refused', sentence: draft };
    if (draft.isDone) return { outcome: 'refused', sentence: `${objectName(change)} is as it should become already.` };
    if (request.seen !== draft.seen) return await preview(desk, { view, request, draft }, signal);
    return await confirm(desk, { view, request, draft, requestedAtMs }, signal);
  } finally {
    desk.busy.delete(object);
  }
}

interface Asked {
  readonly view: IncidentView;
  readonly request: RemedyRequest;
  readonly draft: Draft;
}

async function preview({ client }: Desk, { view, request, draft }: Asked, signal: AbortSignal): Promise<RemedyReply> {
  const tried = await patch(client, draft, { dryRun: true, signal });
  if (tried.type !== 'done') return { outcome: 'refused', sentence: tried.sentence };
  const proposal = view.incident.proposals?.find(({ action }) => action === request.action);
  return {
    outcome: request.seen === null ? 'preview' : 'changed',
    incident: `${view.detector}/${view.incident.id}`,
    action: request.action,
    object: objectName(draft.change),
    sentence: proposal?.text ?? '',
    lines: [...draft.lines],
    seen: draft.seen,
  };
}

async function confirm(
  desk: Desk,
  { view, request, draft, requestedAtMs }: Asked & { readonly requestedAtMs: number },
  signal: AbortSignal,
): Promise<RemedyReply> {
  const { action, requestedBy, channel } = request;
  const object = objectName(draft.change);
  // Without who it was: that stands beside each step, and only the faces know how a person is called there.
  const text = `Confirmed: ${action} of ${object}: ${draft.lines.join('; ')}.`;
  const remedy = {
    id: `${action}-${requestedAtMs}`,
    action,
    object,
    requestedBy,
    requestedAtMs,
    state: 'confirmed' as const,
    steps: [{ atMs: requestedAtMs, text }],
    change: draft.change,
    undo: draft.undo,
    seen: draft.seen,
    watch: null,
  };
  const of = { detector: view.detector, incidentId: view.incident.id, remedy };
  // What cannot be audited or kept is not done.
  await desk.audit({
    atMs: requestedAtMs,
    user: requestedBy,
    channel,
    action: `remedy ${action} ${object} for ${view.incident.id}`,
    result: text,
  });
  if (!(await desk.book.keep(of))) return { outcome: 'refused', sentence: `${view.incident.id} has been forgotten meanwhile.` };
  const after = await advance(desk, of, signal);
  const sentence = after.steps.at(-1)?.text ?? text;
  return after.state === 'failed' ? { outcome: 'refused', sentence } : { outcome: 'accepted', sentence };
}

/** Null, or why it may not be done. */
function refuse({ book, wished, reads }: Desk, { detector, incident }: IncidentView, action: RemedyAction): string | null {
  const wish = wished(detector);
  const change = incident.proposals?.find((proposal) => proposal.action === action)?.change;
  if (wish === null) return `${detector} is not read at the moment (deleted or paused), so nothing is done for it.`;
  if (wish.isShadow) return `${detector} is in shadow mode, in which nothing is done.`;
  if (!wish.actions.includes(action)) return `spec.remediation.actions of ${detector} does not allow ${action}.`;
  if (incident.state !== 'open') return `${incident.id} is over; nothing is to be done any more.`;
  if (change === undefined) return notProposed(action);
  if (change.namespace !== null && !reads(detector, change.namespace))
    return `${objectName(change)} is in namespace ${change.namespace}; ${detector} may change only what is in namespaces that it reads.`;
  if (book.count(detector, incident.id) >= remediesAtMost)
    return `${remediesAtMost} remedies have been tried for ${incident.id}; go on by hand.`;
  const other = book.open().find(({ remedy }) => lockOf(remedy.change) === lockOf(change));
  return other ? underWay(other.remedy) : null;
}

function underWay({ action, object, requestedAtMs }: Remedy): string {
  const confirmedAt = `${new Date(requestedAtMs).toISOString().slice(11, 16)}Z`;
  return `${action} of ${object}, confirmed at ${confirmedAt}, is still being watched; one thing at a time.`;
}

function notProposed(action: RemedyAction): string {
  return `${action} is not proposed for this incident any more; look at it again.`;
}

function lockOf({ kind, namespace, name }: { readonly kind: string; readonly namespace: string | null; readonly name: string }): string {
  return `${kind}/${namespace ?? ''}/${name}`;
}
