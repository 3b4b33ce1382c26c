/** A simulated cluster with one Deployment that was rolled out twice, an incident about it, and the room that carries out remedies. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster, type SimulatedCluster } from '../../../demo/cluster/cluster.ts';
import type { AuditEntry, RemedyAction, RemedyReply } from '../../../api/contract.ts';
import { listAt, textAt, type Incident, type KubeObject, type Proposal } from '../../../engine/index.ts';
import { openKubeClient, type KubeClient } from '../../../operator/kube/client.ts';
import { createRemediation, type Remediation } from '../../../operator/remediation/remediation.ts';
import type { RemediationWish } from '../../../operator/remediation/desk.ts';
import { openEmbeddedStore } from '../../../operator/store/embedded.ts';
import type { Store } from '../../../operator/store/store.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';
import { cascade, change, resolved, startMs, startNotifier, target, type Bench as NotifierBench, type Clock } from '../notify/builders.ts';

export const detector = 'shop/shop';
const workload = { kind: 'Deployment', namespace: 'shop', name: 'cart' } as const;
const allActions: readonly RemedyAction[] = ['undo-rollout', 'raise-limit', 'restart', 'scale', 'cordon'];

export const proposals: readonly Proposal[] = [
  { action: 'undo-rollout', text: 'Undo the rollout of cart.', command: '', change: { ...workload, revision: 'cart-2' } },
  {
    action: 'raise-limit',
    text: 'Raise the memory limit of cart from 256Mi to 384Mi.',
    command: '',
    change: { ...workload, container: 'cart', from: 256 * 2 ** 20, to: 384 * 2 ** 20 },
  },
  { action: 'restart', text: 'Restart cart.', command: '', change: workload },
  { action: 'scale', text: 'Scale cart back to 3 replicas.', command: '', change: { ...workload, from: 2, to: 3 } },
  { action: 'cordon', text: 'Give node n1 no new pods.', command: '', change: { kind: 'Node', namespace: null, name: 'n1' } },
];

export interface Bench {
  readonly cluster: SimulatedCluster;
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly store: Store;
  readonly audited: AuditEntry[];
  /** Of the namespace; those that fail are told by `failingPod`. */
  readonly pods: KubeObject[];
  readonly wish: { current: RemediationWish | null };
  readonly notify: NotifierBench;
  readonly remediation: Remediation;
  ask(action: RemedyAction, seen?: string | null): Promise<RemedyReply | null>;
  /** Asks and confirms what was shown. */
  carryOut(action: RemedyAction): Promise<RemedyReply | null>;
  /** One look at what is under way. */
  look(): Promise<void>;
  /** A new life of the process on the same store. */
  restart(client?: Pick<KubeClient, 'get' | 'list' | 'patch'>): Promise<void>;
  /** The incident with other fields, or its end. */
  say(incident: Incident): Promise<void>;
  deployment(): ReturnType<SimulatedCluster['get']>;
  /** The image of the StatefulSet `queue` or the DaemonSet `agent`, which were rolled out twice, too. */
  imageOf(kind: 'StatefulSet' | 'DaemonSet'): string | undefined;
  states(): readonly string[];
  steps(): readonly string[];
  close(): Promise<void>;
}

