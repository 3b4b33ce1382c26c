import { expect, test } from 'vitest';
import { createMetricsReader } from '../../../operator/inlets/metrics.ts';

const nowMs = Date.UTC(2026, 0, 5, 10);
const nanos = (atMs: number) => `${atMs}000000`;
const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const resource = {
  attributes: [attribute('k8s.namespace.name', 'shop'), attribute('k8s.pod.name', 'cart-1'), attribute('service.name', 'cart')],
};
const body = (...metrics: readonly object[]) => ({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] });
const values = (reading: ReturnType<ReturnType<typeof createMetricsReader>>) =>
  reading.told.flatMap(({ observation }) => (observation.type === 'metric' ? [[observation.name, observation.value]] : []));

test('a gauge is told as it is, by our name where there is one', () => {
  const point = { timeUnixNano: nanos(nowMs - 1000), asInt: '268435456' };
  const reading = createMetricsReader()(body({ name: 'container.memory.working_set', gauge: { dataPoints: [point] } }), nowMs);
  expect(reading.told).toEqual([
    {
      namespace: 'shop',
      observation: {
        type: 'metric',
        atMs: nowMs - 1000,
        namespace: 'shop',
        workload: 'cart',
        pod: 'cart-1',
        name: 'memory',
        value: 2 ** 28,
      },
    },
  ]);
});

const counter = (atMs: number, asDouble: number) =>
  body({
    name: 'queue.messages',
    sum: { isMonotonic: true, aggregationTemporality: 2, dataPoints: [{ timeUnixNano: nanos(atMs), asDouble }] },
  });

test('a counter is told by what it grew a second, from its second value on, and anew after it fell', () => {
  const read = createMetricsReader();
  expect(values(read(counter(nowMs, 100), nowMs))).toEqual([]);
  expect(values(read(counter(nowMs + 10_000, 150), nowMs + 10_000))).toEqual([['queue.messages', 5]]);
  expect(values(read(counter(nowMs + 20_000, 3), nowMs + 20_000))).toEqual([]);
  expect(values(read(counter(nowMs + 30_000, 13), nowMs + 30_000))).toEqual([['queue.messages', 1]]);
});

test('a histogram is told by the mean of what came since the last', () => {
  const read = createMetricsReader();
  const histogram = (atMs: number, count: string, sum: number, aggregationTemporality: number) =>
    body({
      name: 'http.server.request.duration',
      histogram: { aggregationTemporality, dataPoints: [{ timeUnixNano: nanos(atMs), count, sum }] },
    });
  expect(values(read(histogram(nowMs, '10', 1, 2), nowMs))).toEqual([]);
  expect(values(read(histogram(nowMs + 1000, '14', 2, 2), nowMs + 1000))).toEqual([['latency', 250]]);
  expect(values(read(histogram(nowMs + 2000, '4', 2, 1), nowMs + 2000))).toEqual([['latency', 500]]);
});

test('a level that goes up and down is told as it is', () => {
  const sum = { aggregationTemporality: 2, dataPoints: [{ timeUnixNano: nanos(nowMs), asInt: '7' }] };
  expect(values(createMetricsReader()(body({ name: 'pool.connections', sum }), nowMs))).toEqual([['pool.connections', 7]]);
});

test('what has no value or no time is counted', () => {
  const dataPoints = [{ timeUnixNano: nanos(nowMs) }, { asDouble: 1 }];
  const { told, ignored } = createMetricsReader()(body({ name: 'x', gauge: { dataPoints } }), nowMs);
  expect([told, [...ignored.values()]]).toEqual([[], [1, 1]]);
});

test('a counter says by how much it grew, under the name and with the attributes it came with', () => {
  const read = createMetricsReader();
  const served = (atMs: number, count: string) =>
    body({
      name: 'http.server.request.duration',
      histogram: {
        aggregationTemporality: 2,
        dataPoints: [
          { timeUnixNano: nanos(atMs), count, sum: Number(count) * 0.1, attributes: [attribute('http.response.status_code', '503')] },
        ],
      },
    });
  read(served(nowMs, '100'), nowMs);
  expect(read(served(nowMs + 10_000, '107'), nowMs + 10_000).told[0]?.observation).toMatchObject({
    name: 'latency',
    grown: { name: 'http.server.request.duration', count: 7, attributes: { 'http.response.status_code': '503' } },
  });
});
