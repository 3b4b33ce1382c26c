import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { findRequestId } from '../../../engine/line/request-id.ts';
import { findIds, findTrace } from '../../../engine/line/trace.ts';

const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'.split('')), minLength: length, maxLength: length });
const uuid = fc.tuple(hex(8), hex(4), hex(4), hex(4), hex(12)).map((groups) => groups.join('-'));
const keys = fc.constantFrom(
  'trace_id',
  'traceId',
  'X-B3-TraceId',
  'uber-trace-id',
  'b3',
  'traceparent',
  'request.id',
  'reqId',
  'X-Request-ID',
  'correlation-id',
  'X-Correlation-ID',
  'req',
  'request',
  'corr',
  'trace',
  'id',
  'googleapis.com/trace',
  'Root',
  'msg',
);
const ids = fc.oneof(
  hex(16),
  hex(32),
  uuid,
  hex(15),
  hex(17),
  fc.constantFrom('-', '0', 'null', 'deadbeefdeadbeef', 'abcdefab-abcd-abcd-abcd-abcdefabcdef'),
  fc.nat().map(String),
);
const marks = fc.constantFrom(' ', '=', ':', ': ', '"', '":"', '\\":\\"', ',', '-', '_', '.', '[', ']', '00-', '-01', 'ä', '/', ':0:1');
const line = fc.array(fc.oneof(keys, ids, marks, marks, fc.string({ maxLength: 6 })), { maxLength: 16 }).map((parts) => parts.join(''));

test('the id of a request, looked for in bytes, is the one that the patterns find', () => {
  fc.assert(
    fc.property(line, fc.string({ maxLength: 3 }), (text, around) => {
      const bytes = new TextEncoder().encode(`${around}${text}${around}`);
      const start = new TextEncoder().encode(around).length;
      expect(findRequestId(bytes, start, bytes.length - start)).toBe(findTrace(text).traceId ?? findIds(text)[0]);
    }),
    { numRuns: 4_000 },
  );
});

test('of a line that is too long to be read whole, the beginning is', () => {
  const id = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
  const bytes = new TextEncoder().encode(`${id} ${'x'.repeat(9_000)}`);
  expect(findRequestId(bytes, 0, bytes.length)).toBe(id);
});
