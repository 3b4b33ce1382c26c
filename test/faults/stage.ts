/** Everything one fault needs: a namespace of the real cluster with its LogDetectors, replicas, a store, a Slack and a pager, each with a switch. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { openKubeClient, resources, type KubeClient } from '../../operator/kube/client.ts';
import { kubectl } from '../cluster/command.ts';
import { startGate, type Gate } from '../fakes/gate.ts';
import { freePort, startLocalSlack, workspace, type SlackMessage } from '../fakes/local-slack.ts';
import { startRedis, type RedisServer } from '../redis/server.ts';
import { startCollector } from './collector.ts';
import { longestAwaySeconds } from './lengths.ts';
import { accountLabels, breakerLabels } from './pods.ts';
import type { ApiProxy } from './proxy.ts';
import { startPager, type Pager } from './pager.ts';
import { startReplica, type Replica } from './replica.ts';
import type { Token } from './token.ts';
import { until } from './until.ts';
import type { Volume } from './volume.ts';

export interface StageOptions {
  readonly store: 'sqlite' | 'redis';
  readonly replicas: number;
  /** For the SQLite file; default a folder of this machine. */
  readonly volume?: () => Promise<Volume>;
  /** Credentials that can be revoked; default those of `KUBECONFIG`. */
  readonly token?: (namespace: string, folder: string) => Promise<Token>;
  /** A collector reads the files of the node and pushes them, instead of the operator's reading from the API. */
  readonly isPushed?: boolean;
  /** Looks into the connection to the API server. */
  readonly proxy?: (admin: string) => Promise<ApiProxy>;
}

export interface Stage {
  /** Past all gates. */
  readonly client: KubeClient;
  readonly namespace: string;
  readonly folder: string;
  readonly storePath: string;
  readonly replicas: readonly Replica[];
  /** These throw where the stage has none. */
  redis(this: void): RedisServer;
  volume(this: void): Volume;
  token(this: void): Token;
  proxy(this: void): ApiProxy;
  /** Between the collector and the operator. */
  toInlet(this: void): Gate;
  /** Between the operator and the API server. */
  readonly toApi: Gate;
  /** Between the bot and Slack. */
  readonly toSlack: Gate;
  readonly pager: Pager;
  /** Everything in the channel, oldest first. */
  messages(this: void): Promise<readonly SlackMessage[]>;
  /** The replica that leads; rejects when none does in time. */
  leader(this: void, withinMs?: number): Promise<Replica>;
  condition(this: void, type: string): Promise<{ readonly status: string; readonly reason: string; readonly message: string } | null>;
  close(): Promise<void>;
}

const [channel = { name: '', id: '' }] = workspace.channels;

/** What is to be put away at the end, the last first. */
type Closing = (() => Promise<unknown>)[];

