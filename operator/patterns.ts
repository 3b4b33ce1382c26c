/** What the logs say most, of all LogDetectors that whoever asks may see. */
import { displayName, type Engine, type PatternCount } from '../engine/index.ts';
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
  const { scope, workload, forMs, limit, since, nowMs } = question;
  const rollout = since === null ? null : lastRollout(leading, question);
  const window = { fromMs: rollout?.atMs ?? nowMs - forMs, toMs: nowMs };
  const views: PatternView[] = [];
  let learning: string | null = null;
  for (const detector of detectorsIn(leading, scope)) {
    const id = detectorKey(detector);
    const engine = leading.supervisor.get(id)?.engine;
    if (!engine) continue;
    learning ??= engine.learning();
    for (const count of countsOf(engine, workload, window)) views.push(viewOf(id, count));
  }
  const total = views.reduce((sum, view) => sum + view.count, 0);
  const ranked = views.toSorted((a, b) => b.count - a.count).slice(0, limit);
  const patterns = ranked.map((view) => {
    const description = leading.notifier.describe(view.detector, { pattern: view.id });
    return { ...view, share: total === 0 ? 0 : view.count / total, ...(description === null ? {} : { description }) };
  });
  return {
    patterns,
    windowFromAtMs: window.fromMs,
    windowToAtMs: window.toMs,
    learning,
    ...(since === null ? {} : { rollout: rollout?.text ?? null }),
  };
}

function countsOf(
  engine: Engine,
  typed: string | null,
  window: { readonly fromMs: number; readonly toMs: number },
): readonly PatternCount[] {
  if (typed === null) return engine.patterns(window);
  const known = engine.workloads().map(({ workload }) => workload);
  return matching(known, typed).flatMap((workload) => engine.patterns({ ...window, workload }));
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

/** The newest rollout of what is asked for; null where none is known. */
function lastRollout(leading: Leading, { scope, workload, nowMs }: PatternsQuestion): Rollout | null {
  const rollouts = detectorsIn(leading, scope).flatMap((detector) => leading.targetOf(detectorKey(detector)).rollouts);
  const own = rollouts.filter(
    (rollout) => (workload === null || matching([rollout.workload], workload).length > 0) && rollout.atMs > nowMs - weekMs,
  );
  return own.toSorted((a, b) => b.atMs - a.atMs)[0] ?? null;
}
