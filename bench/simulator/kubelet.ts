/** The life of a pod on its node: scheduled, pulled, started, probed, killed, started again. Words of Events are the kubelet's own. */
import type { Cluster, EventGiven } from './cluster.ts';
import { container } from './objects.ts';
import { speak } from './vocabulary.ts';
import { isLive, type Pod, type SimNode } from './state.ts';

const secondMs = 1_000;
const firstBackoffMs = 10 * secondMs;
const longestBackoffMs = 300 * secondMs;
/** After so long without a crash the back-off starts anew. */
const forgivenMs = 600 * secondMs;
const probeEveryMs = 5 * secondMs;

export interface Kubelet {
  /** From the moment the pod was made. */
  place(pod: Pod): void;
  /** Ends the container and starts it again, at once or after a back-off. */
  kill(pod: Pod, how: { readonly exitCode: number; readonly reason: string }): void;
  remove(pod: Pod, done: () => void): void;
  setReady(pod: Pod, isReady: boolean): void;
}

export function createKubelet(cluster: Cluster, changed: (pod: Pod) => void): Kubelet {
  return new NodeAgents(cluster, changed);
}

class NodeAgents implements Kubelet {
  private readonly cluster: Cluster;
  private readonly changed: (pod: Pod) => void;
  private readonly quickEndings = new Map<string, number>();

  constructor(cluster: Cluster, changed: (pod: Pod) => void) {
    [this.cluster, this.changed] = [cluster, changed];
  }

  place(pod: Pod): void {
    if (!isLive(pod)) return;
    const node = pickNode(this.cluster);
    if (node === null) {
      const { nodes } = this.cluster;
      pod.unschedulable = `0/${nodes.length} nodes are available: ${nodes.length} node(s) were unschedulable.`;
      this.tell(pod, 'FailedScheduling', pod.unschedulable, 'Warning');
      this.show(pod);
      this.cluster.agenda.after(30 * secondMs, () => this.place(pod));
      return;
    }
    pod.node = node;
    pod.unschedulable = null;
    this.tell(pod, 'Scheduled', `Successfully assigned ${pod.workload.namespace}/${pod.name} to ${node.name}`);
    this.show(pod);
    this.later(pod, 800, () => this.pull(pod, firstBackoffMs));
  }

  kill(pod: Pod, { exitCode, reason }: { readonly exitCode: number; readonly reason: string }): void {
    if (!isLive(pod) || pod.container !== 'running') return;
    const { agenda } = this.cluster;
    const ending = { exitCode, reason, startedAtMs: pod.startedAtMs, finishedAtMs: agenda.nowMs };
    Object.assign(pod, { ended: ending, container: 'terminated', instance: pod.instance + 1 });
    this.loseReadiness(pod);
    this.show(pod);
    const ranMs = agenda.nowMs - pod.startedAtMs;
    const times = ranMs > forgivenMs ? 0 : (this.quickEndings.get(pod.uid) ?? 0);
    this.quickEndings.set(pod.uid, times + 1);
    if (times === 0) this.later(pod, 1_200, () => this.start(pod));
    else this.backOff(pod, Math.min(longestBackoffMs, firstBackoffMs * 2 ** (times - 1)));
  }

  remove(pod: Pod, done: () => void): void {
    if (pod.isDeleting) return;
    Object.assign(pod, { isDeleting: true, instance: pod.instance + 1 });
    pod.isReady = false;
    if (pod.container === 'running' && pod.node?.isUp === true) {
      this.tell(pod, 'Killing', `Stopping container ${container}`);
      this.speakOf(pod, 'stop');
    }
    this.show(pod);
    const isGone = pod.node === null || pod.container !== 'running';
    this.cluster.agenda.after(isGone ? 500 : 2_500, () => {
      pod.container = 'terminated';
      this.cluster.tellPod(pod, true);
      this.quickEndings.delete(pod.uid);
      done();
    });
  }

  setReady(pod: Pod, isReady: boolean): void {
    if (pod.isReady === isReady) return;
    pod.isReady = isReady;
    if (!isReady) pod.unreadySinceMs = this.cluster.agenda.nowMs;
    this.show(pod);
  }

