import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMetricsReader } from '../../../operator/inlets/metrics.ts';
import { metricsTable, tracesTable } from '../../../operator/inlets/otlp.ts';
import { decodeMessage, ProtobufError } from '../../../operator/inlets/protobuf.ts';
import { readTraces } from '../../../operator/inlets/traces.ts';
import { attribute, double, fixed64, hex, message, text, varint } from './protobuf-bytes.ts';

const nowMs = Date.UTC(2026, 0, 5, 10);
const nanoseconds = BigInt(nowMs - 60_000) * 1_000_000n;
const ids = { trace: '5b8efff798038103d269b633813fc60c', span: 'eee19b7ec3c1b174', parent: 'aaaabbbbccccdddd' };

const resource = message(
  1,
  attribute(1, 'service.name', text(1, 'cart')),
  attribute(1, 'k8s.namespace.name', text(1, 'shop')),
  varint(2, 0),
);
const span = message(
  2,
  hex(1, ids.trace),
  hex(2, ids.span),
  text(3, 'congo=t61rcWkgMzE'),
  hex(4, ids.parent),
  text(5, 'GET /cart'),
  varint(6, 2),
  fixed64(7, nanoseconds),
  fixed64(8, nanoseconds + 250_000_000n),
  attribute(9, 'http.response.status_code', varint(3, 503)),
  message(11, fixed64(1, nanoseconds), text(2, 'exception'), attribute(3, 'exception.type', text(1, 'TimeoutError'))),
  message(13, hex(1, ids.trace)),
  message(15, varint(3, 2)),
  Buffer.from([0x85, 0x01, 1, 0, 0, 0]),
);
const traces = message(1, resource, message(2, message(1, text(1, 'library')), span), text(3, 'https://schema'));

test('a span in protobuf says what it says in JSON', () => {
  const json = {
    resourceSpans: [
      {
        resource: {
          attributes: [
            { key: 'service.name', value: { stringValue: 'cart' } },
            { key: 'k8s.namespace.name', value: { stringValue: 'shop' } },
          ],
        },
        scopeSpans: [
          {
            spans: [
              {
                traceId: ids.trace,
                spanId: ids.span,
                parentSpanId: ids.parent,
                name: 'GET /cart',
                startTimeUnixNano: String(nanoseconds),
                endTimeUnixNano: String(nanoseconds + 250_000_000n),
                attributes: [{ key: 'http.response.status_code', value: { intValue: '503' } }],
                events: [{ name: 'exception', attributes: [{ key: 'exception.type', value: { stringValue: 'TimeoutError' } }] }],
                status: { code: 2 },
              },
            ],
          },
        ],
      },
    ],
  };
  const { told } = readTraces(decodeMessage(traces, tracesTable), nowMs);
  expect(told).toEqual(readTraces(json, nowMs).told);
  expect(told[0]?.observation).toMatchObject({ workload: 'cart', durationMs: 250, error: 'TimeoutError', parentId: ids.parent });
});

const point = (value: Buffer, atNanoseconds = nanoseconds): Buffer =>
  message(1, fixed64(2, nanoseconds - 1_000_000_000n), fixed64(3, atNanoseconds), value, attribute(7, 'pod', text(1, 'cart-1')));

test.each([
  ['a gauge of doubles', message(5, point(double(4, 0.25))), 0.25],
  ['a gauge of integers, negative ones too', message(5, point(fixed64(6, -3n))), -3],
  ['a delta counter, as growth a second', message(7, point(fixed64(6, 12n)), varint(2, 1), varint(3, 1)), 12],
  [
    'a delta histogram, as its mean',
    message(9, message(1, fixed64(3, nanoseconds), fixed64(4, 4n), double(5, 2), Buffer.from([0x32, 0])), varint(2, 1)),
    0.5,
  ],
  ['an exponential one', message(10, message(1, fixed64(3, nanoseconds), fixed64(4, 4n), double(5, 2), varint(6, 3)), varint(2, 1)), 0.5],
])('%s is read', (_what, data, value) => {
  const body = message(1, resource, message(2, message(2, text(1, 'queue.length'), text(3, '1'), data)));
  const { told } = createMetricsReader()(decodeMessage(body, metricsTable), nowMs);
  expect(told.map(({ observation }) => observation)).toMatchObject([{ type: 'metric', name: 'queue.length', value, workload: 'cart' }]);
});

test('a cumulative counter is told from its second value on', () => {
  const read = createMetricsReader();
  const body = (value: bigint, afterSeconds: bigint) =>
    message(
      1,
      resource,
      message(
        2,
        message(
          2,
          text(1, 'hits'),
          message(7, point(fixed64(6, value), nanoseconds + afterSeconds * 1_000_000_000n), varint(2, 2), varint(3, 1)),
        ),
      ),
    );
  expect(read(decodeMessage(body(100n, 0n), metricsTable), nowMs).told).toEqual([]);
  expect(read(decodeMessage(body(150n, 10n), metricsTable), nowMs).told[0]?.observation).toMatchObject({ value: 5 });
});

test('what is cut off anywhere is refused, or is a shorter message, and never anything else', () => {
  for (let length = 0; length < traces.length; length += 1) {
    try {
      decodeMessage(traces.subarray(0, length), tracesTable);
    } catch (error) {
      expect(error).toBeInstanceOf(ProtobufError);
    }
  }
});

test('whatever the bytes are, it ends, with a message or a refusal', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, isTraces) => {
      try {
        decodeMessage(bytes, isTraces ? tracesTable : metricsTable);
      } catch (error) {
        if (!(error instanceof ProtobufError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['a length beyond the end', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x01])],
  ['a length beyond what holds it', message(1, Buffer.from([0x0a, 0x7f, 0x01]))],
  ['a number that does not end', Buffer.from([0x0a, ...Array.from({ length: 12 }, () => 0x80)])],
  ['a group', Buffer.from([0x0b, 0x0c])],
  ['a field with the number 0', Buffer.from([0x02, 0x00])],
  ['text', Buffer.from('{"resourceSpans": []}')],
])('%s is refused', (_what, bytes) => {
  expect(() => decodeMessage(bytes, tracesTable)).toThrow(ProtobufError);
});

test('a million empty parts in two bytes each are refused before they are made', () => {
  const empty = Buffer.alloc(2_000_000);
  for (let at = 0; at < empty.length; at += 2) empty[at] = 0x0a;
  expect(() => decodeMessage(empty, tracesTable)).toThrow('more parts than are taken');
});
