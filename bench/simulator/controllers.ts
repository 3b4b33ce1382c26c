/** Deployments, StatefulSets and the node controller: they bring about what is wanted, a step at a time. */
import { podsOn, type Cluster } from './cluster.ts';
import { createKubelet, type Kubelet } from './kubelet.ts';
import { hashOf, replicaSetName } from './objects.ts';
import { isLive, type Pod, type Revision, type SimNode, type Workload } from './state.ts';

export interface Controllers {
  readonly kubelet: Kubelet;
  reconcile(workload: Workload): void;
  /** A new revision, made of the present one and what is given. */
  rollOut(workload: Workload, change: Partial<Omit<Revision, 'number'>>): void;
  scale(workload: Workload, wanted: number): void;
  /** By whom the pod is taken away: an admin who drains, or the node controller. */
  evict(pod: Pod): void;
  /** By the kubelet, for its disk or memory; the object stays. */
  evictByKubelet(pod: Pod, message: string): void;
  /** The kubelet is silent from now on; the node controller sees it 40 s later, and takes the pods away after five minutes. */
  loseNode(node: SimNode): void;
  returnNode(node: SimNode): void;
}

const gracePeriodMs = 40_000;
const tolerationMs = 300_000;
const progressDeadlineMs = 600_000;
const retryRefusedMs = 20_000;

export function createControllers(cluster: Cluster): Controllers {
  const dirty = new Set<Workload>();
  const controllers = new Managers(cluster, (workload) => {
    if (dirty.has(workload)) return;
    dirty.add(workload);
    cluster.agenda.after(300, () => {
      dirty.delete(workload);
      controllers.reconcile(workload);
    });
  });
  return controllers;
}

class Managers implements Controllers {
  readonly kubelet: Kubelet;
  private readonly cluster: Cluster;
  private readonly soon: (workload: Workload) => void;

  constructor(cluster: Cluster, soon: (workload: Workload) => void) {
    [this.cluster, this.soon] = [cluster, soon];
    this.kubelet = createKubelet(cluster, (pod) => soon(pod.workload));
  }

  reconcile(workload: Workload): void {
    if (workload.kind === 'Deployment') this.reconcileDeployment(workload);
    else this.reconcileSet(workload);
    const done = workload.pods.filter((pod) => isLive(pod) && pod.isReady && pod.revision === workload.current).length >= workload.wanted;
    if (done && workload.pods.filter(isLive).length === workload.wanted)
      Object.assign(workload, { rolloutSinceMs: null, hasStalled: false });
    this.cluster.tellWorkload(workload);
  }

  rollOut(workload: Workload, change: Partial<Omit<Revision, 'number'>>): void {
    const { agenda } = this.cluster;
    const number = (workload.revisions.at(-1)?.number ?? 0) + 1;
    workload.current = { ...workload.current, ...change, number };
    workload.revisions = [...workload.revisions.slice(-4), workload.current];
    Object.assign(workload, { rolloutSinceMs: agenda.nowMs, hasStalled: false });
    const since = agenda.nowMs;
    agenda.after(progressDeadlineMs, () => {
      if (workload.rolloutSinceMs !== since || workload.kind !== 'Deployment') return;
      workload.hasStalled = true;
      this.reconcile(workload);
    });
    if (workload.kind === 'Deployment')
      this.tellScaling(workload, workload.current, { from: 0, to: Math.max(1, Math.ceil(workload.wanted / 4)) });
    this.reconcile(workload);
  }

  scale(workload: Workload, wanted: number): void {
    if (workload.wanted === wanted) return;
    this.tellScaling(workload, workload.current, { from: workload.wanted, to: wanted });
    workload.wanted = wanted;
    this.reconcile(workload);
  }

  evict(pod: Pod): void {
    this.drop(pod);
    this.soon(pod.workload);
  }

