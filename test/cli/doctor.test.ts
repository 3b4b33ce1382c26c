import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApiServer, type HttpServer } from '../../operator/http/server.ts';
import { createTelemetry } from '../../operator/telemetry.ts';
import { createFakeBackend, diagnosis } from '../operator/http/fake-backend.ts';
import { logbot as run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'logbot-doctor-'));
const token = join(folder, 'token');
let server: HttpServer;

beforeAll(async () => {
  writeFileSync(token, 'secret\n');
  server = await openApiServer({ backend: createFakeBackend(), token: 'secret', port: 0, telemetry: createTelemetry({ level: 'silent' }) });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const asked = (...args: readonly string[]) => run(['doctor', ...args, '--token-file', token, '--operator', server.url]);

test('a finding is told with its workload, since when, how it shows and what to do', async () => {
  const { code, out } = await asked('shop/shop');
  expect(code).toBe(0);
  expect(out).toBe(`shop/shop  8 workloads looked at, last 2026-03-04 04:55:00 UTC
  cart: clock-skew, since 2026-03-04 04:53:20 UTC
    seen  its lines are dated 2 h behind the container runtime's times (pod cart-1)
    do    Write times in UTC.
  (2 facts about objects of which nobody knows whose they are)
`);
});

test('without a name all LogDetectors are asked, and programs get what the operator said', async () => {
  expect(JSON.parse((await asked('--json')).out)).toEqual({ detectors: [diagnosis] });
});

test('what cannot be asked is one sentence and no answer', async () => {
  expect(await asked('shop/none')).toMatchObject({ code: 1, out: '', err: 'logbot doctor: There is no LogDetector shop/none.\n' });
  expect((await asked('nonsense')).err).toContain('NAMESPACE/NAME');
  const missing = await run(['doctor', '--token-file', join(folder, 'none'), '--operator', server.url]);
  expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('does not exist') });
});
