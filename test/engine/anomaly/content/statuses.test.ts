import { expect, test } from 'vitest';
import { createValues, scanValues } from '../../../../engine/anomaly/content/scan.ts';
import { createStatuses } from '../../../../engine/anomaly/content/statuses.ts';
import { encode } from '../../../../engine/line/bytes.ts';

function taken(...lines: readonly string[]) {
  const statuses = createStatuses();
  const values = createValues();
  for (const line of lines) {
    const source = encode(line);
    const span = { source, start: 0, end: source.length };
    scanValues(span, values);
    for (let i = 0; i < values.count; i += 1) statuses.see(span, values, i);
  }
  return statuses.take();
}

test('statuses of requests are counted, and those by which the server failed', () => {
  expect(taken('request done status=200', 'request done status=503', 'answered, code: 404', 'Status 500')).toEqual({
    statuses: 4,
    failed: 2,
  });
  expect(taken('10.0.0.1 - - "GET /orders HTTP/1.1" 502 157', '10.0.0.1 - - "GET /orders HTTP/2" 200 157')).toEqual({
    statuses: 2,
    failed: 1,
  });
});

test('other numbers are none', () => {
  expect(taken('stored 503 items', 'status=5030', 'status=700', 'port=500', 'status=50x')).toEqual({ statuses: 0, failed: 0 });
});
