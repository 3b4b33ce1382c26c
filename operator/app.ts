/** The composition: the only place that chooses concrete parts. Started in order, stopped in reverse. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Configuration } from '../api/configuration.ts';
import { createRedactor } from '../engine/index.ts';
import { createBackend } from './backend.ts';
import type { Backend } from './http/backend.ts';
import { OperatorError } from './errors.ts';
import { createAudit, type Audit } from './http/audit.ts';
import { createChat, type Chat } from './http/chat.ts';
import { openHealthServer } from './http/health.ts';
import { createPeopleAccess } from './http/access.ts';
import { createReviewer, createRightsReviewer } from './reviewer.ts';
import { linkIncidents } from './http/dashboard/links.ts';
import { openDashboardServer } from './http/dashboard/server.ts';
import { createShared, type Shared } from './http/dashboard/shared.ts';
import { createLeadership, type Leadership } from './http/live.ts';
import { openApiServer, type HttpServer } from './http/server.ts';
import { createApiToken } from './http/token.ts';
import { createInletAccess } from './inlets/access.ts';
import { openInletServer, type InletServerOptions } from './inlets/server.ts';
import { openKubeClient, type KubeClient } from './kube/client.ts';
import { runAsLeader } from './kube/leader.ts';
import { startLeading, type Leading } from './leading.ts';
import { findTrouble } from './leading/vigour.ts';
import type { Receiver } from './notify/deliver.ts';
import { runHeartbeat } from './notify/heartbeat.ts';
import { readConfiguration, readSalt, type Options } from './options.ts';
import { shownOf } from './pictures.ts';
import { createReceiver, readSecret } from './receivers.ts';
import { checkStore, createState, type State } from './state.ts';
import { createKubernetesSource, streamKey } from './sources/kubernetes.ts';
import { openEmbeddedStore } from './store/embedded.ts';
import { openRedisStore } from './store/redis.ts';
import type { Store } from './store/store.ts';
import type { Telemetry } from './telemetry.ts';

/** A mounted ConfigMap reaches the pod within a minute or two anyway. */
const readConfigurationEveryMs = 10_000;

/** Resolves after a clean stop; rejects with an `OperatorError` when it cannot start. */
export async function runOperator(options: Options, version: string, telemetry: Telemetry, signal: AbortSignal): Promise<void> {
  const now = Date.now;
  const configuration = await followConfiguration(options.configPath, telemetry, signal);
  const store = await openStore(options);
  const client = openKubeClient({ userAgent: `logdetector/${version}`, telemetry });
  const identity = `${options.podName}_${randomUUID().slice(0, 8)}`;
  const leadership = createLeadership({ instance: identity, version });
  const state = createState();
  const chat = createChat(now, telemetry);
  const audit = createAudit({ store, fence: () => ({ term: state.leading?.term ?? 0 }), telemetry, redact: createRedactor().redact });
  const token = await createApiToken(options.api.tokenFile);
  const publicUrl = () => (options.dashboard === null ? undefined : configuration.current.dashboard.publicUrl);
  const logViewer = () => configuration.current.logViewer;
  const access = createPeopleAccess(createRightsReviewer(client), now);
  const backend = linkIncidents(createBackend({ leading: () => state.leading, leadership, audit, chat, access, now }), {
    publicUrl,
    logViewer,
  });
  const { host, port } = options.api;
  const api = await told('LOGDETECTOR_API_PORT', openApiServer({ backend, token, host, port, telemetry }));
  const stopChecking = checkStore(store, state, telemetry);
  store.onLost((sentence) => {
    telemetry.emit('StoreLost', { message: sentence });
    state.noteLoss(sentence, now());
    state.leading?.supervisor.rewrite();
    state.leading?.notifier.rewrite().catch((error: unknown) => telemetry.emit('CheckpointFailed', { error: String(error) }));
  });
  const opening = openHealthServer({
    ...options.health,
    live: () => state.stuck(performance.now()),
    // A standby is ready: it waits to take over.
    ready: () => state.problem,
    metrics: () => telemetry.metrics(),
  });
  const health = await told('LOGDETECTOR_HEALTH_PORT', opening);
  const inlets = await openInlets(options, { configuration, state, now, telemetry });
  const shared = createShared({ store, url: dashboardUrl(options), now, telemetry });
  const dashboard = await openDashboard(options, { configuration, state, client, backend, shared, version, now, telemetry });
  const urls = { api: api.url, health: health.url, inlets: inlets?.url, dashboard: dashboard?.url };
  telemetry.emit('OperatorStarted', { version, server: client.server, ...urls });
  try {
    await lead({ options, identity, client, store, state, chat, leadership, audit, shared, configuration, now, telemetry, signal });
  } finally {
    stopChecking();
    await Promise.allSettled([api.close(), health.close(), inlets?.close(), dashboard?.close()]);
    await client.close();
    await store.close();
    telemetry.emit('OperatorStopped');
  }
}

