/** How much of the operator each LogDetector gets, within the limits of the administrator's configuration. What is refused is said. */
import { workloadId, type KubeObject } from '../../engine/index.ts';
import { detectorKey, isClusterKey, namespaceOf } from '../detector-key.ts';
import type { FollowTarget, Pipeline } from '../pipeline/supervisor.ts';
import { fairShares } from './fair.ts';
import { troublesOf } from './trouble.ts';
import { createTurns, turnForMs, type Candidate, type Turns } from './turns.ts';

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
  /** Containers that have no log stream now; their turn comes, unless there is no stream at all. */
  readonly beyond: readonly FollowTarget[];
  /** Null, or a sentence on the limit that stands in the way and what to do. */
  readonly problem: string | null;
}

/** What is known of the containers of a detector. */
export interface Known {
  /** Nothing more will come of the instance, so it needs no stream. */
  isRead(this: void, target: FollowTarget): boolean;
  /** Lines of it have been read. */
  isSeen(this: void, target: FollowTarget): boolean;
  /** When its log was opened; null while it is not. */
  openedAtMs(this: void, target: FollowTarget): number | null;
  /** When containers were last in trouble, as of `troublesOf`; asked only where there are too few streams. */
  troubles(this: void): ReadonlyMap<string, number>;
}

export function knownOf(pipeline: Pick<Pipeline, 'isRead' | 'isSeen' | 'openedAtMs'>, pods: readonly KubeObject[]): Known {
  return {
    isRead: (target) => pipeline.isRead(target),
    isSeen: (target) => pipeline.isSeen(target),
    openedAtMs: (target) => pipeline.openedAtMs(target),
    troubles: () => troublesOf(pods),
  };
}

/** Log streams, divided among the detectors: none gets fewer than another that wants no more. Who wants more than it gets reads in turns. */
export interface Shares {
  divide(detector: string, wanted: readonly FollowTarget[], known: Known): Share;
  release(detector: string): void;
}

interface Holding {
  readonly wanted: number;
  readonly streams: number;
  readonly turns: Turns;
}

export function createShares(limits: () => UsageLimits, now: () => number): Shares {
  const holdings = new Map<string, Holding>();

  /** Streams that are for the detector, by which limit, and how many of them others have not given back yet. */
  function roomOf(detector: string): { readonly streams: number; readonly limit: StreamLimit } {
    const { streams: inAll, ...shares } = limits();
    const limit = isClusterKey(detector) ? 'streamsOfClusterDetectors' : 'streamsPerNamespace';
    const namespace = namespaceOf(detector);
    const near = [...holdings].filter(([other]) => namespaceOf(other) === namespace);
    const own = Math.min(shareOf(detector, near, shares[limit]), shares[limit] - heldBy(detector, near));
    const everybody = [...holdings].map(
      ([other, holding]) => [other, { ...holding, wanted: Math.min(holding.wanted, shares[limitOf(other)]) }] as const,
    );
    const ofAll = Math.min(shareOf(detector, everybody, inAll), inAll - heldBy(detector, everybody));
    return ofAll < own ? { streams: Math.max(0, ofAll), limit: 'streams' } : { streams: Math.max(0, own), limit };
  }

  return {
    divide(detector, wanted, known) {
      const containers = Map.groupBy(wanted, containerOf);
      const busy = new Map([...containers].filter(([, instances]) => !instances.every(known.isRead)));
      const turns = holdings.get(detector)?.turns ?? createTurns();
      holdings.set(detector, { wanted: busy.size, streams: holdings.get(detector)?.streams ?? 0, turns });
      const room = roomOf(detector);
      holdings.set(detector, { wanted: busy.size, streams: Math.min(room.streams, busy.size), turns });
      const troubles = room.streams < busy.size ? known.troubles() : new Map<string, number>();
      const reading = turns.pick(candidatesOf(busy, known, troubles), room.streams, now());
      if (reading.size === busy.size) return { targets: wanted, beyond: [], problem: null };
      const isBeyond = (target: FollowTarget): boolean => busy.has(containerOf(target)) && !reading.has(containerOf(target));
      return {
        targets: wanted.flatMap((target) =>
          isBeyond(target) ? [] : inTurn(target, reading.get(containerOf(target)), troubles.get(containerOf(target))),
        ),
        beyond: wanted.filter(isBeyond),
        problem: tooFew(detector, { wanted: busy.size, read: reading.size, limit: room.limit, value: limits()[room.limit] }),
      };
    },
    release: (detector) => void holdings.delete(detector),
  };
}

function limitOf(detector: string): Exclude<StreamLimit, 'streams'> {
  return isClusterKey(detector) ? 'streamsOfClusterDetectors' : 'streamsPerNamespace';
}

type Holdings = readonly (readonly [string, Holding])[];

function shareOf(detector: string, holdings: Holdings, all: number): number {
  const shares = fairShares(
    holdings.map(([, { wanted }]) => wanted),
    all,
  );
  return shares[holdings.findIndex(([other]) => other === detector)] ?? 0;
}

function heldBy(detector: string, holdings: Holdings): number {
  return holdings.reduce((sum, [other, { streams }]) => (other === detector ? sum : sum + streams), 0);
}

function candidatesOf(
  containers: ReadonlyMap<string, readonly FollowTarget[]>,
  { isSeen, openedAtMs }: Known,
  troubles: ReadonlyMap<string, number>,
): readonly Candidate[] {
  return [...containers].flatMap(([key, instances]) => {
    const target = instances.at(-1);
    if (target === undefined) return [];
    const group = `${workloadId(target.workload)}/${target.container}`;
    return [{ key, group, isSeen: instances.some(isSeen), openedAtMs: openedAtMs(target), troubledAtMs: troubles.get(key) ?? null }];
  });
}

/** Where the turn of its container begins; of the instance before it something lies in the turn only if the trouble does. */
function inTurn(target: FollowTarget, fromMs: number | null | undefined, troubledAtMs = -Infinity): readonly FollowTarget[] {
  if (fromMs === null || fromMs === undefined) return [target];
  return target.previous && troubledAtMs < fromMs ? [] : [{ ...target, fromMs }];
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
  readonly read: number;
  readonly limit: StreamLimit;
  readonly value: number;
}

function tooFew(detector: string, { wanted, read, limit, value }: Lack): string {
  const whose = {
    streams: 'in all namespaces together',
    streamsOfClusterDetectors: 'to all ClusterLogDetectors together',
    streamsPerNamespace: `in namespace ${namespaceOf(detector)}`,
  }[limit];
  return (
    `${howRead(wanted, read)}: limits.${limit} ${byAdministrator} allows ${value} log streams ${whose}. Select fewer ` +
    'pods (spec.selector), leave containers out (spec.containers.exclude), or have the administrator raise the limit.'
  );
}

function howRead(wanted: number, read: number): string {
  if (read === 0) return `${wanted} containers are not followed`;
  const minutes = Math.ceil(((wanted / read) * turnForMs(read)) / 60_000);
  return `${read} of ${wanted} containers are read at a time, in turns that come around about every ${minutes} minutes`;
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