export async function openStage(options: StageOptions): Promise<Stage> {
  const closing: Closing = [];
  const close = async (): Promise<void> => {
    for (const one of closing.splice(0).toReversed()) await one();
  };
  try {
    return { ...(await build(options, closing)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(options: StageOptions, closing: Closing): Promise<Omit<Stage, 'close'>> {
  const folder = await mkdtemp(join(tmpdir(), 'faults-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const { client, namespace } = await openNamespace(closing);
  const storage = await openStorage(options, folder, closing);
  const people = await openPeople(closing);
  const access = await openAccess(options, { namespace, folder }, closing);
  await writeFile(join(folder, 'routing-key'), 'R0000000000000000000000000000000');
  const inlet = options.isPushed ? await openInlet({ namespace, folder }, closing) : null;
  const toInlet = inlet?.gate ?? null;
  const configuration = { ...configurationOf({ namespace, folder, pager: people.pager }), ...inlet?.configuration };
  await writeFile(join(folder, 'configuration.yaml'), stringify(configuration));
  await client.create(resources.logdetectors, detector(namespace, 'account', accountLabels, inlet === null ? 'Api' : 'Otlp'));
  await client.create(resources.logdetectors, detector(namespace, 'breaker', breakerLabels));
  const replicas: Replica[] = [];
  for (let index = 0; index < options.replicas; index += 1) {
    const places = { folder, namespace, store: storage.store, slackApiUrl: `${people.toSlack.url}/api/` };
    const replica = await startReplica({ name: `replica-${index}`, ...places, ...(inlet === null ? {} : { inletsPort: inlet.port }) });
    closing.push(() => replica.stop());
    replicas.push(replica);
  }
  return {
    client,
    namespace,
    folder,
    replicas,
    ...storage,
    ...people,
    ...access,
    toInlet: () => toInlet ?? fail('Nothing is pushed to this stage.'),
    leader: (withinMs = 180_000) => findLeader(replicas, withinMs),
    async condition(type) {
      const object = await client.get<Status>(resources.logdetectors, { namespace, name: 'account' });
      return object.status?.conditions?.find((condition) => condition.type === type) ?? null;
    },
  };
}

async function openNamespace(closing: Closing) {
  const namespace = `ld-faults-${randomBytes(4).toString('hex')}`;
  const client = openKubeClient({ userAgent: 'logdetector-faults' });
  closing.push(() => client.close());
  await client.create(resources.namespaces, { metadata: { name: namespace } });
  closing.push(() => until(() => client.delete(resources.namespaces, { name: namespace }).then(() => true), 60_000));
  return { client, namespace };
}

async function openStorage(options: StageOptions, folder: string, closing: Closing) {
  const redis = options.store === 'redis' ? await startRedis() : null;
  if (redis) closing.push(() => redis.remove());
  const volume = (await options.volume?.()) ?? null;
  if (volume) closing.push(() => volume.remove());
  const storePath = join(volume?.folder ?? folder, 'logdetector.db');
  return {
    storePath,
    store: redis ? `redis://127.0.0.1:${redis.port}` : `sqlite:${storePath}`,
    redis: () => redis ?? fail('The store of this stage is no Redis.'),
    volume: () => volume ?? fail('This stage has no volume.'),
  };
}

/** The collector goes on while the operator is away, so its port is the same for every start. */
async function openInlet(place: { readonly namespace: string; readonly folder: string }, closing: Closing) {
  const [port, tokenFile] = [await freePort(), join(place.folder, 'inlet-token')];
  await writeFile(tokenFile, randomBytes(24).toString('hex'));
  const gate = await startGate(`http://127.0.0.1:${port}`);
  closing.push(() => gate.shut());
  const collector = await startCollector({ ...place, url: gate.url, tokenFile });
  closing.push(() => collector.stop());
  return { port, gate, configuration: { inlets: [{ name: 'collector', tokenFile, namespaces: [place.namespace] }] } };
}

async function openPeople(closing: Closing) {
  const slack = await startLocalSlack();
  closing.push(() => slack.stop());
  const pager = await startPager();
  closing.push(() => pager.stop());
  const toSlack = await startGate(slack.url);
  closing.push(() => toSlack.shut());
  return { pager, toSlack, messages: () => slack.messages(channel.id) };
}

async function openAccess(options: StageOptions, place: { readonly namespace: string; readonly folder: string }, closing: Closing) {
  const token = (await options.token?.(place.namespace, place.folder)) ?? null;
  const admin = await kubectl(['config', 'view', '--raw', '--minify', '-o', 'json']);
  const proxy = (await options.proxy?.(admin)) ?? null;
  if (proxy) closing.push(() => proxy.stop());
  const kubeconfig = token?.kubeconfig ?? proxy?.kubeconfig ?? admin;
  const server = /"?server"?: ?"?(https?:\/\/[^\s",}]+)/.exec(kubeconfig)?.[1] ?? '';
  const toApi = await startGate(server);
  closing.push(() => toApi.shut());
  await writeFile(join(place.folder, 'kubeconfig'), kubeconfig.replace(server, toApi.url));
  return { toApi, token: () => token ?? fail('This stage has no token.'), proxy: () => proxy ?? fail('This stage has no proxy.') };
}

async function findLeader(replicas: readonly Replica[], withinMs: number): Promise<Replica> {
  let found: Replica | undefined;
  await until(
    async () => {
      for (const replica of replicas) if (await replica.leads()) found = replica;
      return found !== undefined;
    },
    withinMs,
    'a leader',
  );
  return found ?? fail('Nobody leads.');
}

interface Status {
  readonly apiVersion?: string;
  readonly metadata: { readonly name: string };
  readonly status?: { readonly conditions?: readonly { type: string; status: string; reason: string; message: string }[] };
}

function fail(sentence: string): never {
  throw new Error(sentence);
}

function configurationOf({
  namespace,
  folder,
  pager,
}: {
  readonly namespace: string;
  readonly folder: string;
  readonly pager: Pager;
}): object {
  const namespaces = [namespace];
  return {
    slack: { channels: [{ ...channel, namespaces }] },
    receivers: [{ name: 'oncall', type: 'pagerduty', url: pager.url, routingKeyFile: join(folder, 'routing-key'), namespaces }],
  };
}

/** Short times, so that a test need not wait for what a team would; but an incident is to outlast an outage, or nobody would be paged for it afterwards. */
function detector(
  namespace: string,
  name: string,
  matchLabels: Readonly<Record<string, string>>,
  source: 'Api' | 'Otlp' = 'Api',
): ApiDetector {
  const paging = { receiver: 'oncall', when: 'Critical', whileLearning: 'Always', minimumConfidencePercent: 0, rolloutGraceSeconds: 0 };
  const told = name === 'breaker' ? { notify: { slack: { channel: channel.name } }, paging } : {};
  return {
    apiVersion: 'logdetector.dev/v1alpha1',
    kind: 'LogDetector',
    metadata: { namespace, name },
    spec: {
      selector: { matchLabels },
      source,
      thresholds: { learningSeconds: 30, resolveSeconds: 60 + longestAwaySeconds },
      model: { canaryMinutes: 0 },
      ...told,
    },
  };
}

interface ApiDetector {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec: object;
}
