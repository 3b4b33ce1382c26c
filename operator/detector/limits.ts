/** How much of the operator each LogDetector gets, within the limits of the administrator's configuration. What is refused is said. */
import { workloadId } from '../../engine/index.ts';
import { detectorKey, isClusterKey, namespaceOf } from '../detector-key.ts';
import type { FollowTarget } from '../pipeline/supervisor.ts';

/** `limits` of the configuration. */
export interface UsageLimits {
  readonly detectorsPerNamespace: number;
  readonly detectors: number;
  readonly streamsPerNamespace: number;
  /** Of all ClusterLogDetectors together. */
  readonly streamsOfClusterDetectors: number;
  readonly streams: number;
}

interface Named {
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined; readonly creationTimestamp?: unknown };
}

/** The detectors in the order of their age, the oldest first. */
export interface Ranks {
  readonly total: number;
  /** How many are older, in all and in its own namespace, and how many there are in that; of one that is not known, none. */
  of(key: string): Rank;
}

interface Rank {
  readonly olderInAll: number;
  readonly olderInNamespace: number;
  readonly inNamespace: number;
}

/** Sorted once and not at every question: there may be ten thousand. Equal ages, as of objects applied together, are told apart by name. Pure. */
export function rankDetectors(all: readonly Named[]): Ranks {
  const aged = all.map((one) => ({ key: detectorKey(one), createdAt: createdAt(one) }));
  const ordered = aged.toSorted((a, b) => compare(a.createdAt, b.createdAt) || compare(a.key, b.key));
  const inNamespace = new Map<string, number>();
  const places = ordered.map(({ key }, olderInAll) => {
    const olderInNamespace = inNamespace.get(namespaceOf(key)) ?? 0;
    inNamespace.set(namespaceOf(key), olderInNamespace + 1);
    return [key, { olderInAll, olderInNamespace }] as const;
  });
  const known = new Map(places);
  return {
    total: all.length,
    of: (key) => ({ ...(known.get(key) ?? { olderInAll: 0, olderInNamespace: 0 }), inNamespace: inNamespace.get(namespaceOf(key)) ?? 0 }),
  };
}

/** Null, or a sentence on why the detector is not served: the oldest are. Pure. */
export function refuseDetector(key: string, ranks: Ranks, limits: UsageLimits): string | null {
  const { olderInAll, olderInNamespace, inNamespace } = ranks.of(key);
  // Those of the cluster are made by its administrators, who bind tenants and not themselves.
  if (!isClusterKey(key) && olderInNamespace >= limits.detectorsPerNamespace) {
    const facts = `Namespace ${namespaceOf(key)} has ${inNamespace} LogDetectors`;
    return refusal(facts, 'detectorsPerNamespace', limits.detectorsPerNamespace);
  }
  return olderInAll < limits.detectors ? null : refusal(`There are ${ranks.total} LogDetectors in all`, 'detectors', limits.detectors);
}

/** What a detector may follow of what it wants. */
export interface Share {
  readonly targets: readonly FollowTarget[];
  /** Containers for which no log stream is left. */
  readonly beyond: readonly FollowTarget[];
  /** Null, or a sentence on the limit that stands in the way and what to do. */
  readonly problem: string | null;
}

/** Log streams, divided among the detectors. Who has one keeps it, so that nothing is opened and closed in turns. */
export interface Shares {
  /** `isRead`: nothing more will come of the instance, so it needs no stream. */
  divide(detector: string, wanted: readonly FollowTarget[], isRead: (target: FollowTarget) => boolean): Share;
  release(detector: string): void;
}

export function createShares(limits: () => UsageLimits): Shares {
  /** Containers with a stream, of each detector. */
  const held = new Map<string, ReadonlySet<string>>();

  /** Streams that are left for the detector, and by which limit. */
  function roomOf(detector: string): { readonly streams: number; readonly limit: StreamLimit } {
    const { streams, ...shares } = limits();
    const namespace = namespaceOf(detector);
    const limit = isClusterKey(detector) ? 'streamsOfClusterDetectors' : 'streamsPerNamespace';
    let [inAll, inNamespace] = [0, 0];
    for (const [other, { size }] of held) {
      if (other === detector) continue;
      inAll += size;
      if (namespaceOf(other) === namespace) inNamespace += size;
    }
    const [left, leftInNamespace] = [Math.max(0, streams - inAll), Math.max(0, shares[limit] - inNamespace)];
    return left < leftInNamespace ? { streams: left, limit: 'streams' } : { streams: leftInNamespace, limit };
  }

  return {
    divide(detector, wanted, isRead) {
      const containers = Map.groupBy(wanted, containerOf);
      const busy = [...containers].filter(([, instances]) => !instances.every(isRead));
      const known = held.get(detector);
      const room = roomOf(detector);
      const ordered = broadFirst(busy).toSorted(([a], [b]) => Number(known?.has(b) ?? false) - Number(known?.has(a) ?? false));
      held.set(detector, new Set(ordered.slice(0, room.streams).map(([container]) => container)));
      const left = ordered.slice(room.streams);
      if (left.length === 0) return { targets: wanted, beyond: [], problem: null };
      const beyond = new Set(left.map(([container]) => container));
      return {
        targets: wanted.filter((target) => !beyond.has(containerOf(target))),
        beyond: wanted.filter((target) => beyond.has(containerOf(target))),
        problem: tooFew(detector, { wanted: busy.length, left: left.length, limit: room.limit, value: limits()[room.limit] }),
      };
    },
    release: (detector) => void held.delete(detector),
  };
}

type StreamLimit = 'streamsPerNamespace' | 'streamsOfClusterDetectors' | 'streams';

const byAdministrator = "of the administrator's configuration";

function refusal(facts: string, limit: keyof UsageLimits, value: number): string {
  return (
    `${facts}, and limits.${limit} ${byAdministrator} serves the oldest ${value}, to which this one does not belong: no line of its pods ` +
    'is read. Delete LogDetectors, or have the administrator raise the limit.'
  );
}

interface Lack {
  readonly wanted: number;
  readonly left: number;
  readonly limit: StreamLimit;
  readonly value: number;
}

function tooFew(detector: string, { wanted, left, limit, value }: Lack): string {
  const whose = {
    streams: 'in all namespaces together',
    streamsOfClusterDetectors: 'to all ClusterLogDetectors together',
    streamsPerNamespace: `in namespace ${namespaceOf(detector)}`,
  }[limit];
  return (
    `${left} of ${wanted} containers are not followed: limits.${limit} ${byAdministrator} allows ${value} log streams ${whose}. Select fewer ` +
    'pods (spec.selector), leave containers out (spec.containers.exclude), or have the administrator raise the limit.'
  );
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** RFC 3339 in UTC, as the API server writes it, sorts by time. */
function createdAt({ metadata: { creationTimestamp } }: Named): string {
  return typeof creationTimestamp === 'string' ? creationTimestamp : '';
}

function containerOf({ podUid, container }: FollowTarget): string {
  return `${podUid}/${container}`;
}

/** One pod of every workload before the second of any: a workload that is not read at all is the greater loss. */
function broadFirst(containers: readonly (readonly [string, readonly FollowTarget[]])[]) {
  const counts = new Map<string, number>();
  const ranked = containers.map((entry) => {
    const target = entry[1][0];
    const group = target ? `${workloadId(target.workload)}/${target.container}` : '';
    const rank = counts.get(group) ?? 0;
    counts.set(group, rank + 1);
    return { entry, rank };
  });
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ entry }) => entry);
}
