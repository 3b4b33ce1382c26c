/** What keeps the operator from starting ends it at once with exit code 1 and one line that says what to do. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../fakes/product.ts';

const main = new URL('../../operator/main.ts', import.meta.url).pathname;
const kubeconfig = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'nowhere',
  clusters: [{ name: 'nowhere', cluster: { server: 'http://127.0.0.1:9' } }],
  users: [{ name: 'nowhere', user: { token: 'x' } }],
  contexts: [{ name: 'nowhere', context: { cluster: 'nowhere', user: 'nowhere' } }],
};
let folder: string;
let busy: Server;
let busyPort: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-'));
  await writeFile(join(folder, 'kubeconfig'), JSON.stringify(kubeconfig));
  busy = createServer();
  await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
  const address = busy.address();
  busyPort = typeof address === 'object' ? String(address?.port) : '';
});
afterAll(async () => {
  await new Promise((resolve) => busy.close(resolve));
  await rm(folder, { recursive: true });
});

/** Starts the operator and waits for its end. */
async function start(environment: Readonly<Record<string, string>>) {
  const child = run(main, {
    KUBECONFIG: join(folder, 'kubeconfig'),
    LOGDETECTOR_STORE: `sqlite:${join(folder, 'fresh.db')}`,
    LOGDETECTOR_API_PORT: '0',
    LOGDETECTOR_API_TOKEN_FILE: join(folder, 'token'),
    LOGDETECTOR_HEALTH_HOST: '127.0.0.1',
    LOGDETECTOR_HEALTH_PORT: '0',
    ...environment,
  });
  const code = await child.exited;
  const lines = child.events().filter(({ level }) => level === 'fatal');
  return { code, lines, output: child.output() };
}

interface Case {
  readonly what: string;
  readonly prepare: () => Promise<Record<string, string>> | Record<string, string>;
  readonly code: string;
  readonly says: readonly string[];
}

const cases: readonly Case[] = [
  {
    what: 'a busy API port',
    prepare: () => ({ LOGDETECTOR_API_PORT: busyPort }),
    code: 'ConfigurationInvalid',
    says: ['LOGDETECTOR_API_PORT: Port', 'cannot be listened on (EADDRINUSE); another process may have it, choose another port.'],
  },
  {
    what: 'a busy health port',
    prepare: () => ({ LOGDETECTOR_HEALTH_PORT: busyPort }),
    code: 'ConfigurationInvalid',
    says: ['LOGDETECTOR_HEALTH_PORT: Port', 'choose another port.'],
  },
  {
    what: 'a folder of the store that is not there',
    prepare: () => ({ LOGDETECTOR_STORE: `sqlite:${join(folder, 'none', 'store.db')}` }),
    code: 'StoreUnavailable',
    says: ['none/store.db cannot be used', 'the folder must exist and be writable'],
  },
  {
    what: 'a Redis that does not answer',
    prepare: () => ({ LOGDETECTOR_STORE: 'redis://127.0.0.1:9' }),
    code: 'StoreUnavailable',
    says: ['Redis at 127.0.0.1:9 cannot be used', 'look at Redis and at the network policies between'],
  },
  {
    what: 'a password file that is not there',
    prepare: () => ({ LOGDETECTOR_STORE: 'redis://127.0.0.1:9', LOGDETECTOR_STORE_PASSWORD_FILE: join(folder, 'none') }),
    code: 'ConfigurationInvalid',
    says: ['cannot be read from', 'mount its Secret there or unset LOGDETECTOR_STORE_PASSWORD_FILE.'],
  },
  {
    what: 'an invalid configuration',
    async prepare() {
      await writeFile(join(folder, 'invalid.yaml'), 'slack: { channels: [{ name: x }] }');
      return { LOGDETECTOR_CONFIG: join(folder, 'invalid.yaml') };
    },
    code: 'ConfigurationInvalid',
    says: ['invalid.yaml is invalid: slack.channels[0].namespaces must be set.'],
  },
  {
    what: 'a token file that cannot be written',
    async prepare() {
      await writeFile(join(folder, 'file'), '');
      return { LOGDETECTOR_API_TOKEN_FILE: join(folder, 'file', 'token') };
    },
    code: 'ConfigurationInvalid',
    says: ['set LOGDETECTOR_API_TOKEN_FILE to a path in a writable volume that the bot shares.'],
  },
  {
    what: 'a kubeconfig that is not there',
    prepare: () => ({ KUBECONFIG: join(folder, 'none') }),
    code: 'ConfigurationInvalid',
    says: ['The kubeconfig cannot be read; check the file that KUBECONFIG names'],
  },
];

test.each(cases)('$what ends the start with one line that says what to do', async ({ prepare, code, says }) => {
  const ended = await start(await prepare());
  expect(ended.code, ended.output).toBe(1);
  expect(ended.lines).toHaveLength(1);
  expect(ended.lines[0]).toMatchObject({ level: 'fatal', code });
  for (const words of says) expect(ended.lines[0]?.['message']).toContain(words);
  expect(ended.output.trim().split('\n')).toHaveLength(1);
});
