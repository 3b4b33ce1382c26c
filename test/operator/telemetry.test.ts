import { describe, expect, test } from 'vitest';
import { createTelemetry } from '../../operator/telemetry.ts';

function createLog(level: 'info' | 'debug' = 'info') {
  const lines: Record<string, unknown>[] = [];
  const clock = { nowMs: 0 };
  const write = (line: string): void => void lines.push(JSON.parse(line));
  return { lines, clock, telemetry: createTelemetry({ level, destination: { write }, now: () => clock.nowMs }) };
}

const unreachable = 'The API server cannot be reached.';
const forbidden = (pod: string) => `Get pods/log ${pod} in namespace shop is forbidden; grant it.`;

describe('a failure that is tried again and again', () => {
  test('is logged once, counted every time, and said again with how often it came', async () => {
    const { lines, clock, telemetry } = createLog();
    for (let attempt = 0; attempt < 100; attempt += 1) telemetry.emit('StreamFailed', { code: 'ApiUnreachable', error: unreachable });
    expect(lines).toMatchObject([{ event: 'StreamFailed', error: unreachable }]);
    clock.nowMs += 300_000;
    telemetry.emit('StreamFailed', { code: 'ApiUnreachable', error: unreachable });
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatchObject({ keptBack: 99 });
    expect(await telemetry.metrics()).toContain('logdetector_stream_failed_total{code="ApiUnreachable"} 101');
  });

  test('is one failure, however many pods it happens to', () => {
    const { lines, telemetry } = createLog();
    for (const pod of ['cart-1', 'cart-2', 'web-1']) telemetry.emit('StreamFailed', { code: 'ApiForbidden', pod, error: forbidden(pod) });
    for (const resource of ['pods', 'nodes', 'events'])
      telemetry.emit('WatchFailed', { code: 'ApiUnreachable', resource, error: unreachable });
    expect(lines.map(({ event }) => event)).toEqual(['StreamFailed', 'WatchFailed']);
  });

  test('is another one when what is wrong differs', () => {
    const { lines, telemetry } = createLog();
    for (const resource of ['pods', 'nodes']) {
      telemetry.emit('WatchFailed', { code: 'ApiForbidden', resource, error: `List ${resource} is forbidden; grant it.` });
    }
    expect(lines).toHaveLength(2);
  });

  test('is logged every time where somebody looks for it', () => {
    const { lines, telemetry } = createLog('debug');
    for (let attempt = 0; attempt < 3; attempt += 1) telemetry.emit('StreamFailed', { code: 'ApiUnreachable', error: unreachable });
    expect(lines).toHaveLength(3);
  });

  test('is remembered in bounded memory', () => {
    const { lines, telemetry } = createLog();
    for (let attempt = 0; attempt < 2000; attempt += 1) telemetry.emit('UnexpectedError', { error: `error ${attempt}` });
    telemetry.emit('UnexpectedError', { error: 'error 0' });
    telemetry.emit('UnexpectedError', { error: 'error 1999' });
    expect(lines).toHaveLength(2001);
  });
});

test('what happens once is logged as often as it happens', () => {
  const { lines, telemetry } = createLog();
  for (const incident of ['inc-1', 'inc-1']) telemetry.emit('IncidentUpdated', { incident });
  expect(lines).toHaveLength(2);
});

test('what an event quotes is redacted in the log', () => {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string): void => void lines.push(JSON.parse(line)) };
  const telemetry = createTelemetry({ destination, redact: (text) => text.replace('hunter2', '<redacted>') });
  telemetry.emit('UnexpectedError', { where: 'test', error: 'redis://:hunter2@db refused', lines: 3 });
  expect(lines).toMatchObject([{ where: 'test', error: 'redis://:<redacted>@db refused', lines: 3 }]);
});