type InletParts = Pick<LeadOptions, 'configuration' | 'state' | 'now' | 'telemetry'>;

async function openInlets({ inlets }: Options, { configuration, state, now, telemetry }: InletParts): Promise<HttpServer | null> {
  if (inlets === null) return null;
  const access = createInletAccess({ inlets: () => configuration.current.inlets, readSecret, now, telemetry });
  const sink: InletServerOptions['sink'] = () => {
    const supervisor = state.leading?.supervisor;
    return supervisor ? (namespace, observation) => supervisor.observe(namespace, observation) : null;
  };
  const logs: InletServerOptions['logs'] = () => {
    const reception = state.leading?.reception;
    return reception ? (pushed) => reception.take(pushed) : null;
  };
  return await told('LOGDETECTOR_INLETS_PORT', openInletServer({ ...inlets, access, sink, logs, now, telemetry }));
}

type DashboardParts = InletParts & {
  readonly client: KubeClient;
  readonly backend: Backend;
  readonly shared: Shared;
  readonly version: string;
};

async function openDashboard({ dashboard, podNamespace }: Options, parts: DashboardParts): Promise<HttpServer | null> {
  if (dashboard === null) return null;
  const { configuration, state, client } = parts;
  const opening = openDashboardServer({
    ...dashboard,
    ...parts,
    configuration: () => configuration.current.dashboard,
    shownConfiguration: () => shownOf(configuration.current),
    reviewer: createReviewer(client, podNamespace),
    isLeading: () => state.leading !== null,
    readSecret,
    folder: new URL('../dashboard/dist/', import.meta.url).pathname,
  });
  return await told('LOGDETECTOR_DASHBOARD_PORT', opening);
}

/** As other replicas reach it. */
function dashboardUrl({ dashboard, podIp }: Options): string | null {
  if (dashboard === null || podIp === null) return null;
  return `http://${podIp.includes(':') ? `[${podIp}]` : podIp}:${dashboard.port}`;
}

