import { describe, expect, test } from 'vitest';
import { findIds, findTrace } from '../../../engine/line/trace.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('trace and span', () => {
  test.each([
    ['W3C', `{"traceparent":"00-${TRACE}-${SPAN}-01","msg":"x"}`],
    ['B3 in one header', `GET /cart b3: ${TRACE}-${SPAN}-1`],
    ['B3', `X-B3-TraceId: ${TRACE} X-B3-SpanId: ${SPAN}`],
    ['Jaeger', `uber-trace-id=${TRACE}:${SPAN}:0:1 served`],
    ['Spring Sleuth', `2026-06-07 08:09:10 INFO [cart,${TRACE},${SPAN},true] 1 --- served`],
    ['Micrometer', `2026-06-07 08:09:10 INFO 1 --- [cart] [${TRACE}-${SPAN}] served`],
    ['JSON', `{"msg":"x","trace_id":"${TRACE}","span_id":"${SPAN}"}`],
    ['ECS', `{"message":"x","trace.id":"${TRACE}","span.id":"${SPAN}"}`],
    ['OTLP', `{"body":{"stringValue":"x"},"traceId":"${TRACE}","spanId":"${SPAN}"}`],
    ['escaped JSON', `{"log":"{\\"traceId\\":\\"${TRACE}\\",\\"spanId\\":\\"${SPAN}\\"}"}`],
    ['logfmt', `level=info msg=x traceID=${TRACE} spanID=${SPAN}`],
    ['Google Cloud', `{"logging.googleapis.com/trace":"projects/p/traces/${TRACE}","logging.googleapis.com/spanId":"${SPAN}"}`],
  ])('%s', (_, line) => {
    expect(findTrace(line)).toEqual({ traceId: TRACE, spanId: SPAN });
  });

  test('decimal and request ids', () => {
    expect(findTrace('dd.trace_id=1234567890 dd.span_id=42 x')).toEqual({ traceId: '1234567890', spanId: '42' });
    expect(findTrace('X-Request-ID: 7c9e6679-7425-40de-944b-e07fc1f90ae7 ok')).toMatchObject({
      traceId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
    });
    expect(findTrace('X-Amzn-Trace-Id: Root=1-67891233-abcdef012345678912345678')).toMatchObject({
      traceId: '1-67891233-abcdef012345678912345678',
    });
  });

  test('none where there is none', () => {
    for (const line of ['', 'order 5 shipped', 'trace_id= x', 'trace_id=0000000000000000 span_id=0', '{"traceId":null}'])
      expect(findTrace(line)).toEqual({ traceId: undefined, spanId: undefined });
  });
});

test('ids that may recur are found once each and are few', () => {
  const uuid = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
  expect(findIds(`order ${uuid} of ${uuid} in ${TRACE} deadbeefdeadbeef facefeedfacefeed1`)).toEqual([uuid, TRACE]);
  expect(findIds(Array.from({ length: 20 }, (_, i) => String(i).padStart(16, '0')).join(' '))).toHaveLength(8);
});