  evictByKubelet(pod: Pod, message: string): void {
    const { namespace } = pod.workload;
    this.cluster.event({ namespace, kind: 'Pod', name: pod.name, reason: 'Evicted', message, severity: 'Warning' });
    Object.assign(pod, { evicted: message, isReady: false, container: 'terminated', instance: pod.instance + 1 });
    this.cluster.tellPod(pod);
    this.soon(pod.workload);
    // Whoever cleans up does it hours later.
    this.cluster.agenda.after(7_200_000, () => this.forget(pod));
  }

  loseNode(node: SimNode): void {
    node.isUp = false;
    const { agenda } = this.cluster;
    agenda.after(gracePeriodMs, () => {
      if (node.isUp) return;
      node.isReady = false;
      this.cluster.tellNode(node);
      this.tellOfNode(node, 'NodeNotReady', `Node ${node.name} status is now: NodeNotReady`);
      for (const pod of podsOn(this.cluster, node)) {
        const { namespace } = pod.workload;
        this.kubelet.setReady(pod, false);
        this.cluster.event({
          namespace,
          kind: 'Pod',
          name: pod.name,
          reason: 'NodeNotReady',
          message: 'Node is not ready',
          severity: 'Warning',
        });
      }
    });
    agenda.after(gracePeriodMs + tolerationMs, () => {
      if (node.isUp) return;
      for (const pod of podsOn(this.cluster, node)) {
        const { namespace } = pod.workload;
        const message = `Marking for deletion Pod ${namespace}/${pod.name}`;
        this.cluster.event({ namespace, kind: 'Pod', name: pod.name, reason: 'TaintManagerEviction', message });
        this.evict(pod);
      }
    });
  }

  returnNode(node: SimNode): void {
    Object.assign(node, { isUp: true, isReady: true });
    this.cluster.tellNode(node);
    this.tellOfNode(node, 'NodeReady', `Node ${node.name} status is now: NodeReady`);
    for (const pod of podsOn(this.cluster, node)) {
      // The machine started anew, and its containers with it.
      pod.container = 'running';
      this.kubelet.kill(pod, { exitCode: 255, reason: 'Unknown' });
    }
  }

  private tellOfNode({ name }: SimNode, reason: string, message: string): void {
    this.cluster.event({ namespace: 'default', kind: 'Node', name, reason, message });
  }

  private reconcileDeployment(workload: Workload): void {
    const { wanted, current, isRecreated } = workload;
    const live = workload.pods.filter(isLive);
    const old = live.filter(({ revision }) => revision !== current);
    const fresh = live.filter(({ revision }) => revision === current);
    const surge = isRecreated ? 0 : Math.ceil(wanted / 4);
    const spare = Math.floor(wanted / 4);
    const stopping = workload.pods.filter(({ isDeleting }) => isDeleting).length;
    const room = isRecreated && (old.length > 0 || stopping > 0) ? 0 : wanted + surge - live.length;
    const made = Math.min(wanted - fresh.length, room);
    for (let i = 0; i < made; i += 1) if (!this.make(workload)) break;
    for (const pod of fresh.toSorted(unreadyFirst).slice(0, Math.max(0, fresh.length - wanted))) this.delete(pod);
    this.removeOld(workload, { old, live, spare });
  }

  private removeOld(
    { wanted, isRecreated }: Workload,
    { old, live, spare }: { readonly old: readonly Pod[]; readonly live: readonly Pod[]; readonly spare: number },
  ): void {
    let ready = live.filter(({ isReady }) => isReady).length;
    for (const pod of old.toSorted(unreadyFirst)) {
      const isSafe = !pod.isReady || ready - 1 >= wanted - spare || isRecreated;
      // A pod that is not ready makes room only when there are more than wanted.
      if (!isSafe) continue;
      if (pod.isReady) ready -= 1;
      this.delete(pod);
    }
  }

