/** The cluster's state with all who act on it; what they do is told as watches would tell it, and what programs write as their lines. */
import type { KubeObject, LogStream, Observation } from '../../engine/index.ts';
import type { Chance } from '../traffic/chance.ts';
import { chanceOf } from '../traffic/chance.ts';
import { createAgenda, type Agenda } from './agenda.ts';
import type { Complaint } from './ailment.ts';
import { container, endpointsObject, nodeObject, podObject, replicaSetObject, serviceObject, workloadObject } from './objects.ts';
import type { Roster, Service } from './service.ts';
import { isLive, soundBehaviour, type Pod, type Revision, type SimNode, type Workload } from './state.ts';

/** One line of a container. */
export interface SimLine {
  readonly atMs: number;
  readonly stream: LogStream;
  /** Several lines where it has line feeds. */
  readonly text: string;
}

export interface EventGiven {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
  readonly message: string;
  readonly severity?: 'Normal' | 'Warning';
}

export interface Cluster {
  readonly agenda: Agenda;
  readonly chance: Chance;
  readonly nodes: readonly SimNode[];
  readonly workloads: readonly Workload[];
  /** By position in the roster. */
  of(service: number): Workload;
  /** What was told since the last call, in order of time. */
  take(): { readonly observations: readonly Observation[]; readonly lines: readonly SimLine[] };
  observe(observation: Observation): void;
  tell(object: KubeObject, deleted?: boolean): void;
  tellPod(pod: Pod, deleted?: boolean): void;
  tellWorkload(workload: Workload): void;
  tellNode(node: SimNode): void;
  tellService(workload: Workload): void;
  /** Equal ones within ten minutes are one Event with a count, as the API server keeps them. */
  event(given: EventGiven): void;
  say(pod: Pod, complaint: Complaint, atMs?: number): void;
  write(line: SimLine): void;
}

/** Event recorders start a new series after this time. */
const sameEventMs = 600_000;

export function createCluster(roster: Roster, seed: number, startAtMs: number): Cluster {
  const agenda = createAgenda(startAtMs);
  const chance = chanceOf('cluster', seed);
  const nodes = roster.nodes.map((name, i): SimNode => ({
    name,
    ip: `10.0.4.${10 + i}`,
    isUp: true,
    isReady: true,
    isCordoned: false,
    hasDiskPressure: false,
    extraLatencyMs: 0,
  }));
  const workloads = [...roster.services.map((service) => workloadOf(service, roster)), nameServer()];
  const speaker = createSpeaker(agenda);
  const cluster: Cluster = {
    ...speaker,
    agenda,
    chance,
    nodes,
    workloads,
    of(service) {
      const workload = workloads[service];
      if (workload === undefined) throw new Error(`no service ${service}`);
      return workload;
    },
    tellPod: (pod, deleted = false) => speaker.tell(podObject(pod, agenda.nowMs), deleted),
    tellWorkload(workload) {
      const nowMs = agenda.nowMs;
      const inUse = workload.revisions.filter(
        (revision) => revision === workload.current || workload.pods.some((pod) => pod.revision === revision),
      );
      if (workload.kind === 'Deployment') for (const revision of inUse) speaker.tell(replicaSetObject(workload, revision, nowMs));
      speaker.tell(workloadObject(workload, nowMs));
      speaker.tell(endpointsObject(workload, nowMs));
    },
    tellNode: (node) => speaker.tell(nodeObject(node, agenda.nowMs)),
    tellService: (workload) => speaker.tell(serviceObject(workload, agenda.nowMs)),
  };
  return cluster;
}

type Speaker = Pick<Cluster, 'take' | 'observe' | 'tell' | 'event' | 'say' | 'write'>;