  private backOff(pod: Pod, forMs: number): void {
    const { uid, name, workload } = pod;
    const where = `pod ${name}_${workload.namespace}(${uid})`;
    this.later(pod, 1_000, () => {
      Object.assign(pod, {
        container: 'waiting',
        last: pod.ended,
        ended: null,
        waiting: { reason: 'CrashLoopBackOff', message: `back-off ${forMs / 1_000}s restarting failed container=${container} ${where}` },
      });
      this.show(pod);
      this.repeatBackOff(pod, `Back-off restarting failed container ${container} in ${where}`, this.cluster.agenda.nowMs + forMs);
      this.later(pod, forMs, () => this.start(pod));
    });
  }

  private repeatBackOff(pod: Pod, message: string, untilMs: number): void {
    this.tell(pod, 'BackOff', message, 'Warning');
    this.later(pod, 13_000, () => {
      if (pod.container === 'waiting' && this.cluster.agenda.nowMs < untilMs) this.repeatBackOff(pod, message, untilMs);
    });
  }

  private pull(pod: Pod, backoffMs: number): void {
    if (pod.node?.isUp !== true) return;
    const { image, behaviour } = pod.revision;
    if (behaviour.pull !== 'fine') {
      this.refusePull(pod, backoffMs);
      return;
    }
    const takesMs = this.cluster.chance.int(400, 6_000);
    this.tell(pod, 'Pulling', `Pulling image "${image}"`);
    this.later(pod, takesMs, () => {
      this.tell(
        pod,
        'Pulled',
        `Successfully pulled image "${image}" in ${takesMs}ms (${takesMs}ms including waiting). Image size: 48219375 bytes.`,
      );
      this.start(pod);
    });
  }

  private refusePull(pod: Pod, backoffMs: number): void {
    const { image, behaviour } = pod.revision;
    const why =
      behaviour.pull === 'not-found'
        ? `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`
        : `failed to pull and unpack image "${image}": failed to resolve reference "${image}": failed to authorize: failed to fetch anonymous token: unexpected status from GET request: 401 Unauthorized`;
    this.tell(pod, 'Pulling', `Pulling image "${image}"`);
    this.later(pod, 900, () => {
      this.tell(pod, 'Failed', `Failed to pull image "${image}": ${why}`, 'Warning');
      this.tell(pod, 'Failed', 'Error: ErrImagePull', 'Warning');
      pod.waiting = { reason: 'ErrImagePull', message: why };
      this.show(pod);
      this.later(pod, 12_000, () => {
        this.tell(pod, 'BackOff', `Back-off pulling image "${image}"`);
        this.tell(pod, 'Failed', 'Error: ImagePullBackOff', 'Warning');
        pod.waiting = { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}"` };
        this.show(pod);
      });
      this.later(pod, 12_000 + backoffMs, () => this.pull(pod, Math.min(longestBackoffMs, backoffMs * 2)));
    });
  }

  private start(pod: Pod): void {
    if (pod.node?.isUp !== true) return;
    const { agenda, chance } = this.cluster;
    const again = pod.ended ?? pod.last;
    if (again !== null) pod.restarts += 1;
    Object.assign(pod, { last: again, ended: null, container: 'running', startedAtMs: agenda.nowMs, instance: pod.instance + 1 });
    pod.memoryBytes = (pod.workload.service?.memoryBytes ?? 40 << 20) * 0.7;
    this.tell(pod, 'Created', `Created container: ${container}`);
    this.tell(pod, 'Started', `Started container ${container}`);
    this.show(pod);
    this.speakOf(pod, 'start');
    const { behaviour } = pod.revision;
    const startupMs = pod.workload.startupMs * chance.between(0.8, 1.3);
    if (behaviour.crash !== null) this.planCrash(pod, behaviour.crash);
    if (behaviour.probe === 'liveness-port' || behaviour.probe === 'liveness-timing') this.planLivenessKill(pod);
    this.later(pod, startupMs, () => this.probeReadiness(pod));
  }

  private planCrash(pod: Pod, { afterMs, exitCode, words }: NonNullable<Pod['revision']['behaviour']['crash']>): void {
    this.later(pod, afterMs * this.cluster.chance.between(0.8, 1.2), () => {
      for (const complaint of words) this.cluster.say(pod, complaint);
      this.kill(pod, { exitCode, reason: 'Error' });
    });
  }

