/** OTLP metrics in JSON (`ExportMetricsServiceRequest`) as samples. Counters become what they grew by a second, histograms their mean. */
import { attributesOf, numberOf, placeOf, textIn, timeOf, type Attributes, type Place } from './attributes.ts';
import { createGrowth, type Growth } from './growth.ts';
import { BodyError, Collected, isFields, objectsOf, textOf, type Fields, type Reader } from './reader.ts';

const nameAtMost = 200;
/** Series whose last value is remembered, to know by how much they grew. */
const seriesAtMost = 20_000;
const cumulative = new Set<unknown>([2, 'AGGREGATION_TEMPORALITY_CUMULATIVE']);

/** Names of the semantic conventions -> ours: `memory` in bytes, `cpu` in cores, `latency` in milliseconds. */
const ours: Readonly<Record<string, { readonly name: string; readonly factor: number }>> = {
  'k8s.pod.memory.working_set': { name: 'memory', factor: 1 },
  'container.memory.working_set': { name: 'memory', factor: 1 },
  'k8s.pod.cpu.usage': { name: 'cpu', factor: 1 },
  'container.cpu.usage': { name: 'cpu', factor: 1 },
  'http.server.request.duration': { name: 'latency', factor: 1000 },
  'http.server.duration': { name: 'latency', factor: 1 },
  'rpc.server.duration': { name: 'latency', factor: 1 },
};

interface Metric {
  readonly name: string;
  /** Of the data as a whole. */
  readonly data: Fields;
  readonly kind: 'gauge' | 'sum' | 'histogram';
  readonly resource: Attributes;
  readonly place: Place;
}

/** Remembers the last value of each counter; the first of a series says nothing yet. */
export function createMetricsReader(): Reader {
  const growth = createGrowth(seriesAtMost);
  return (body, nowMs) => {
    if (!isFields(body) || !Array.isArray(body['resourceMetrics']))
      throw new BodyError('The body must be an object with a list "resourceMetrics".');
    const collected = new Collected(nowMs);
    for (const { resource: told, scopeMetrics } of objectsOf(body['resourceMetrics'])) {
      const resource = attributesOf(isFields(told) ? told['attributes'] : undefined);
      const metrics = objectsOf(scopeMetrics).flatMap(({ metrics: list }) => objectsOf(list));
      for (const metric of metrics.flatMap((one) => metricsOf(one, resource))) addPoints(collected, metric, growth);
    }
    return collected;
  };
}

function addPoints(collected: Collected, metric: Metric, growth: Growth): void {
  const known = Object.hasOwn(ours, metric.name) ? ours[metric.name] : undefined;
  for (const point of objectsOf(metric.data['dataPoints'])) {
    const atMs = timeOf(point['timeUnixNano']);
    const sampled = atMs === undefined ? null : valueOf(metric, { point, atMs }, growth);
    if (atMs === undefined) collected.ignore('no time');
    else if (sampled === null) collected.ignore('no value, or the first of a counter');
    else
      collected.add(metric.place.namespace ?? null, {
        type: 'metric',
        atMs,
        ...metric.place,
        ...ofPoint(point, metric.place),
        name: known?.name ?? metric.name,
        value: sampled.value * (known?.factor ?? 1),
        ...(sampled.grown === null ? {} : { grown: { name: metric.name, count: sampled.grown, attributes: textsOf(point) } }),
      });
  }
}

interface Sample {
  readonly point: Fields;
  readonly atMs: number;
}

interface Sampled {
  readonly value: number;
  /** By how much a counter has grown, or how many more a histogram has counted; null for what does not only grow. */
  readonly grown: number | null;
}

/** Null where the point says nothing, or not yet. */
function valueOf(metric: Metric, sample: Sample, growth: Growth): Sampled | null {
  const plain = numberOf(sample.point['asDouble'] ?? sample.point['asInt']) ?? null;
  if (metric.kind === 'histogram') return meanOf(metric, sample, growth);
  if (plain === null) return null;
  if (metric.kind === 'gauge' || metric.data['isMonotonic'] !== true) return { value: plain, grown: null };
  return rateOf(metric, { ...sample, plain }, growth);
}

function rateOf(metric: Metric, { point, atMs, plain }: Sample & { readonly plain: number }, growth: Growth): Sampled | null {
  const grown = isCumulative(metric)
    ? growth.of(keyOf(metric, point), { atMs, count: 0, sum: plain })
    : { forMs: coveredMs(point), sum: plain };
  return grown === null || grown.forMs === 0 ? null : { value: grown.sum / (grown.forMs / 1000), grown: grown.sum };
}

function meanOf(metric: Metric, { point, atMs }: Sample, growth: Growth): Sampled | null {
  const [count, sum] = [numberOf(point['count']), numberOf(point['sum'])];
  if (count === undefined || sum === undefined) return null;
  const grown = isCumulative(metric) ? growth.of(keyOf(metric, point), { atMs, count, sum }) : { count, sum };
  return grown === null || grown.count === 0 ? null : { value: grown.sum / grown.count, grown: grown.count };
}

function isCumulative({ data }: Metric): boolean {
  return cumulative.has(data['aggregationTemporality']);
}

/** Exponential histograms have count and sum as others do; summaries are of the past and left out. */
function metricsOf(metric: Fields, resource: Attributes): Metric[] {
  const name = textOf(metric['name'], nameAtMost);
  const kinds = [
    ['gauge', 'gauge'],
    ['sum', 'sum'],
    ['histogram', 'histogram'],
    ['exponentialHistogram', 'histogram'],
  ] as const;
  return kinds.flatMap(([field, kind]) => {
    const data = metric[field];
    return isFields(data) && name !== undefined ? [{ name, data, kind, resource, place: placeOf(resource) }] : [];
  });
}

/** Collectors that speak for a whole node name pod and container at the point. */
function ofPoint(point: Fields, place: Place): Place {
  const attributes = attributesOf(point['attributes']);
  const told = { pod: textIn(attributes, 'k8s.pod.name', 'pod'), container: textIn(attributes, 'k8s.container.name', 'container') };
  return {
    ...(place.pod === undefined && told.pod !== undefined ? { pod: told.pod } : {}),
    ...(place.container === undefined && told.container !== undefined ? { container: told.container } : {}),
  };
}

/** More tell nobody anything. */
const attributesAtMost = 32;

function textsOf(point: Fields): Readonly<Record<string, string>> {
  const pairs = [...attributesOf(point['attributes'])].slice(0, attributesAtMost);
  return Object.fromEntries(pairs.map(([key, value]) => [key, String(value)]));
}

function keyOf({ name, resource }: Metric, point: Fields): string {
  return JSON.stringify([name, pairsOf(resource), pairsOf(attributesOf(point['attributes']))]);
}

/** In one order, whatever the sender's. */
function pairsOf(attributes: Attributes): readonly string[] {
  return [...attributes].map((pair) => JSON.stringify(pair)).toSorted();
}

/** How long a point of delta temporality covers, in milliseconds; 0 where it does not say. */
function coveredMs(point: Fields): number {
  const [from, to] = [timeOf(point['startTimeUnixNano']), timeOf(point['timeUnixNano'])];
  return from === undefined || to === undefined ? 0 : Math.max(0, to - from);
}
