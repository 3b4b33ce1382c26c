/** The composition: the only place that chooses concrete parts. Started in order, stopped in reverse. */
import { readFile } from 'node:fs/promises';
import type { Configuration, ReceiverConfiguration } from '../api/configuration.ts';
import type { ChatHealth } from '../api/contract.ts';
import { createBackend } from './backend.ts';
import { OperatorError } from './errors.ts';
import { createAudit } from './http/audit.ts';
import { startApiServer, startHealthServer } from './http/server.ts';
import { createApiToken } from './http/token.ts';
import { openKubeClient } from './kube/client.ts';
import { runAsLeader } from './kube/leader.ts';
import { startLeading, type Leading } from './leading.ts';
import type { Receiver } from './notify/deliver.ts';
import { createPagerDutyReceiver } from './notify/receivers/pagerduty.ts';
import { createWebhookReceiver } from './notify/receivers/webhook.ts';
import { readConfiguration, type Options } from './options.ts';
import { createKubernetesSource, streamKey } from './sources/kubernetes.ts';
import { openEmbeddedStore } from './store/embedded.ts';
import { openRedisStore } from './store/redis.ts';
import type { Store } from './store/store.ts';
import type { Telemetry } from './telemetry.ts';

const leaseName = 'logdetector-leader';
/** A mounted ConfigMap reaches the pod within a minute or two anyway. */
const readConfigurationEveryMs = 10_000;

/** Resolves after a clean stop; rejects with an `OperatorError` when it cannot start. */
export async function runOperator(options: Options, version: string, telemetry: Telemetry, signal: AbortSignal): Promise<void> {
  const now = Date.now;
  const configuration = await followConfiguration(options.configPath, telemetry, signal);
  const store = await openStore(options);
  const client = openKubeClient({ userAgent: `logdetector/${version}` });
  const state = createState();
  const identity = `${options.podName}_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  const token = await createApiToken(options.api.tokenFile);
  const backend = createBackend({
    leading: () => state.leading,
    whenChanged: (wanted) => state.whenChanged(wanted),
    instance: identity,
    version,
    audit: createAudit({ store, telemetry }),
    onChatHealth: (health) => state.setChatHealth(health, telemetry),
    now,
    telemetry,
  });
  const api = await startApiServer({ backend, token, host: options.api.host, port: options.api.port, telemetry });
  const health = await startHealthServer({
    host: options.health.host,
    port: options.health.port,
    ready: () => state.readiness(store),
    metrics: () => telemetry.metrics(),
  });
  telemetry.emit('OperatorStarted', { version, server: client.server, api: api.url, health: health.url });
  try {
    await lead({ options, identity, client, store, state, configuration, now, telemetry, signal });
  } finally {
    await Promise.allSettled([api.close(), health.close()]);
    await client.close();
    await store.close();
    telemetry.emit('OperatorStopped');
  }
}

interface LeadOptions {
  readonly options: Options;
  readonly identity: string;
  readonly client: ReturnType<typeof openKubeClient>;
  readonly store: Store;
  readonly state: State;
  readonly configuration: LiveConfiguration;
  readonly now: () => number;
  readonly telemetry: Telemetry;
  readonly signal: AbortSignal;
}

async function lead(parts: LeadOptions): Promise<void> {
  const { options, client, store, state, configuration, now, telemetry } = parts;
  const source = createKubernetesSource({ client, now, telemetry });
  await runAsLeader(
    {
      client,
      namespace: options.podNamespace,
      name: leaseName,
      identity: parts.identity,
      signal: parts.signal,
      telemetry,
      now,
      onProblem: (problem) => state.setProblem(problem),
    },
    async (term, signal) => {
      const leading = await startLeading(
        {
          client,
          store,
          source,
          streamKey,
          receivers: configuration.receivers,
          configuration: () => configuration.current,
          chatHealth: () => state.chatHealth,
          namespaces: options.watchNamespaces,
          podName: options.podName,
          now,
          telemetry,
        },
        term,
        signal,
      );
      state.setLeading(leading);
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve(), { once: true });
      });
      state.setLeading(null);
      await leading.stop();
    },
  );
}

interface LiveConfiguration {
  current: Configuration;
  readonly receivers: ReadonlyMap<string, Receiver>;
}

/** Reads the file anew while it is in use; one that has become invalid changes nothing and is told. */
async function followConfiguration(path: string | null, telemetry: Telemetry, signal: AbortSignal): Promise<LiveConfiguration> {
  const receivers = new Map<string, Receiver>();
  const live: LiveConfiguration = { current: await readConfiguration(path), receivers };
  const use = (configuration: Configuration): void => {
    live.current = configuration;
    receivers.clear();
    for (const receiver of configuration.receivers) receivers.set(receiver.name, createReceiver(receiver));
  };
  use(live.current);
  let known = JSON.stringify(live.current);
  const timer = setInterval(() => {
    readConfiguration(path).then(
      (configuration) => {
        const text = JSON.stringify(configuration);
        if (text !== known) use(configuration);
        known = text;
      },
      (error: unknown) => telemetry.emit('ConfigurationRejected', { error: error instanceof Error ? error.message : String(error) }),
    );
  }, readConfigurationEveryMs);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  return live;
}

function createReceiver(configuration: ReceiverConfiguration): Receiver {
  const readSecret = (path: string): Promise<string> => readFile(path, 'utf8');
  switch (configuration.type) {
    case 'pagerduty':
      return createPagerDutyReceiver(configuration, { readSecret });
    case 'webhook':
      return createWebhookReceiver(configuration, { readSecret, now: Date.now });
    default:
      throw new OperatorError('ConfigurationInvalid', 'A receiver has an unknown type.');
  }
}

async function openStore({ store, storePasswordFile }: Options): Promise<Store> {
  if (store.startsWith('sqlite:')) return openEmbeddedStore({ path: store.slice('sqlite:'.length) });
  return await openRedisStore({ url: store, ...(storePasswordFile ? { passwordFile: storePasswordFile } : {}) });
}

interface State {
  readonly leading: Leading | null;
  readonly chatHealth: ChatHealth | null;
  setLeading(leading: Leading | null): void;
  setChatHealth(health: ChatHealth, telemetry: Telemetry): void;
  setProblem(problem: string | null): void;
  whenChanged(signal: AbortSignal): Promise<void>;
  /** Null when the replica can do its work, else what is missing. A standby is ready. */
  readiness(store: Store): Promise<string | null>;
}

function createState(): State {
  let leading: Leading | null = null;
  let chatHealth: ChatHealth | null = null;
  let problem: string | null = null;
  let changed = Promise.withResolvers<void>();
  return {
    get leading() {
      return leading;
    },
    get chatHealth() {
      return chatHealth;
    },
    setLeading(now) {
      leading = now;
      changed.resolve();
      changed = Promise.withResolvers<void>();
    },
    setChatHealth(health, telemetry) {
      if (JSON.stringify(health) === JSON.stringify(chatHealth)) return;
      chatHealth = health;
      telemetry.emit('ChatHealthChanged', { ...health });
    },
    setProblem(now) {
      problem = now;
    },
    async whenChanged(signal) {
      if (signal.aborted) return;
      const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      await Promise.race([changed.promise, aborted]);
    },
    async readiness(store) {
      if (problem) return problem;
      return await store.check().then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
    },
  };
}
