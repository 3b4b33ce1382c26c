/** What failing workloads say and show, kept for as long as a change may still be blamed for it. */
import type { WorkloadId } from '../../domain.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { SpanErrors } from '../traces/failures.ts';
import type { Signal } from '../signals/metrics.ts';
import type { Graph } from '../graph.ts';
import type { Failing } from '../trouble.ts';
import type { Symptom } from './attribution.ts';

/** What metrics and spans say. */
export interface SymptomSource {
  signals(nowMs: number): readonly Signal[];
  errors(): readonly SpanErrors[];
}

export interface Symptoms {
  /** Takes in what is seen now. */
  see(seen: { readonly failing: Iterable<Failing>; readonly clues: SymptomSource; readonly graph: Graph; readonly nowMs: number }): void;
  /** By their places. */
  all(): readonly Symptom[];
  /** Grows with everything new. */
  readonly version: number;
}

const mostPlaces = 12;
const mostTexts = 24;
const longestText = 600;
const keptForMs = 60 * 60_000;
/** A metric says something from here on, in natural logarithms of the odds. */
const leastNats = 3;
/** An error or a fact, next to the nats of metrics. */
const weightOfTrouble = 10;
const leastGrowth = 0.2;

interface Kept {
  lastAtMs: number;
  /** When each began, and how much it says; by its text. */
  readonly texts: Map<string, { sinceAtMs: number; weight: number }>;
}

export function createSymptoms(): Symptoms {
  const kept = new Map<string, Kept>();
  let version = 0;

  function add(
    workload: WorkloadId,
    {
      sinceAtMs,
      nowMs,
      text,
      weight,
    }: { readonly sinceAtMs: number; readonly nowMs: number; readonly text: string; readonly weight: number },
  ): void {
    const { namespace, name } = parseWorkloadId(workload);
    const place = `${namespace}/${name}`;
    const known = kept.get(place);
    const short = text.slice(0, longestText);
    if (known === undefined) {
      if (kept.size >= mostPlaces) return;
      kept.set(place, { lastAtMs: nowMs, texts: new Map([[short, { sinceAtMs, weight }]]) });
      version += 1;
      return;
    }
    known.lastAtMs = nowMs;
    const sign = known.texts.get(short);
    if (sign === undefined && known.texts.size >= mostTexts) return;
    // What comes and goes began where it began most surely.
    if (sign !== undefined && weight <= sign.weight * (1 + leastGrowth)) return;
    known.texts.set(short, { sinceAtMs, weight });
    version += 1;
  }

  return {
    see({ failing, clues, graph, nowMs }) {
      for (const [place, { lastAtMs }] of kept) if (nowMs - lastAtMs > keptForMs) kept.delete(place);
      for (const one of failing) for (const sign of signsOf(one)) add(one.entity, { ...sign, nowMs, weight: weightOfTrouble });
      for (const { place, name, sinceAtMs, nats, isBad, side } of clues.signals(nowMs))
        if (nats >= leastNats && (isBad || side === 'unknown'))
          add(graph.workloadAt(place), { sinceAtMs, nowMs, text: name, weight: nats });
      for (const { place, sinceAtMs, operation, text } of clues.errors())
        add(graph.workloadAt(place), { sinceAtMs, nowMs, text: `${operation} ${text}`, weight: weightOfTrouble });
    },
    all: () =>
      [...kept]
        .map(([place, { texts }]) => ({ place, signs: [...texts.values()], texts: [...texts.keys()] }))
        .toSorted((a, b) => (a.place < b.place ? -1 : 1)),
    get version() {
      return version;
    },
  };
}

/** What nodes and hosts outside show is no workload's. */
function signsOf({ entity, troubles }: Failing): readonly { readonly sinceAtMs: number; readonly text: string }[] {
  if (entity.startsWith('node/') || entity.startsWith('external/')) return [];
  return troubles.flatMap(({ sinceAtMs, sentence, anomaly }) =>
    [sentence, anomaly?.template?.text, anomaly?.template?.samples.at(-1)].flatMap((text) =>
      text === undefined ? [] : [{ sinceAtMs, text }],
    ),
  );
}
