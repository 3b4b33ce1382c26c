/** What workloads' metrics say, whatever they are called and measured in. Names are only hints of whether a workload suffers or makes others suffer. */
import type { Observation } from '../../domain.ts';
import type { Deviation, Series, SeriesState } from './series.ts';
import { createSeries } from './series.ts';

export type MetricObservation = Extract<Observation, { readonly type: 'metric' }>;

/** A metric that is otherwise than usual. */
export interface Signal extends Deviation {
  /** `namespace/name`; an empty namespace where none was told. */
  readonly place: string;
  readonly name: string;
  /** What the workload uses or lacks; what its callers meet; neither is known. */
  readonly side: 'inside' | 'outside' | 'unknown';
  /** The direction that is bad news, where the name says one. */
  readonly isBad: boolean;
  /** `cache_hit_ratio fell from 0.97 to 0.55`. */
  readonly sentence: string;
}

export interface Metrics {
  observe(metric: MetricObservation): void;
  /** Those that deviate and were heard of not long before `nowMs`. */
  signals(nowMs: number): readonly Signal[];
  /** Series that were refused because there were too many. */
  readonly refused: number;
  snapshot(): MetricsState;
  restore(state: MetricsState): void;
}

export interface MetricsState {
  readonly series: readonly (readonly [string, SeriesState])[];
}

const mostSeries = 5_000;
/** A metric that is silent for so long says nothing about now. */
const heardWithinMs = 15 * 60_000;

interface Kept {
  readonly series: Series;
  /** Null for a gauge; of what only grows the growth is looked at. */
  counter: { readonly atMs: number; readonly value: number } | null;
}

export function createMetrics(): Metrics {
  const kept = new Map<string, Kept>();
  let refused = 0;

  function open(key: string): Kept | null {
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= mostSeries) {
      refused += 1;
      return null;
    }
    const fresh = { series: createSeries(), counter: null };
    kept.set(key, fresh);
    return fresh;
  }

  return {
    observe(metric) {
      const key = keyOf(metric);
      const one = key === null ? null : open(key);
      if (one === null) return;
      const { atMs, value } = metric;
      if (!counterName.test(metric.name)) {
        one.series.add(atMs, value);
        return;
      }
      const before = one.counter;
      one.counter = { atMs, value };
      // After a restart it counts from nothing.
      if (before !== null) one.series.add(atMs, value < before.value ? value : value - before.value);
    },
    signals(nowMs) {
      const found: Signal[] = [];
      for (const [key, { series }] of kept) {
        if (nowMs - series.lastAtMs > heardWithinMs) continue;
        const deviation = series.deviation();
        if (deviation !== null) found.push(signalOf(key, deviation));
      }
      return found;
    },
    get refused() {
      return refused;
    },
    snapshot: () => ({ series: [...kept].map(([key, { series }]) => [key, series.snapshot()] as const) }),
    restore(state) {
      kept.clear();
      for (const [key, series] of state.series.slice(0, mostSeries)) kept.set(key, { series: createSeries(series), counter: null });
    },
  };
}

const separator = '\u0000';

/** Series of nodes alone are no workload's. */
function keyOf({ namespace = '', workload, pod, name }: MetricObservation): string | null {
  return workload === undefined ? null : [`${namespace}/${workload}`, pod ?? '', name].join(separator);
}

function signalOf(key: string, deviation: Deviation): Signal {
  const [place = '', , name = ''] = key.split(separator);
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const side = outsideName.test(words) ? 'outside' : insideName.test(words) ? 'inside' : 'unknown';
  const wanted = goodName.test(words) ? 'down' : 'up';
  const { direction, usual, seen } = deviation;
  return {
    ...deviation,
    place,
    name,
    side,
    isBad: direction === wanted,
    sentence: `${name} ${direction === 'up' ? 'rose' : 'fell'} from ${short(usual)} to ${short(seen)}`,
  };
}

/** OpenMetrics: what counts ends in `_total`. */
const counterName = /_total$/;
const outsideName = /laten|duration|response|error|fail|timeout|5xx|4xx|reject|unavail|slow|apdex|p\d\d\b|quantile/;
const insideName =
  /cpu|processor|memory|\bmem|heap|rss|swap|disk|volume|inode|file.?desc|\bfd|thread|goroutine|\bgc|pool|connection|restart|throttl|saturat|queue|backlog|lag|buffer|utili[sz]|usage|used|limit|load/;
/** Of these less is worse. */
const goodName = /ready|available|avail\b|healthy|success|hit|free|remaining|throughput|flushed|processed|delivered|uptime|replicas/;

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
