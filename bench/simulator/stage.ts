/** Where faults and ordinary happenings act: the cluster, its controllers, and what no object shows. */
import { chanceOf, type Chance } from '../traffic/chance.ts';
import { createCluster, type Cluster } from './cluster.ts';
import { createControllers, type Controllers } from './controllers.ts';
import type { Condition, Trouble } from './flow.ts';
import type { Roster, Service } from './service.ts';
import { isServing, type Behaviour, soundBehaviour, type Workload } from './state.ts';

export interface Stage {
  readonly roster: Roster;
  readonly cluster: Cluster;
  readonly controllers: Controllers;
  readonly chance: Chance;
  readonly weather: { readonly conditions: Map<string, Condition>; readonly externals: Map<string, Trouble>; unresolved: number };
  /** Factor of the whole load. */
  loadFactor: number;
  /** Services that a fault has to itself, so that nothing ordinary is done to them meanwhile. */
  readonly busy: Set<number>;
}

/** The cluster has run for a while before anybody looks. */
const warmMs = 600_000;

export function createStage(roster: Roster, seed: number, startAtMs: number): Stage {
  const cluster = createCluster(roster, seed, startAtMs - warmMs);
  const controllers = createControllers(cluster);
  for (const workload of cluster.workloads) controllers.reconcile(workload);
  cluster.agenda.run(startAtMs);
  cluster.take();
  for (const node of cluster.nodes) cluster.tellNode(node);
  for (const workload of cluster.workloads) {
    cluster.tellService(workload);
    cluster.tellWorkload(workload);
    for (const pod of workload.pods) cluster.tellPod(pod);
  }
  const weather = { conditions: new Map(), externals: new Map(), unresolved: 0 };
  return { roster, cluster, controllers, chance: chanceOf('stage', seed), weather, loadFactor: 1, busy: new Set() };
}

/** The services themselves and all who call them, directly or not. */
export function callersOf(roster: Roster, services: readonly number[]): readonly number[] {
  const reached = new Set(services);
  for (const { index, calls } of roster.services.toReversed()) if (calls.some(({ service }) => reached.has(service))) reached.add(index);
  return [...reached];
}

/** That others call, none of them in a fault. */
export function freeServices({ roster, busy }: Stage, isFit: (service: Service, callers: number) => boolean): readonly Service[] {
  return roster.services.filter((service) => {
    const callers = roster.services.filter(({ calls }) => calls.some((call) => call.service === service.index)).length;
    return !busy.has(service.index) && isFit(service, callers);
  });
}

export function change(workload: Workload, behaviour: Partial<Behaviour>): void {
  workload.current.behaviour = { ...workload.current.behaviour, ...behaviour };
}

export function heal(workload: Workload): void {
  workload.current.behaviour = soundBehaviour;
}

/** The image after this one. */
export function nextImage(workload: Workload): string {
  const name = workload.current.image.replace(/:[^:/]*$/, '');
  return `${name}:1.${(workload.revisions.at(-1)?.number ?? 0) + 1}.0`;
}

export function countServing(workload: Workload): number {
  return workload.pods.filter(isServing).length;
}
