/** What failing workloads say and show, kept for as long as a change may still be blamed for it. */
import type { WorkloadId } from '../../domain.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { SpanErrors } from '../traces/failures.ts';
import type { Signal } from '../signals/metrics.ts';
import type { Graph } from '../graph.ts';
import type { Failing } from '../trouble.ts';
import type { Symptom } from './attribution.ts';
import type { Complaints } from './complaints.ts';

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
/** Whom a workload complained of so long before it failed it always complains of. */
const usualAfterMs = 10 * 60_000;
const keptForMs = 60 * 60_000;
/** A metric says something from here on, in natural logarithms of the odds. */
const leastNats = 3;
/** An error or a fact, next to the nats of metrics. */
const weightOfTrouble = 10;
const leastGrowth = 0.2;

interface Kept {
  readonly workload: WorkloadId;
  lastAtMs: number;
  /** When each began, and how much it says; by its text. */
  readonly texts: Map<string, { sinceAtMs: number; weight: number }>;
  /** Hosts outside of which it complains, and whether they say themselves that they fail. */
  readonly outsiders: Map<string, boolean>;
}

export function createSymptoms(complaints: Complaints): Symptoms {
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
      kept.set(place, { workload, lastAtMs: nowMs, texts: new Map([[short, { sinceAtMs, weight }]]), outsiders: new Map() });
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
      for (const one of kept.values()) if (complain(one, complaints, graph)) version += 1;
    },
    all: () =>
      [...kept]
        .map(([place, { texts, outsiders }]) => ({
          place,
          signs: [...texts.values()],
          texts: [...texts.keys()],
          outsiders: [...outsiders].map(([host, hasFailed]) => ({ host, hasFailed })),
        }))
        .toSorted((a, b) => (a.place < b.place ? -1 : 1)),
    get version() {
      return version;
    },
  };
}

/** Notes whom outside it complains of, and says whether that is news. Who repeats what another workload said complains of that workload. */
function complain({ workload, texts, outsiders }: Kept, complaints: Complaints, graph: Graph): boolean {
  const beganAtMs = Math.min(...[...texts.values()].map(({ sinceAtMs }) => sinceAtMs));
  let isNews = false;
  for (const { host, hasFailed, sinceAtMs, lastAtMs, text } of complaints.of(workload)) {
    if (outsiders.get(host) === hasFailed || sinceAtMs < beganAtMs - usualAfterMs) continue;
    const { strong, weak } = graph.named(workload, [text], lastAtMs);
    if ([...strong, ...weak].some((other) => !other.startsWith('external/'))) continue;
    outsiders.set(host, hasFailed);
    isNews = true;
  }
  return isNews;
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
