import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKubeClient, resources } from '../../../operator/kube/client.ts';
import { eventually } from '../../fakes/eventually.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credentials-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A client whose credentials come from a program that notes its number and answers nothing. */
async function hanging(credentialsWithinMs: number) {
  const pids = join(folder, 'pids');
  await writeFile(pids, '');
  const program = "require('node:fs').appendFileSync(process.argv[1], `${process.pid}\\n`); setInterval(() => {}, 1000)";
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', program, pids] };
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'c',
    clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:1' } }],
    users: [{ name: 'u', user: { exec } }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
  };
  const client = openKubeClient({ kubeconfig: JSON.stringify(kubeconfig), userAgent: 'test', credentialsWithinMs });
  return { client, started: async () => (await readFile(pids, 'utf8')).split('\n').filter(Boolean).map(Number) };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a program that hands out no credentials is given up, named and ended, and asked again at the next call', async () => {
  const { client, started } = await hanging(1_000);
  const calls = [client.list(resources.pods), client.list(resources.pods)];
  for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'ApiUnauthorized', action: 'retry' });
  await expect(client.list(resources.pods)).rejects.toThrow(/has not answered within 1 s.*exec command/);
  const pids = await started();
  expect(pids).toHaveLength(2);
  await eventually(() => expect(pids.filter(isRunning)).toEqual([]), 5_000);
});

test('a call that is given up does not wait for credentials', async () => {
  const { client, started } = await hanging(2_000);
  const enough = new Error('enough');
  const giveUp = new AbortController();
  const call = client.list(resources.pods, { signal: giveUp.signal });
  const other = client.list(resources.pods);
  giveUp.abort(enough);
  await expect(call).rejects.toBe(enough);
  // Who still waits hears the end of it.
  await expect(other).rejects.toMatchObject({ code: 'ApiUnauthorized' });
  const pids = await started();
  await eventually(() => expect(pids.filter(isRunning)).toEqual([]), 5_000);
});