interface LeadOptions {
  readonly options: Options;
  readonly identity: string;
  readonly client: ReturnType<typeof openKubeClient>;
  readonly store: Store;
  readonly state: State;
  readonly chat: Chat;
  readonly leadership: Leadership;
  readonly audit: Audit;
  readonly shared: Shared;
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
      name: options.leaseName,
      identity: parts.identity,
      signal: parts.signal,
      telemetry,
      now,
      ...(isEmbedded(options) ? { isAlone: true, isFormerLife: (holder) => holder.startsWith(`${options.podName}_`) } : {}),
      latestTerm: () => store.latestTerm(),
      onProblem: (problem) => {
        // It is tried every two seconds; what is still the same is no news.
        if (state.setProblem('lease', problem) && problem !== null) telemetry.emit('LeadershipBlocked', { problem });
      },
      onEnding: (isEnding) => state.setEnding(isEnding, performance.now()),
    },
    async (term, signal) => {
      const leading = await startLeading(
        {
          client,
          store,
          source,
          streamKey,
          receivers: configuration.receivers,
          readSecret,
          configuration: () => configuration.current,
          redaction: () => ({ ...configuration.current.redaction, salt: configuration.salt }),
          chatHealth: (workspace) => parts.chat.health(workspace),
          notices: () => state.notices(now()),
          namespaces: options.watchNamespaces,
          unwatched: options.unwatched,
          podName: options.podName,
          audit: (entry) => parts.audit.write(entry),
          now,
          telemetry,
        },
        term,
        signal,
      );
      try {
        await work(parts, leading, signal);
      } catch (error) {
        // Deposed before it had begun: the next leader has written already, and this one becomes a candidate again.
        if (!signal.aborted) throw error;
      } finally {
        parts.leadership.set(false);
        state.leading = null;
        await leading.stop();
      }
    },
  );
}

/** Resolves when the signal aborts. */
async function work(parts: LeadOptions, leading: Leading, signal: AbortSignal): Promise<void> {
  const { options, configuration, state, telemetry } = parts;
  await parts.audit.restore();
  if (options.dashboard !== null) await parts.shared.begin(leading.term);
  state.leading = leading;
  parts.leadership.set(true);
  const problem = () => state.problem ?? findTrouble(leading.supervisor, leading.notifier);
  await runHeartbeat({ configuration: () => configuration.current.heartbeat, problem, readSecret, telemetry }, signal);
}

interface LiveConfiguration {
  current: Configuration;
  /** Of hashes; null without one. */
  salt: string | null;
  readonly receivers: ReadonlyMap<string, Receiver>;
}

/** Reads the file anew while it is in use; one that has become invalid changes nothing and is told. */
async function followConfiguration(path: string | null, telemetry: Telemetry, signal: AbortSignal): Promise<LiveConfiguration> {
  const receivers = new Map<string, Receiver>();
  const first = await readConfiguration(path);
  const live: LiveConfiguration = { current: first, salt: await readSalt(first), receivers };
  const use = (configuration: Configuration): void => {
    live.current = configuration;
    receivers.clear();
    for (const receiver of configuration.receivers) receivers.set(receiver.name, createReceiver(receiver));
  };
  use(live.current);
  let known = JSON.stringify(live.current);
  let rejected: string | null = null;
  const reread = async (): Promise<void> => {
    try {
      const configuration = await readConfiguration(path);
      live.salt = await readSalt(configuration);
      const text = JSON.stringify(configuration);
      if (text !== known) use(configuration);
      known = text;
      rejected = null;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (why !== rejected) telemetry.emit('ConfigurationRejected', { error: why });
      rejected = why;
    }
  };
  const timer = setInterval(() => void reread(), readConfigurationEveryMs);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  return live;
}

/** The store of a single replica. */
function isEmbedded({ store }: Options): boolean {
  return store.startsWith('sqlite:');
}

async function openStore(options: Options): Promise<Store> {
  const { store, storePasswordFile } = options;
  if (isEmbedded(options)) return openEmbeddedStore({ path: store.slice('sqlite:'.length) });
  const password = storePasswordFile === null ? null : await readPassword(storePasswordFile);
  return await openRedisStore({ url: store, ...(password === null ? {} : { password }) });
}

async function readPassword(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    const sentence = `The password of the store cannot be read from ${path}; mount its Secret there or unset LOGDETECTOR_STORE_PASSWORD_FILE.`;
    throw new OperatorError('ConfigurationInvalid', sentence, { cause });
  }
}

/** Names the variable beside what is wrong with its value. */
async function told<T>(variable: string, opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (cause) {
    if (!(cause instanceof OperatorError)) throw cause;
    throw new OperatorError(cause.code, `${variable}: ${cause.message}`, { cause });
  }
}
