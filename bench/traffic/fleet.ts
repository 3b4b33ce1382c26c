/** The pods of one service: rolling releases, scaling, sleep. All changes come at whole minutes; a pod serves from the minute after its start. */
import type { KubeObject, LogStream } from '../../engine/index.ts';
import { minuteMs } from './calendar.ts';
import { container, hashOf, podObject, replicaSetObject, serviceObject, workloadObject, type Deployed } from './objects.ts';
import type { Service } from './service.ts';
import { nodes } from './statement.ts';

export interface Pod {
  readonly stream: LogStream;
  readonly createdAtMs: number;
  readonly revision: number;
}

/** What happens in a minute besides traffic. */
export interface FleetMinute {
  readonly serving: readonly Pod[];
  readonly started: readonly Pod[];
  readonly stopped: readonly Pod[];
}

export const emptyFleet: FleetMinute = { serving: [], started: [], stopped: [] };

export interface Fleet {
  /** Replaces one pod a minute. */
  release(): void;
  scaleTo(replicas: number): void;
  readonly wanted: number;
  /** To be called for every minute in turn. */
  minute(atMs: number): FleetMinute;
}

export interface FleetOptions {
  readonly service: Service;
  readonly callees: readonly string[];
  readonly tell: (object: KubeObject, deleted?: boolean) => void;
}

export function createFleet(options: FleetOptions): Fleet {
  return new Pods(options);
}

interface Change {
  readonly started: readonly Pod[];
  readonly stopped: readonly Pod[];
}

class Pods implements Fleet {
  wanted: number;
  private readonly options: FleetOptions;
  private pods: readonly Pod[] = [];
  private going: readonly Pod[] = [];
  private revision = 1;
  private numbered = 0;
  private isChanged = true;
  private bornAtMs = Number.NaN;
  private releasedAtMs = Number.NaN;

  constructor(options: FleetOptions) {
    this.options = options;
    this.wanted = options.service.replicas;
  }

  release(): void {
    this.revision += 1;
    this.isChanged = true;
    this.releasedAtMs = Number.NaN;
  }

  scaleTo(replicas: number): void {
    if (replicas !== this.wanted) this.isChanged = true;
    this.wanted = replicas;
  }

  minute(atMs: number): FleetMinute {
    for (const pod of this.going) if (!has(this.pods, pod)) this.show(pod, 'gone');
    for (const pod of this.pods) if (pod.createdAtMs === atMs - minuteMs) this.show(pod, 'ready');
    if (this.isChanged) this.showWorkload(atMs);
    const isFull = this.pods.length === this.wanted;
    const { started, stopped } = isFull ? this.roll(atMs) : this.resize(atMs);
    for (const pod of stopped) if (!has(started, pod)) this.show(pod, 'stopping');
    this.pods = isFull ? replaced(this.pods, stopped, started) : [...this.pods.filter((pod) => !stopped.includes(pod)), ...started];
    this.going = stopped;
    const ready = this.pods.filter(({ createdAtMs }) => createdAtMs < atMs || createdAtMs === this.bornAtMs);
    return { serving: ready.length > 0 ? ready : this.pods, started, stopped };
  }

  /** One pod of an old release makes way; of a StatefulSet its successor has its name. */
  private roll(atMs: number): Change {
    const old = this.pods.find((pod) => pod.revision < this.revision);
    if (old === undefined) return { started: [], stopped: [] };
    return { started: [this.start(atMs, this.isStateful() ? old.stream.pod : this.drawnName())], stopped: [old] };
  }

  private resize(atMs: number): Change {
    const { name } = this.options.service.ref;
    const first = this.pods.length;
    const started = Array.from({ length: Math.max(0, this.wanted - first) }, (_, i) =>
      this.start(atMs, this.isStateful() ? `${name}-${first + i}` : this.drawnName()),
    );
    return { started, stopped: this.pods.slice(this.wanted) };
  }

  private start(atMs: number, name: string): Pod {
    const { ref, index } = this.options.service;
    const node = `node-${1 + ((index + this.numbered) % nodes)}`;
    const pod = { stream: { workload: ref, pod: name, container, restartCount: 0, node }, createdAtMs: atMs, revision: this.revision };
    this.numbered += 1;
    this.show(pod, 'starting');
    return pod;
  }

  private show({ stream, createdAtMs, revision }: Pod, state: 'starting' | 'ready' | 'stopping' | 'gone'): void {
    const isStopping = state === 'stopping' || state === 'gone';
    const shown = { name: stream.pod, node: stream.node ?? '', createdAtMs, revision, isReady: state === 'ready', isStopping };
    this.options.tell(podObject(this.deployed(), shown), state === 'gone');
  }

  private showWorkload(atMs: number): void {
    const { tell, service } = this.options;
    if (Number.isNaN(this.bornAtMs)) {
      this.bornAtMs = atMs;
      tell(serviceObject(service, atMs));
    }
    if (Number.isNaN(this.releasedAtMs)) this.releasedAtMs = atMs;
    this.isChanged = false;
    tell(workloadObject(this.deployed()));
    if (!this.isStateful()) tell(replicaSetObject(this.deployed(), this.releasedAtMs));
  }

  private deployed(): Deployed {
    const { service, callees } = this.options;
    return { service, callees, revision: this.revision, replicas: this.wanted, createdAtMs: this.bornAtMs };
  }

  private isStateful(): boolean {
    return this.options.service.ref.kind === 'StatefulSet';
  }

  private drawnName(): string {
    return `${this.options.service.ref.name}-${hashOf(this.revision)}-${(this.numbered * 7_919 + 46_656).toString(36).slice(-5)}`;
  }
}

function has(pods: readonly Pod[], { stream }: Pod): boolean {
  return pods.some((pod) => pod.stream.pod === stream.pod);
}

/** In place, so that the ordinals of a StatefulSet stay in order. */
function replaced(pods: readonly Pod[], stopped: readonly Pod[], started: readonly Pod[]): readonly Pod[] {
  return pods.map((pod) => started[stopped.indexOf(pod)] ?? pod);
}