export async function startBench(incident: Partial<Incident> = {}): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'remediation-'));
  const cluster = await startCluster();
  const client = openKubeClient({ kubeconfig: cluster.kubeconfig(), userAgent: 'test' });
  const clock: Clock = { nowMs: startMs };
  const store = openEmbeddedStore({ path: join(folder, 'store.db') });
  const audited: AuditEntry[] = [];
  const pods: KubeObject[] = [];
  const wish: Bench['wish'] = { current: { actions: allActions, watchMinutes: 10, isShadow: false } };
  seed(cluster);
  const open = { ...cascade(), affected: cascade().affected.slice(0, 1), proposals, ...incident };
  const to = target({ remedies: allActions });
  let term = 0;
  const begin = async (using: Pick<KubeClient, 'get' | 'list' | 'patch'>) => {
    term += 1;
    const notify = await startNotifier(store, clock, [], term);
    const { notifier } = notify;
    const remediation = createRemediation({
      client: using,
      book: notifier.remedies,
      wished: () => wish.current,
      view: (reference) => notifier.view(reference),
      open: (key) => notifier.open(key),
      pods: () => pods,
      reads: (_, namespace) => namespace === 'shop',
      lookup: () => null,
      audit: (entry) => Promise.resolve(void audited.push(entry)),
      now: () => clock.nowMs,
      telemetry: createTelemetry({ level: 'silent' }),
    });
    return { notify, remediation };
  };
  let life = await begin(client);
  await life.notify.say(change(open), to);
  const ask: Bench['ask'] = (action, seen = null) =>
    life.remediation.ask(`${detector}/${open.id}`, { action, requestedBy: 'U1', channel: 'C1', seen });
  const remedies = () => life.notify.notifier.view(`${detector}/${open.id}`)?.remedies ?? [];
  return {
    cluster,
    client,
    clock,
    store,
    audited,
    pods,
    wish,
    get notify() {
      return life.notify;
    },
    get remediation() {
      return life.remediation;
    },
    ask,
    async carryOut(action) {
      const shown = await ask(action);
      return shown?.outcome === 'preview' ? await ask(action, shown.seen) : shown;
    },
    look: () => life.remediation.look(AbortSignal.timeout(5000)),
    async restart(using = client) {
      life = await begin(using);
    },
    say: (next) => life.notify.say(change(next, next.state === 'resolved' ? 'resolved' : 'updated'), to),
    deployment: () => cluster.get('Deployment', 'shop', 'cart'),
    imageOf: (kind) => textAt(listAt(cluster.get(kind, 'shop', names[kind]), 'spec', 'template', 'spec', 'containers')[0], 'image'),
    states: () => remedies().map(({ state }) => state),
    steps: () => remedies().flatMap(({ steps }) => steps.map(({ text }) => text)),
    async close() {
      await client.close();
      await cluster.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const incident = { ...cascade(), affected: cascade().affected.slice(0, 1), proposals };
export const over = resolved(incident, startMs + 240_000);

/** A pod of the Deployment that cannot start. */
export function failingPod(name: string): KubeObject {
  return {
    kind: 'Pod',
    metadata: { name, namespace: 'shop', ownerReferences: [{ kind: 'Deployment', name: 'cart', controller: true }] },
    status: { phase: 'Running', containerStatuses: [{ name: 'cart', state: { waiting: { reason: 'CrashLoopBackOff' } } }] },
  };
}

function seed(cluster: SimulatedCluster): void {
  const labels = { app: 'cart' };
  const template = (image: string) => ({
    metadata: { labels },
    spec: { containers: [{ name: 'cart', image, resources: { limits: { memory: '256Mi' } } }] },
  });
  cluster.upsert({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { replicas: 2, selector: { matchLabels: labels }, template: template('shop/cart:2') },
  });
  const uid = textAt(cluster.get('Deployment', 'shop', 'cart'), 'metadata', 'uid') ?? '';
  for (const revision of [1, 2]) {
    const own = template(`shop/cart:${revision}`);
    cluster.upsert({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `cart-${revision}`,
        namespace: 'shop',
        labels,
        annotations: { 'deployment.kubernetes.io/revision': String(revision) },
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', uid, controller: true }],
      },
      spec: { template: { ...own, metadata: { labels: { ...labels, 'pod-template-hash': `h${revision}` } } } },
    });
  }
  cluster.upsert({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, spec: {} });
  for (const kind of ['StatefulSet', 'DaemonSet'] as const) seedRevisions(cluster, kind);
}

const names = { StatefulSet: 'queue', DaemonSet: 'agent' } as const;

/** As the API server keeps them: the oldest is of an older one, which wrote a time of creation into templates. */
function seedRevisions(cluster: SimulatedCluster, kind: keyof typeof names): void {
  const name = names[kind];
  const labels = { app: name };
  const template = (revision: number, metadata: object) => ({
    metadata: { labels, ...metadata },
    spec: { containers: [{ name, image: `shop/${name}:${revision}` }] },
  });
  const spec = { selector: { matchLabels: labels }, template: template(3, {}) };
  cluster.upsert({ apiVersion: 'apps/v1', kind, metadata: { name, namespace: 'shop' }, spec });
  const uid = textAt(cluster.get(kind, 'shop', name), 'metadata', 'uid') ?? '';
  for (const revision of [1, 2, 3]) {
    const own = { ...template(revision, revision === 1 ? { creationTimestamp: null } : {}), $patch: 'replace' };
    const ownerReferences = [{ apiVersion: 'apps/v1', kind, name, uid, controller: true }];
    cluster.upsert({
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: { name: `${name}-r${revision}`, namespace: 'shop', labels, ownerReferences },
      revision,
      data: { spec: { template: own } },
    });
  }
}
