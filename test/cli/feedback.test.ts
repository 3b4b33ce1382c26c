import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApiServer, type HttpServer } from '../../operator/http/server.ts';
import { createTelemetry } from '../../operator/telemetry.ts';
import { createFakeBackend, feedback } from '../operator/http/fake-backend.ts';
import { logbot as run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'logbot-feedback-'));
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

test('what people think of the messages is told with precision, model, and what is quiet', async () => {
  const about = (...args: readonly string[]) => run(['feedback', ...args, '--token-file', token, '--operator', server.url]);
  const { code, out } = await about('shop/shop');
  expect(code).toBe(0);
  expect(out).toBe(`shop/shop  55.6 % useful of 54 marked incidents
  What the model of what is useful calls noise is held back.
              precision  recall    F1   AUC
  model            0.94    0.97  0.95  0.98
  telling all      0.56    1.00  0.71  0.60
  quiet since 2026-03-04 04:53:20 UTC: spike of "cache miss for <id>" in cart
`);
  expect(JSON.parse((await about('--json')).out)).toEqual({ detectors: [feedback] });
  expect(await about('shop/none')).toMatchObject({ code: 1, out: '', err: 'logbot feedback: There is no LogDetector shop/none.\n' });
});
