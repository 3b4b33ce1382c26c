import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApiServer, type HttpServer } from '../../operator/http/server.ts';
import { createTelemetry } from '../../operator/telemetry.ts';
import { createFakeBackend, view } from '../operator/http/fake-backend.ts';
import { logbot as run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'logbot-incidents-'));
const token = join(folder, 'token');
const servers: HttpServer[] = [];

beforeAll(() => writeFileSync(token, 'secret\n'));
afterAll(async () => {
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true });
});

async function asked(args: readonly string[], over: Partial<typeof view> = {}) {
  const backend = { ...createFakeBackend(), incidents: () => Promise.resolve([{ ...view, ...over }]) };
  const server = await openApiServer({ backend, token: 'secret', port: 0, telemetry: createTelemetry({ level: 'silent' }) });
  servers.push(server);
  return await run(['incidents', ...args, '--token-file', token, '--operator', server.url]);
}

test('an incident is told with its cause and who was told', async () => {
  const { code, out } = await asked(['shop/shop']);
  expect(code).toBe(0);
  expect(out).toContain(`inc-1a2b3c  ${view.incident.title}\n  of    shop/shop, critical, since 2026-01-05 10:00:00 UTC, open\n`);
  expect(out).toContain(`  told  ${view.page.sentence}\n`);
});

test('in shadow mode it says what would have been posted and paged', async () => {
  const shadow = { post: { channel: 'shop-incidents', atMs: 1 }, page: { receiver: 'oncall', atMs: 1, because: '2 workloads fail.' } };
  expect((await asked([], { shadow })).out).toContain(
    'told  Shadow mode: nobody; in the active mode it would have been posted to shop-incidents and paged to oncall (2 workloads fail.).',
  );
  expect((await asked([], { shadow: { post: null, page: null } })).out).toContain('Shadow mode: nobody, nor would anybody have been');
});

test('only those of the LogDetector that was named are told, and programs get what the operator said', async () => {
  expect((await asked(['shop/shop'], { detector: 'shop/other' })).out).toBe('No incident is known yet.\n');
  expect(JSON.parse((await asked(['--json'])).out)).toEqual({ incidents: [view] });
});

test('a LogDetector that there is not is told', async () => {
  for (const name of ['shop/none', 'shop'])
    expect(await asked([name])).toMatchObject({ code: 1, out: '', err: expect.stringContaining(`There is no LogDetector ${name}`) });
});
