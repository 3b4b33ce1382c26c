import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApiServer, type HttpServer } from '../../operator/http/server.ts';
import { createTelemetry } from '../../operator/telemetry.ts';
import { createFakeBackend } from '../operator/http/fake-backend.ts';
import { logbot } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'logbot-record-'));
const backend = createFakeBackend();
let server: HttpServer;
let where: readonly string[];

beforeAll(async () => {
  writeFileSync(join(folder, 'token'), 'secret\n');
  server = await openApiServer({ backend, token: 'secret', port: 0, telemetry: createTelemetry({ level: 'silent' }) });
  where = ['--token-file', join(folder, 'token'), '--operator', server.url];
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

test('what the operator streams stands in the file, whole lines, and an early end is said', async () => {
  const file = join(folder, 'shop.ndjson');
  const { code, out, err } = await logbot(['record', 'shop/shop', ...where, '--for', '2m', '-o', file]);
  expect([code, out]).toEqual([0, '']);
  expect(err).toMatch(/^logbot record: 1 line, 156 B, .*; ended early by the operator/);
  expect(
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.slice(0, 12)),
  ).toEqual(['{"at":"2026-', '{"at":"2026-', '']);
  expect(backend.asked.at(-1)).toMatchObject(['record', { id: 'shop/shop', wish: { forMs: 120_000 } }]);
});

test('without a file it goes to standard output, from where it can be replayed later', async () => {
  const { code, out } = await logbot(['record', 'shop/shop', ...where]);
  expect(code).toBe(0);
  expect(out).toContain('"line":"order 1 placed"}\n');
});

test('a wrong token, an unknown LogDetector and a nonsense time are refused in one sentence', async () => {
  writeFileSync(join(folder, 'wrong'), 'other\n');
  const wrong = await logbot(['record', 'shop/shop', '--token-file', join(folder, 'wrong'), '--operator', server.url]);
  expect(wrong).toMatchObject({ code: 1, out: '', err: expect.stringContaining('token is missing or wrong') });
  expect((await logbot(['record', 'shop/none', ...where])).err).toContain('There is no LogDetector shop/none');
  expect((await logbot(['record', 'shop/shop', ...where, '--for', '3 weeks'])).code).toBe(2);
});

test('a full disk is told, and ends the command', async () => {
  const { code, err } = await logbot(['record', 'shop/shop', ...where, '-o', '/dev/full']);
  expect(code).toBe(1);
  expect(err).toMatch(/^logbot record: \/dev\/full cannot be written any further: .*no space left/);
});

test('who records is told by name, where there is one', async () => {
  await logbot(['record', 'shop/shop', ...where], { environment: { USER: 'ann' } });
  expect(backend.asked.at(-1)).toMatchObject(['record', { wish: { user: 'ann' } }]);
  await logbot(['record', 'shop/shop', ...where]);
  expect(backend.asked.at(-1)).toMatchObject(['record', { wish: { user: 'unnamed' } }]);
});

test('an operator that is no URL, and a token that is none, are wrong use and a sentence', async () => {
  const [, token = ''] = where;
  const nowhere = await logbot(['record', 'shop/shop', '--token-file', token, '--operator', '127.0.0.1:8080']);
  expect(nowhere).toMatchObject({ code: 2, err: expect.stringContaining('It is a URL such as http://127.0.0.1:8080.') });
  writeFileSync(join(folder, 'empty'), '\n');
  const empty = await logbot(['record', 'shop/shop', '--token-file', join(folder, 'empty'), '--operator', server.url]);
  expect(empty).toMatchObject({ code: 1, err: expect.stringMatching(/the file of the token, .*, is empty/) });
});