  private reconcileSet(workload: Workload): void {
    const { wanted, current, name } = workload;
    const taken = new Set(workload.pods.filter((pod) => isLive(pod) || pod.isDeleting).map((pod) => pod.name));
    for (let i = 0; i < wanted; i += 1) {
      if (taken.has(`${name}-${i}`)) continue;
      this.make(workload, `${name}-${i}`);
      return;
    }
    const old = workload.pods.filter((pod) => isLive(pod) && pod.revision !== current).at(-1);
    const others = workload.pods.filter((pod) => isLive(pod) && pod !== old);
    if (old !== undefined && others.every(({ isReady }) => isReady)) this.delete(old);
  }

  /** False where the API server refuses. */
  private make(workload: Workload, named: string | null = null): boolean {
    const { cluster } = this;
    const { namespace, current } = workload;
    const owner = workload.kind === 'Deployment' ? replicaSetName(workload, current) : workload.name;
    const kind = workload.kind === 'Deployment' ? 'ReplicaSet' : 'StatefulSet';
    if (workload.refusal !== null) {
      const message = `Error creating: pods "${owner}-" is forbidden: ${workload.refusal}`;
      cluster.event({ namespace, kind, name: owner, reason: 'FailedCreate', message, severity: 'Warning' });
      cluster.agenda.after(retryRefusedMs, () => this.soon(workload));
      return false;
    }
    workload.nextPod += 1;
    // Neighbouring numbers differ in the last digits of their hash only.
    const suffix = hashOf(workload, { ...current, number: 1_000 + workload.nextPod }).slice(-5);
    const pod = newPod(workload, { name: named ?? `${owner}-${suffix}`, nowMs: cluster.agenda.nowMs, id: workload.nextPod });
    workload.pods.push(pod);
    cluster.event({ namespace, kind, name: owner, reason: 'SuccessfulCreate', message: `Created pod: ${pod.name}` });
    cluster.tellPod(pod);
    cluster.agenda.after(200, () => this.kubelet.place(pod));
    return true;
  }

  private delete(pod: Pod): void {
    const { workload, revision, name } = pod;
    if (workload.kind === 'Deployment') {
      const owner = replicaSetName(workload, revision);
      const message = `Deleted pod: ${name}`;
      this.cluster.event({ namespace: workload.namespace, kind: 'ReplicaSet', name: owner, reason: 'SuccessfulDelete', message });
    }
    this.drop(pod);
  }

  private drop(pod: Pod): void {
    this.kubelet.remove(pod, () => this.forget(pod));
  }

  private forget(pod: Pod): void {
    if (pod.evicted !== null && !pod.isDeleting) this.cluster.tellPod(pod, true);
    pod.workload.pods = pod.workload.pods.filter((other) => other !== pod);
    this.soon(pod.workload);
  }

  private tellScaling(workload: Workload, revision: Revision, { from, to }: { readonly from: number; readonly to: number }): void {
    const { namespace, name } = workload;
    const way = to > from ? 'up' : 'down';
    const message = `Scaled ${way} replica set ${replicaSetName(workload, revision)} from ${from} to ${to}`;
    this.cluster.event({ namespace, kind: 'Deployment', name, reason: 'ScalingReplicaSet', message });
  }
}

function unreadyFirst(a: Pod, b: Pod): number {
  return Number(a.isReady) - Number(b.isReady);
}

function newPod(workload: Workload, { name, nowMs, id }: { readonly name: string; readonly nowMs: number; readonly id: number }): Pod {
  const uid = `${hashOf(workload, { ...workload.current, number: id }).padEnd(8, '0')}-4a5b-4c6d-8e7f-${String(id).padStart(12, '0')}`;
  return {
    name,
    uid,
    workload,
    revision: workload.current,
    createdAtMs: nowMs,
    ip: `10.244.${id % 200}.${2 + ((name.length * 7 + id) % 250)}`,
    node: null,
    container: 'waiting',
    waiting: { reason: 'ContainerCreating', message: '' },
    startedAtMs: nowMs,
    restarts: 0,
    last: null,
    ended: null,
    isReady: false,
    unreadySinceMs: nowMs,
    isDeleting: false,
    evicted: null,
    unschedulable: null,
    memoryBytes: 0,
    instance: 0,
  };
}