function createSpeaker(agenda: Agenda): Speaker {
  let observations: Observation[] = [];
  let lines: SimLine[] = [];
  const events = new Map<string, { sinceAtMs: number; lastAtMs: number; count: number }>();
  const write = (line: SimLine): void => void lines.push(line);
  return {
    take() {
      const taken = { observations, lines: lines.toSorted((a, b) => a.atMs - b.atMs) };
      [observations, lines] = [[], []];
      return taken;
    },
    observe: (observation) => void observations.push(observation),
    tell: (object, deleted = false) => void observations.push({ type: 'object', atMs: agenda.nowMs, object, deleted }),
    event({ namespace, kind, name, reason, message, severity = 'Normal' }) {
      const nowMs = agenda.nowMs;
      const key = `${kind} ${namespace}/${name} ${reason} ${message}`;
      const known = events.get(key);
      const isSame = known !== undefined && nowMs - known.lastAtMs < sameEventMs;
      const series = isSame ? { ...known, lastAtMs: nowMs, count: known.count + 1 } : { sinceAtMs: nowMs, lastAtMs: nowMs, count: 1 };
      events.set(key, series);
      if (events.size > 5_000) events.delete(events.keys().next().value ?? '');
      const { count, sinceAtMs } = series;
      observations.push({ type: 'event', atMs: nowMs, namespace, object: { kind, name }, reason, message, severity, count, sinceAtMs });
    },
    say(pod, { level, text, rest = [] }, atMs = agenda.nowMs) {
      const dialect = pod.workload.service?.dialect;
      if (dialect === undefined) return;
      const first = dialect({ atMs, level, text, part: pod.workload.service?.noun ?? 'main', trace: null, thread: 1 });
      write({ atMs, stream: streamOf(pod), text: [first, ...rest].join('\n') });
    },
    write,
  };
}

function workloadOf(service: Service, roster: Roster): Workload {
  const { namespace, name, kind, port, startupMs, replicas, limitBytes } = service;
  const env = Object.fromEntries([
    ...service.calls.flatMap(({ service: at }) => {
      const target = roster.services[at];
      return target === undefined ? [] : [[`${shout(target.noun)}_ADDR`, `${hostOf(target, namespace)}:${target.port}`]];
    }),
    ...service.externals.map((host) => [`${shout(host.split('.')[1] ?? host)}_URL`, `https://${host}`]),
  ]);
  const current: Revision = { number: 1, image: `registry.acme.example/${name}:1.0.0`, env, limitBytes, behaviour: soundBehaviour };
  return {
    namespace,
    kind,
    name,
    port,
    service,
    startupMs,
    wanted: replicas,
    current,
    revisions: [current],
    uid: `wl-${namespace}-${name}`,
    isRecreated: false,
    ...idle(),
  };
}

/** What resolves the names of the others. */
function nameServer(): Workload {
  const current: Revision = {
    number: 1,
    image: 'registry.k8s.io/coredns/coredns:v1.11.1',
    env: {},
    limitBytes: 170 << 20,
    behaviour: soundBehaviour,
  };
  return {
    namespace: 'kube-system',
    kind: 'Deployment',
    name: 'coredns',
    port: 53,
    uid: 'wl-coredns',
    service: null,
    startupMs: 2_000,
    isRecreated: false,
    wanted: 2,
    current,
    revisions: [current],
    ...idle(),
  };
}

function idle() {
  return {
    pods: [] as Pod[],
    refusal: null,
    rolloutSinceMs: null,
    hasStalled: false,
    nextPod: 0,
    leakBytesPerMinute: 0,
    extraCores: 0,
    unreadyBecause: null,
  };
}

/** Within a namespace the short name will do. */
export function hostOf({ name, namespace }: Pick<Service, 'name' | 'namespace'>, from: string): string {
  return namespace === from ? name : `${name}.${namespace}`;
}

const streams = new WeakMap<Pod, LogStream>();

/** Of the container as it runs now. */
export function streamOf(pod: Pod): LogStream {
  const known = streams.get(pod);
  if (known !== undefined && known.restartCount === pod.restarts && known.node === pod.node?.name) return known;
  const { namespace, kind, name } = pod.workload;
  const stream = { workload: { namespace, kind, name }, pod: pod.name, container, restartCount: pod.restarts, node: pod.node?.name };
  streams.set(pod, stream);
  return stream;
}

export function podsOn(cluster: Cluster, node: SimNode): readonly Pod[] {
  return cluster.workloads.flatMap(({ pods }) => pods.filter((pod) => pod.node === node && isLive(pod)));
}

function shout(text: string): string {
  return text.replaceAll('-', '_').toUpperCase();
}
