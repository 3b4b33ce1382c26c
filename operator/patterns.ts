/** What the logs say most, of all LogDetectors that whoever asks may see. */
import { displayName, type Engine, type PatternCount, type PatternsQuery } from '../engine/index.ts';
import type { PatternsReply, PatternView } from '../api/contract.ts';
import { detectorKey, noNamespace } from './detector-key.ts';
import type { PatternsWish } from './http/backend.ts';
import type { Leading } from './leading.ts';
import { shownName } from './pictures.ts';
import { detectorsIn } from './visible.ts';

type Rollout = ReturnType<Leading['targetOf']>['rollouts'][number];
type PatternsQuestion = PatternsWish & { readonly nowMs: number };

const weekMs = 7 * 86_400_000;

export function patternsOf(leading: Leading, question: PatternsQuestion): PatternsReply {
  const { scope, workload, limit, since, only } = question;
  const rollout = since === null ? undefined : (lastRollout(leading, question)?.text ?? null);
  const window = windowOf(leading, question);
  const wanted = { ...window, atMost: limit, only: only ?? undefined };
  const views: PatternView[] = [];
  let learning: string | null = null;
  let total = 0;
  for (const detector of detectorsIn(leading, scope)) {
    const id = detectorKey(detector);
    const engine = leading.supervisor.get(id)?.engine;
    if (!engine) continue;
    learning ??= engine.learning();
    for (const counts of countsOf(engine, workload, wanted)) {
      total += linesOf(counts);
      views.push(...counts.map((count) => viewOf(id, count)));
    }
  }
  const ranked = views.toSorted((a, b) => b.count - a.count).slice(0, limit);
  const patterns = ranked.map((view) => described(leading, { ...view, share: view.count / Math.max(1, total) }));
  return { patterns, windowFromAtMs: window.fromMs, windowToAtMs: window.toMs, learning, ...(rollout === undefined ? {} : { rollout }) };
}

function described(leading: Leading, view: PatternView): PatternView {
  const description = leading.notifier.describe(view.detector, { pattern: view.id });
  return description === null ? view : { ...view, description };
}

/** One list an engine, or one a workload where some are meant. */
function countsOf(engine: Engine, typed: string | null, query: PatternsQuery): readonly (readonly PatternCount[])[] {
  if (typed === null) return [engine.patterns(query)];
  const known = engine.workloads().map(({ workload }) => workload);
  return matching(known, typed).map((workload) => engine.patterns({ ...query, workload }));
}

/** All lines of the span, of which only the most frequent patterns were asked for: each knows its share of them. */
function linesOf([first]: readonly PatternCount[]): number {
  return first === undefined ? 0 : Math.round(first.count / first.share);
}

/** People type a name or the beginning of one; an exact name wins over those that only contain it. */
function matching(workloads: readonly string[], typed: string): readonly string[] {
  const wanted = typed.toLowerCase();
  const exact = workloads.filter((id) => id.toLowerCase() === wanted || namesOf(id).includes(wanted));
  return exact.length > 0 ? exact : workloads.filter((id) => displayName(id).toLowerCase().includes(wanted));
}

/** `cart` and `shop/cart`. */
function namesOf(workload: string): readonly string[] {
  return [displayName(workload), shownName(`${noNamespace}/`, workload)].map((name) => name.toLowerCase());
}

function viewOf(detector: string, { workload, template, count, share, usual, isNew }: PatternCount): PatternView {
  return {
    detector,
    workload: shownName(detector, workload),
    id: template.id,
    text: template.text,
    level: template.level,
    cluster: template.cluster,
    count,
    share,
    isNew,
    usual,
    firstSeenAtMs: template.firstSeenAtMs,
    lastSeenAtMs: template.lastSeenAtMs,
    sample: template.samples.at(-1) ?? '',
  };
}

function windowOf(leading: Leading, question: PatternsQuestion): { readonly fromMs: number; readonly toMs: number } {
  const { since, forMs, nowMs } = question;
  const rollout = since === null ? null : lastRollout(leading, question);
  return { fromMs: rollout?.atMs ?? nowMs - forMs, toMs: nowMs };
}

/** The newest rollout of what is asked for; null where none is known. */
function lastRollout(leading: Leading, { scope, workload, nowMs }: PatternsQuestion): Rollout | null {
  const rollouts = detectorsIn(leading, scope).flatMap((detector) => leading.targetOf(detectorKey(detector)).rollouts);
  const own = rollouts.filter(
    (rollout) => (workload === null || matching([rollout.workload], workload).length > 0) && rollout.atMs > nowMs - weekMs,
  );
  return own.toSorted((a, b) => b.atMs - a.atMs)[0] ?? null;
}
