import { expect, test } from 'vitest';
import { BodyError } from '../../../operator/inlets/reader.ts';
import { readTraces } from '../../../operator/inlets/traces.ts';

const nowMs = Date.UTC(2026, 0, 5, 10);
const nanos = (atMs: number) => `${atMs}000000`;
const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });

const span = (over: object = {}) => ({
  traceId: '5B8EFFF798038103D269B633813FC60C',
  spanId: 'EEE19B7EC3C1B174',
  parentSpanId: '',
  name: 'GET /cart',
  kind: 2,
  startTimeUnixNano: nanos(nowMs - 5000),
  endTimeUnixNano: nanos(nowMs - 4750),
  ...over,
});
const body = (spans: readonly object[], attributes: readonly object[] = [attribute('service.name', 'cart')]) => ({
  resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }],
});

test('a span tells its workload, its time and how long it took', () => {
  const place = [
    attribute('service.name', 'cart-service'),
    attribute('k8s.namespace.name', 'shop'),
    attribute('k8s.deployment.name', 'cart'),
    attribute('k8s.pod.name', 'cart-1'),
  ];
  expect(readTraces(body([span()], place), nowMs).told).toEqual([
    {
      namespace: 'shop',
      observation: {
        type: 'span',
        atMs: nowMs - 5000,
        namespace: 'shop',
        traceId: '5b8efff798038103d269b633813fc60c',
        spanId: 'eee19b7ec3c1b174',
        parentId: null,
        workload: 'cart',
        pod: 'cart-1',
        name: 'GET /cart',
        durationMs: 250,
        error: null,
      },
    },
  ]);
});

test.each([
  [{ status: { code: 2, message: 'deadline exceeded' } }, 'deadline exceeded'],
  [{ status: { code: 'STATUS_CODE_ERROR' } }, 'error'],
  [{ status: { code: 2 }, attributes: [{ key: 'http.response.status_code', value: { intValue: '503' } }] }, 'HTTP 503'],
  [
    {
      status: { code: 2 },
      events: [{ name: 'exception', attributes: [attribute('exception.type', 'IOError'), attribute('exception.message', 'broken pipe')] }],
    },
    'IOError: broken pipe',
  ],
  [{ status: { code: 1, message: 'fine' } }, null],
])('%j went wrong with %s', (over, error) => {
  expect(readTraces(body([span(over)]), nowMs).told[0]?.observation).toMatchObject({ error });
});

test('what cannot be used is counted with its reason', () => {
  const told = [
    span({ traceId: '0'.repeat(32) }),
    span({ startTimeUnixNano: 'soon' }),
    span({ startTimeUnixNano: nanos(nowMs - 7_200_000) }),
  ];
  expect(readTraces(body(told), nowMs)).toMatchObject({
    told: [],
    ignored: new Map([
      ['no id or no times', 2],
      ['older than an hour', 1],
    ]),
  });
  expect(readTraces(body([span()], []), nowMs).ignored).toEqual(new Map([['no service.name', 1]]));
});

test('a clock that is ahead tells nothing of the future', () => {
  const ahead = span({ startTimeUnixNano: nanos(nowMs + 60_000), endTimeUnixNano: nanos(nowMs + 60_100) });
  expect(readTraces(body([ahead]), nowMs).told[0]?.observation.atMs).toBe(nowMs);
});

test.each([[null], [[]], [{}], [{ resourceSpans: 7 }]])('%j as a whole is refused', (wrong) => {
  expect(() => readTraces(wrong, nowMs)).toThrow(BodyError);
});

test.each([[{ resourceSpans: [7, { scopeSpans: [{ spans: ['x', {}] }] }, { resource: { attributes: 'x' }, scopeSpans: 1 }] }]])(
  'parts that are no such thing are passed over',
  (odd) => {
    expect(readTraces(odd, nowMs).told).toEqual([]);
  },
);
