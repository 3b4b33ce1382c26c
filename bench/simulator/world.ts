/** Runs the simulated cluster, slot by slot, and hands on what the operator would see of it. */
import type { Observation } from '../../engine/index.ts';
import { dayMs, minuteMs, startAtMs } from '../traffic/calendar.ts';
import type { SimLine } from './cluster.ts';
import { createDirector } from './director.ts';
import type { Fault, Happening } from './fault.ts';
import { fareOfAll, type Fare } from './flow.ts';
import { planHappenings } from './happenings.ts';
import { planJobs } from './jobs.ts';
import { createLoad } from './load.ts';
import { container } from './objects.ts';
import { drawRoster } from './roster.ts';
import type { Roster, Service } from './service.ts';
import { createStage, type Stage } from './stage.ts';
import { isLive, type Pod } from './state.ts';
import { createVoice } from './voice.ts';

export interface SimulatorOptions {
  readonly seed: number;
  readonly days: number;
  readonly services: number;
}

export interface Slot {
  readonly nowMs: number;
  /** Both in order of time. */
  readonly observations: readonly Observation[];
  readonly lines: readonly SimLine[];
  /** A fault goes on, or has just gone. */
  readonly isTense: boolean;
}

export interface Simulated {
  readonly roster: Roster;
  readonly faults: readonly Fault[];
  readonly happenings: readonly Happening[];
  readonly fromAtMs: number;
  readonly untilAtMs: number;
  readonly lines: number;
}

export const slotMs = 5_000;
const echoMs = 15 * minuteMs;

/** Equal options give equal slots. */
export function simulate({ seed, days, services }: SimulatorOptions, sink: (slot: Slot) => void): Simulated {
  const roster = drawRoster({ seed, services });
  const [fromAtMs, untilAtMs] = [startAtMs, startAtMs + days * dayMs];
  const stage = createStage(roster, seed, fromAtMs);
  const { cluster } = stage;
  const director = createDirector(stage, { seed, fromAtMs, untilAtMs });
  const happenings = planHappenings(stage, { fromAtMs, untilAtMs });
  planJobs(stage, fromAtMs, untilAtMs);
  const load = createLoad(roster, seed);
  const voice = createVoice(cluster, roster, seed);
  let lines = 0;
  for (let nowMs = fromAtMs + slotMs; nowMs <= untilAtMs; nowMs += slotMs) {
    cluster.agenda.run(nowMs);
    const fares = fareOfAll(cluster, roster, stage.weather);
    const loads = load.at(nowMs, stage.loadFactor);
    for (const service of roster.services) {
      const fare = fares[service.index];
      if (fare !== undefined) voice.write({ service, load: loads[service.index] ?? 0, fare, forMs: slotMs });
    }
    grow(stage, loads);
    if (nowMs % minuteMs === 0) measure(stage, { loads, fares });
    director.watch(nowMs, (service) => fares[service]?.failed ?? 0);
    const taken = cluster.take();
    lines += taken.lines.length;
    const isTense = director.faults.some(({ beginAtMs, endAtMs }) => nowMs >= beginAtMs && nowMs <= endAtMs + echoMs);
    sink({ nowMs, ...taken, isTense });
  }
  return { roster, faults: director.faults, happenings, fromAtMs, untilAtMs, lines };
}

/** What was killed for its memory gets its share of the requests at once, and grows the faster. */
const refillFactor = 5;

function grow({ cluster, controllers, chance }: Stage, loads: readonly number[]): void {
  for (const { pods, service, leakBytesPerMinute, current } of cluster.workloads) {
    if (service === null) continue;
    const usual = service.memoryBytes * (0.9 + 0.1 * Math.min(2, loads[service.index] ?? 1));
    for (const pod of pods) {
      if (pod.container !== 'running' || pod.node?.isUp !== true) continue;
      if (leakBytesPerMinute === 0) pod.memoryBytes += (usual - pod.memoryBytes) * 0.02 + service.memoryBytes * 0.002 * chance.normal();
      else pod.memoryBytes += ((leakBytesPerMinute * slotMs) / minuteMs) * (pod.last?.reason === 'OOMKilled' ? refillFactor : paceOf(pod));
      if (pod.memoryBytes >= Math.min(current.limitBytes, pod.revision.limitBytes))
        controllers.kubelet.kill(pod, { exitCode: 137, reason: 'OOMKilled' });
    }
  }
}

/** Pods of one workload do not fill up at the same second. */
function paceOf({ ip }: Pod): number {
  return 0.9 + (Number(ip.split('.')[3]) % 10) / 50;
}

function measure(
  { cluster, chance }: Stage,
  { loads, fares }: { readonly loads: readonly number[]; readonly fares: readonly Fare[] },
): void {
  const atMs = cluster.agenda.nowMs;
  for (const { pods, service, namespace, extraCores, wanted } of cluster.workloads) {
    for (const [place, pod] of pods.entries()) {
      if (!isLive(pod) || pod.container !== 'running' || pod.node?.isUp !== true) continue;
      const cores = coresOf(service, { load: loads, fares, wanted }) * Math.exp(0.08 * chance.normal()) + (place === 0 ? extraCores : 0);
      const about = { type: 'metric' as const, atMs, namespace, pod: pod.name, container, node: pod.node.name };
      cluster.observe({ ...about, name: 'memory', value: Math.round(pod.memoryBytes) });
      cluster.observe({ ...about, name: 'cpu', value: Number(cores.toFixed(4)) });
    }
  }
}

interface Burden {
  readonly load: readonly number[];
  readonly fares: readonly Fare[];
  readonly wanted: number;
}

/** Of one pod; what fails costs a little more than what works. */
function coresOf(service: Service | null, { load, fares, wanted }: Burden): number {
  if (service === null) return 0.02;
  const { index, cpuCores, replicas } = service;
  return (cpuCores * (load[index] ?? 1) * (1 + 0.2 * (fares[index]?.failed ?? 0))) / Math.max(1, wanted / replicas);
}