  /** Three failures ten seconds apart, or one at once. */
  private planLivenessKill(pod: Pod): void {
    const isImpatient = pod.revision.behaviour.probe === 'liveness-timing';
    const port = pod.workload.port + (isImpatient ? 0 : 1_000);
    const message = `Liveness probe failed: Get "http://${pod.ip}:${port}/live": dial tcp ${pod.ip}:${port}: connect: connection refused`;
    const failures = isImpatient ? [1_500] : [32_000, 42_000, 52_000];
    for (const forMs of failures) this.later(pod, forMs, () => this.tell(pod, 'Unhealthy', message, 'Warning'));
    this.later(pod, (failures.at(-1) ?? 0) + 200, () => {
      this.tell(pod, 'Killing', `Container ${container} failed liveness probe, will be restarted`);
      this.speakOf(pod, 'stop');
      this.kill(pod, { exitCode: isImpatient ? 143 : 0, reason: isImpatient ? 'Error' : 'Completed' });
    });
  }

  private probeReadiness(pod: Pod): void {
    const { workload, revision, ip } = pod;
    if (pod.node?.isUp !== true) return;
    const port = workload.port + (revision.behaviour.probe === 'readiness-port' ? 1_000 : 0);
    const refused = `Readiness probe failed: Get "http://${ip}:${port}/ready": dial tcp ${ip}:${port}: connect: connection refused`;
    const why = revision.behaviour.probe === 'readiness-port' ? refused : workload.unreadyBecause;
    if (why !== null) {
      this.tell(pod, 'Unhealthy', why, 'Warning');
      // Three failures in a row take a ready pod out.
      if (!pod.isReady || this.cluster.agenda.nowMs - pod.unreadySinceMs >= 3 * probeEveryMs) this.setReady(pod, false);
    } else {
      pod.unreadySinceMs = this.cluster.agenda.nowMs;
      this.setReady(pod, true);
    }
    if (why !== null || pod.isReady) this.later(pod, probeEveryMs, () => this.probeReadiness(pod));
  }

  private loseReadiness(pod: Pod): void {
    if (pod.isReady) [pod.isReady, pod.unreadySinceMs] = [false, this.cluster.agenda.nowMs];
  }

  private show(pod: Pod): void {
    this.cluster.tellPod(pod);
    this.changed(pod);
  }

  /** Unless the container was started anew or taken away meanwhile. */
  private later(pod: Pod, forMs: number, action: () => void): void {
    const { instance } = pod;
    this.cluster.agenda.after(forMs, () => {
      if (isLive(pod) && pod.instance === instance) action();
    });
  }

  private tell({ workload, name }: Pod, reason: string, message: string, severity: EventGiven['severity'] = 'Normal'): void {
    this.cluster.event({ namespace: workload.namespace, kind: 'Pod', name, reason, message, severity });
  }

  private speakOf(pod: Pod, when: 'start' | 'stop'): void {
    const { service } = pod.workload;
    if (service === null) return;
    const { chance, agenda } = this.cluster;
    const texts =
      when === 'start'
        ? ['starting {name}', 'configuration read, {n} settings', 'listening on port {port}']
        : ['received SIGTERM, draining', 'bye'];
    for (const [i, text] of texts.entries()) {
      const filled = text.replace('{name}', service.name).replace('{port}', String(service.port));
      this.cluster.say(pod, { level: 'INFO', text: speak(filled, { chance, latencyMs: 10 }) }, agenda.nowMs + i * 400);
    }
  }
}

/** Of those that take pods, the one with the fewest. */
function pickNode(cluster: Cluster): SimNode | null {
  const fit = cluster.nodes.filter(({ isReady, isCordoned, hasDiskPressure }) => isReady && !isCordoned && !hasDiskPressure);
  const counts = new Map<SimNode, number>(fit.map((node) => [node, 0]));
  for (const { pods } of cluster.workloads)
    for (const pod of pods) if (pod.node !== null && isLive(pod)) counts.set(pod.node, (counts.get(pod.node) ?? 0) + 1);
  return fit.reduce<SimNode | null>(
    (best, node) => (best === null || (counts.get(node) ?? 0) < (counts.get(best) ?? 0) ? node : best),
    null,
  );
}
