/** Which namespaces each detector reads, and what it is to be told of when that changes. */
import type { Observation } from '../../engine/index.ts';

/** Each namespace with what decides which of its objects concern the detector: where that changes, it is told of them anew. */
export type Namespaces = ReadonlyMap<string, string>;

export interface Reach {
  set(detector: string, namespaces: Namespaces): void;
  reads(detector: string, namespace: string): boolean;
  of(detector: string): readonly string[];
  readersOf(namespace: string): readonly string[];
  /** That any detector reads. */
  namespaces(): readonly string[];
  /** What a detector that is read already is to be told because of `set`; called before it. */
  news(detector: string, namespaces: Namespaces): readonly Observation[];
  forget(detector: string): void;
}

export interface ReachOptions {
  /** What the watches know of namespaces and of what lies in none. */
  known(this: void, namespaces: readonly string[]): readonly Observation[];
  /** What the detector may hear of the fact; null: nothing. */
  heard(this: void, detector: string, observation: Observation): Observation | null;
}

export function createReach({ known, heard }: ReachOptions): Reach {
  const read = new Map<string, Namespaces>();
  return {
    set: (detector, namespaces) => void read.set(detector, namespaces),
    reads: (detector, namespace) => read.get(detector)?.has(namespace) === true,
    of: (detector) => [...(read.get(detector)?.keys() ?? [])],
    readersOf: (namespace) => [...read].filter(([, namespaces]) => namespaces.has(namespace)).map(([detector]) => detector),
    namespaces: () => [...new Set([...read.values()].flatMap((namespaces) => [...namespaces.keys()]))],
    news(detector, namespaces) {
      const before = read.get(detector);
      const changed = [...namespaces].filter(([namespace, by]) => before?.get(namespace) !== by).map(([namespace]) => namespace);
      const lost = [...(before?.keys() ?? [])].filter((namespace) => !namespaces.has(namespace));
      if (changed.length + lost.length === 0) return [];
      return known([...changed, ...lost]).flatMap((observation) => {
        const own = isWithin(changed, observation) ? heard(detector, observation) : null;
        return own === null ? asGone(observation) : [own];
      });
    },
    forget: (detector) => void read.delete(detector),
  };
}

/** What is told only to whoever reads such pods; all else of a namespace is everybody's there, and goes unnoticed where it is not read any more. */
const ofPods: ReadonlySet<string> = new Set(['Pod', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob']);

/** Of what concerns it no more a detector hears as of what is gone: it is not to wait for its lines, nor to speak of its state. */
function asGone(observation: Observation): readonly Observation[] {
  return observation.type === 'object' && ofPods.has(observation.object.kind) ? [{ ...observation, deleted: true }] : [];
}

/** What lies in no namespace is everybody's. */
function isWithin(namespaces: readonly string[], observation: Observation): boolean {
  if (observation.type === 'event') return namespaces.includes(observation.namespace);
  const namespace = observation.type === 'object' ? observation.object.metadata.namespace : undefined;
  return namespace === undefined || namespaces.includes(namespace);
}
