/**
 * A Kubernetes API in this process: the real wire protocol over HTTP, without kubelets or controllers behind it. What happens in the
 * cluster is told by its caller (`upsert`, `appendLog`, `restartContainer`, ...); everybody else asks over HTTP, kubectl included.
 */
import { randomBytes } from 'node:crypto';
import { stringify } from 'yaml';
import type { KubeObject } from '../../engine/index.ts';
import { createAccess } from './access.ts';
import { createEventRecorder } from './events.ts';
import type { EventInput } from './events.ts';
import type { JsonObject } from './json.ts';
import { createPages } from './listing.ts';
import { createLogStore } from './logs.ts';
import type { ContainerKey } from './logs.ts';
import { createMetricsStore } from './metrics.ts';
import type { Usage } from './metrics.ts';
import { builtIn, builtInResource, customResources } from './resources.ts';
import type { Resource } from './resources.ts';
import { listen } from './server.ts';
import type { ServerParts } from './server.ts';
import { createSeeding } from './seeding.ts';
import { createStorage } from './storage.ts';

export interface ClusterOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  /** Only stamps times; timers run on the real clock. */
  readonly now?: (() => number) | undefined;
  /** Refuses requests without the kubeconfig's token; by default they are anonymous and allowed. */
  readonly requireToken?: boolean | undefined;
  /** Checks of custom resources beyond their schema, as `field: what must be`; any answer refuses with 422. */
  readonly validate?: ((object: JsonObject) => readonly string[]) | undefined;
  readonly bookmarkEveryForMs?: number | undefined;
  /** Bounds of each container's log; older lines rotate away. */
  readonly logLines?: number | undefined;
  readonly logBytes?: number | undefined;
}

export interface Faults {
  /** Forbids (403) until the answer is called; resource such as `pods` or `pods/log`, `*` for any; all namespaces when none is given, everybody without a user. */
  deny(verb: string, resource: string, namespace?: string, user?: string): () => void;
  /** Forgets the watch history and running lists: older resourceVersions and continue tokens get 410. */
  compact(): void;
  /** Cuts every open connection without a word. */
  dropConnections(): void;
  /** Delays every answer from now on. */
  latency(forMs: number): void;
  /** Answers the next `times` requests with this code: 429, 500, 503. */
  answer(code: number, times?: number): void;
}

export interface SimulatedCluster {
  readonly url: string;
  readonly token: string;
  /** A kubeconfig as YAML, with the bearer token; with a name that of another person, who may do whatever is not denied them. */
  kubeconfig(person?: string): string;
  /** Lets `services/proxy` of this Service reach a server on this machine; null takes it away. */
  serve(namespace: string, service: string, url: string | null): void;
  /** Creates or replaces, status included; a namespace that is missing is made. A pod's higher restartCount moves its log to `previous`. */
  upsert(object: KubeObject | JsonObject): void;
  /** `kind` in CamelCase; answers whether there was one. */
  remove(kind: string, namespace: string, name: string): boolean;
  get(kind: string, namespace: string, name: string): JsonObject | undefined;
  list(kind: string, namespace?: string): readonly JsonObject[];
  /** Text is split into lines at `\n`; bytes are one line as they are. */
  appendLog(container: ContainerKey, line: string | Uint8Array, atMs: number): void;
  /** The container ended and was started again: its status says so and its log is now `previous`. */
  restartContainer(container: ContainerKey, ended: { exitCode: number; reason: string; atMs: number }): void;
  setMetric(container: ContainerKey, usage: Partial<Usage> & { readonly atMs: number }): void;
  event(input: EventInput): void;
  readonly faults: Faults;
  close(): Promise<void>;
}

/** Resolves when the API answers; rejects when the port is taken. */
export async function startCluster(options: ClusterOptions = {}): Promise<SimulatedCluster> {
  const token = randomBytes(24).toString('base64url');
  const parts = createParts(options, token);
  const { seeding, storage, logs, metrics, access, pages, injected } = parts;
  const record = createEventRecorder(storage, builtInResource('events'));
  seeding.upsertNamespaces(['default', 'kube-system']);
  const unsubscribe = storage.subscribe((change) => seeding.onChange(change));
  const host = options.host ?? '127.0.0.1';
  const { server, port } = await listen(parts.server, options.port ?? 0, host);
  const url = `http://${host}:${port}`;
  const faults: Faults = {
    deny: (verb, denied, namespace = '', user) => access.deny({ verb, resource: denied, namespace, user }),
    compact() {
      storage.compact();
      pages.expire();
    },
    dropConnections: () => server.closeAllConnections(),
    latency: (forMs) => void (injected.latencyForMs = forMs),
    answer: (code, times = 1) => void injected.answers.push({ code, times }),
  };
  return {
    url,
    token,
    faults,
    kubeconfig: (person) => kubeconfig(url, person === undefined ? token : access.addPerson(person)),
    serve: (namespace, service, target) => void parts.served.set(`${namespace}/${service}`, target),
    upsert: (object) => seeding.upsert({ ...object }),
    remove: (kind, namespace, name) => seeding.remove(kind, namespace, name),
    get: (kind, namespace, name) => storage.get(seeding.find(kind), namespace, name),
    list: (kind, namespace = '') => storage.list(seeding.find(kind), namespace),
    appendLog: (container, line, atMs) => logs.append(container, line, atMs),
    restartContainer: (container, ended) => seeding.restart(container, ended),
    setMetric: (container, usage) => metrics.set(container, usage),
    event(input) {
      seeding.upsertNamespaces([input.namespace]);
      record({ ...input, uid: input.uid ?? seeding.uidOf(input.object.kind, input.namespace, input.object.name) });
    },
    async close() {
      unsubscribe();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Changes that a slow watch may lie behind before it is told 410. */
const historySize = 5_000;

function createParts(options: ClusterOptions, token: string) {
  const now = options.now ?? Date.now;
  const storage = createStorage(historySize);
  const pages = createPages();
  const logs = createLogStore(options.logLines ?? 50_000, options.logBytes ?? 10 * 1024 * 1024);
  const metrics = createMetricsStore();
  const access = createAccess(token, options.requireToken ?? false);
  const served = new Map<string, string | null>();
  const injected: ServerParts['faults'] = { latencyForMs: 0, answers: [] };
  const definitions = builtInResource('customresourcedefinitions');
  const resources = (): readonly Resource[] => [
    ...builtIn,
    ...storage.list(definitions, '').flatMap((definition) => customResources(definition)),
  ];
  const seeding = createSeeding({ storage, logs, metrics, now, resources });
  const server: ServerParts = {
    rules: { storage, now, validate: options.validate ?? (() => []) },
    pages,
    logs,
    metrics,
    access,
    resource: builtInResource,
    resources,
    served,
    faults: injected,
    bookmarkEveryForMs: options.bookmarkEveryForMs ?? 10_000,
    onRemoved: (resource, object) => seeding.onRemoved(resource, object),
  };
  return { storage, pages, logs, metrics, access, injected, seeding, served, server };
}

function kubeconfig(url: string, token: string): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'simulated',
    clusters: [{ name: 'simulated', cluster: { server: url } }],
    users: [{ name: 'simulated', user: { token } }],
    contexts: [{ name: 'simulated', context: { cluster: 'simulated', user: 'simulated', namespace: 'default' } }],
  });
}
