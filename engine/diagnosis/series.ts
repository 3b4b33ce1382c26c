/** The recent past of metrics: some points a series, thinned evenly as it grows, so that a day fits where an hour does. Not saved: minutes bring it back. */
import type { Observation } from '../domain.ts';
import type { MetricSeries } from './cluster.ts';

type Metric = Extract<Observation, { readonly type: 'metric' }>;

interface Series {
  readonly about: Omit<MetricSeries, 'points'>;
  points: { readonly atMs: number; readonly value: number }[];
  /** Every so many-th value is kept. */
  stride: number;
  skipped: number;
}

export interface SeriesStore {
  observe(metric: Metric): void;
  /** Of that name; of all names without one. */
  named(name?: string): readonly MetricSeries[];
}

const maxSeries = 20_000;
const maxPoints = 128;

export function createSeriesStore(): SeriesStore {
  const byName = new Map<string, Map<string, Series>>();
  let size = 0;
  return {
    observe(metric) {
      const group = byName.get(metric.name) ?? new Map<string, Series>();
      if (group.size === 0) byName.set(metric.name, group);
      const key = [metric.namespace, metric.workload, metric.pod, metric.container, metric.node].join(' ');
      let series = group.get(key);
      if (series === undefined) {
        if (size >= maxSeries) size -= dropOldest(group, byName);
        series = { about: aboutOf(metric), points: [], stride: 1, skipped: 0 };
        group.set(key, series);
        size += 1;
      }
      append(series, metric);
    },
    named: (name) =>
      (name === undefined ? [...byName.values()].flatMap((group) => [...group.values()]) : [...(byName.get(name)?.values() ?? [])]).map(
        ({ about, points }) => ({ ...about, points }),
      ),
  };
}

function aboutOf({ name, namespace, workload, pod, container, node }: Metric): Series['about'] {
  return {
    name,
    namespace: namespace ?? null,
    workload: workload ?? null,
    pod: pod ?? null,
    container: container ?? null,
    node: node ?? null,
  };
}

/** The newest value always stands last; it is overwritten until one is due to stay. */
function append(series: Series, { atMs, value }: Metric): void {
  const { points } = series;
  if (series.skipped > 0 && points.length > 0) points.pop();
  points.push({ atMs, value });
  series.skipped = (series.skipped + 1) % series.stride;
  if (points.length < maxPoints) return;
  series.points = points.filter((_, index) => index % 2 === 1);
  series.stride *= 2;
  series.skipped = 0;
}

/** The series that came first of this name, or of any name where this has none. */
function dropOldest(group: Map<string, Series>, byName: ReadonlyMap<string, Map<string, Series>>): number {
  const from = group.size > 0 ? group : [...byName.values()].find(({ size }) => size > 0);
  const oldest = from?.keys().next().value;
  return oldest !== undefined && from?.delete(oldest) === true ? 1 : 0;
}
