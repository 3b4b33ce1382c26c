/** The dashboard's server with a backend in memory and an API server that knows two tokens. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationSchema } from '../../../../api/configuration.ts';
import type { Viewer } from '../../../../api/contract.ts';
import type { Person } from '../../../../operator/http/dashboard/access.ts';
import { openDashboardServer } from '../../../../operator/http/dashboard/server.ts';
import { createTelemetry } from '../../../../operator/telemetry.ts';
import type { Shared } from '../../../../operator/http/dashboard/shared.ts';
import { sharedOf } from '../../../fakes/shared.ts';
import { createFakeBackend, type FakeBackend } from '../fake-backend.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: { readonly code?: string; readonly sentence?: string; readonly [field: string]: unknown };
}

interface Ask {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Dashboard {
  readonly url: string;
  readonly backend: FakeBackend;
  readonly clock: { nowMs: number };
  configure(dashboard: object): void;
  /** As if whoever has the token had made a request for a certificate of this name. */
  request(name: string, token: string): void;
  setLeading(isLeading: boolean): void;
  metrics(): Promise<string>;
  ask(path: string, init?: Ask): Promise<Answer>;
  /** A POST as the page makes it. */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Signs in with the token of the API server, and hands back the headers that go with the session. */
  signIn(token: string): Promise<{ readonly viewer: Viewer; readonly headers: Record<string, string> }>;
  close(): Promise<void>;
}

interface Known {
  readonly person: Person;
  /** Which namespaces' LogDetectors they may get; null: all. */
  readonly namespaces: readonly string[] | null;
  /** The same for patch. */
  readonly changes: readonly string[] | null;
  /** Namespaces by single changes. */
  readonly single?: Readonly<Record<string, readonly string[]>>;
}

/** Who has which token. */
export const people: Readonly<Record<string, Known>> = {
  'token-of-ann': { person: { user: 'ann', groups: ['shop-team'] }, namespaces: ['shop'], changes: [] },
  'token-of-bob': { person: { user: 'bob', groups: [] }, namespaces: [], changes: [] },
  'token-of-eve': { person: { user: 'eve', groups: ['admins'] }, namespaces: null, changes: null },
  'token-of-joe': { person: { user: 'joe', groups: [] }, namespaces: ['shop', 'bank'], changes: ['shop'] },
  'token-of-sue': {
    person: { user: 'sue', groups: [] },
    namespaces: ['shop', 'bank'],
    changes: [],
    single: { mute: ['shop'], audit: ['shop'] },
  },
};

function mayUse(known: Known | undefined, change: string | null, namespace: string | null): boolean {
  const allowed = change === null ? known?.namespaces : known?.changes;
  if (allowed === null) return true;
  const single = change === null ? [] : (known?.single?.[change] ?? []);
  return namespace !== null && [...(allowed ?? []), ...single].includes(namespace);
}

export interface StartOptions {
  /** What the replicas share; without it this is the only one. */
  readonly shared?: Shared;
  readonly clock?: { nowMs: number };
}

export async function startDashboard(dashboard: object = { kubernetes: {} }, options: StartOptions = {}): Promise<Dashboard> {
  const backend = createFakeBackend();
  const folder = await mkdtemp(join(tmpdir(), 'dashboard-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>LogDetector</title>');
  await writeFile(join(folder, 'assets/index-abc.js'), 'export {};');
  let settings = ConfigurationSchema.parse({ dashboard }).dashboard;
  let isLeading = true;
  const requests = new Map<string, string>();
  const clock = options.clock ?? { nowMs: 1_800_000_000_000 };
  const shared = options.shared ?? sharedOf(() => clock.nowMs);
  const telemetry = createTelemetry({ level: 'silent' });
  const server = await openDashboardServer({
    backend,
    configuration: () => settings,
    shownConfiguration: () => ({ links: [] }),
    reviewer: {
      reviewToken: async (token, audiences) => (audiences.includes('another') ? null : (people[token]?.person ?? null)),
      readRequest: async (name) => people[requests.get(name) ?? '']?.person ?? null,
      denyRequest: async (name) => void requests.delete(name),
      mayUse: async ({ user, change }, namespace) =>
        mayUse(
          Object.values(people).find(({ person }) => person.user === user),
          change,
          namespace,
        ),
    },
    shared,
    version: '1.2.3',
    isLeading: () => isLeading,
    folder,
    host: '127.0.0.1',
    port: 0,
    readSecret: async () => 'a secret of the client',
    now: () => clock.nowMs,
    telemetry,
  });
  const ask: Dashboard['ask'] = async (path, { method = 'GET', body, headers = {} } = {}) => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(new URL(path, server.url), { method, headers: { ...type, ...headers }, redirect: 'manual', ...content });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: text.startsWith('{') ? JSON.parse(text) : {} };
  };
  const post: Dashboard['post'] = (path, body, headers = {}) =>
    ask(path, { method: 'POST', body, headers: { origin: server.url, ...headers } });
  return {
    url: server.url,
    backend,
    clock,
    ask,
    post,
    configure: (changed) => void (settings = ConfigurationSchema.parse({ dashboard: changed }).dashboard),
    request: (name, token) => void requests.set(name, token),
    setLeading: (leading) => void (isLeading = leading),
    metrics: () => telemetry.metrics(),
    async signIn(token) {
      const answer = await post('/auth/kubernetes', { token });
      const viewer = answer.json as unknown as Viewer;
      const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      return { viewer, headers: { cookie, 'x-csrf-token': viewer.csrf } };
    },
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
