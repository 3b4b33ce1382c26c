/** How requests fare at a moment: what breaks in one place is met by whoever calls it, level by level. */
import type { Complaint, Mode } from './ailment.ts';
import type { Cluster } from './cluster.ts';
import type { Call, Roster, Service } from './service.ts';
import { isEndpoint, isServing, type Workload } from './state.ts';

/** What faults do to a service beside what its pods show. */
export interface Condition {
  readonly service: number;
  /** Of its own requests, what fails inside. */
  readonly own?: Trouble;
  /** What its callers meet besides. */
  readonly callers?: Trouble;
  readonly extraLatencyMs?: number;
  /** What its program says about it. */
  readonly says?: { readonly perMinute: number; readonly complaint: Complaint };
  /** It writes nothing else any more. */
  readonly isMute?: boolean;
}

export interface Trouble {
  readonly share: number;
  readonly mode: Mode;
}

/** Of the requests of a service, `share` fail in this way, at `target` (a service, or a host outside). */
export interface Failing {
  readonly share: number;
  readonly mode: Mode;
  readonly target: number | string | null;
}

export interface Fare {
  readonly failing: readonly Failing[];
  /** Of all requests, 0 to 1. */
  readonly failed: number;
  readonly latencyMs: number;
  /** What callers meet who ask it. */
  readonly met: Trouble;
  readonly conditions: readonly Condition[];
}

export interface Weather {
  /** By what brought them. */
  readonly conditions: ReadonlyMap<string, Condition>;
  /** Hosts that do not answer, and of the requests how many. */
  readonly externals: ReadonlyMap<string, Trouble>;
  /** Of the lookups of names, how many fail. */
  readonly unresolved: number;
}

const callTimeoutMs = 3_000;
/** Below this a retry hides it. */
const hiddenShare = 0.02;
/** Names are cached, so that not every request asks for one. */
const lookupsPerCall = 0.35;

/** By position in the roster. */
export function fareOfAll(cluster: Cluster, roster: Roster, weather: Weather): readonly Fare[] {
  const fares: Fare[] = [];
  for (const service of roster.services.toReversed()) fares[service.index] = fareOf(service, { cluster, weather, fares });
  return fares;
}

interface Given {
  readonly cluster: Cluster;
  readonly weather: Weather;
  readonly fares: readonly Fare[];
}

function fareOf(service: Service, given: Given): Fare {
  const { cluster, weather } = given;
  const workload = cluster.of(service.index);
  const conditions = [...weather.conditions.values()].filter((condition) => condition.service === service.index);
  const own = ownFailings(workload, conditions);
  const called = service.calls.flatMap((call) => callFailings(call, given));
  const asked = service.externals.flatMap((host) => {
    const down = weather.externals.get(host);
    return down === undefined ? [] : [{ share: 0.5 * down.share, mode: down.mode, target: host }];
  });
  const failing = [...own, ...called, ...asked].filter(({ share }) => share > hiddenShare);
  const failed = 1 - failing.reduce((fine, { share }) => fine * (1 - share), 1);
  const latencyMs = latencyOf(service, workload, { ...given, conditions });
  return { failing, failed, latencyMs, met: metBy(workload, { failed, latencyMs, conditions }), conditions };
}

function ownFailings({ pods }: Workload, conditions: readonly Condition[]): readonly Failing[] {
  const serving = pods.filter(isServing);
  const errors = serving.reduce((sum, { revision }) => sum + revision.behaviour.errorShare, 0) / Math.max(1, serving.length);
  return [
    ...(errors > 0 ? [{ share: errors, mode: 'internal' as const, target: null }] : []),
    ...conditions.flatMap(({ own }) => (own === undefined ? [] : [{ ...own, target: null }])),
  ];
}

function callFailings({ service, share }: Call, { fares, weather }: Given): readonly Failing[] {
  const fare = fares[service];
  if (fare === undefined) return [];
  const { met } = fare;
  // One retry: what fails half of the time fails a quarter of the time.
  const afterRetry = met.share > 0.95 ? met.share : met.share ** 1.5;
  return [
    { share: share * afterRetry, mode: met.mode, target: service },
    { share: share * lookupsPerCall * weather.unresolved, mode: 'unresolved', target: service },
  ];
}

interface Inside {
  readonly failed: number;
  readonly latencyMs: number;
  readonly conditions: readonly Condition[];
}

/** Without an endpoint connections are refused; an endpoint whose node is gone lets them time out. */
function metBy({ pods }: Workload, { failed, latencyMs, conditions }: Inside): Trouble {
  const endpoints = pods.filter(isEndpoint);
  const dead = endpoints.filter((pod) => !isServing(pod)).length / Math.max(1, endpoints.length);
  if (endpoints.length === 0) return { share: 1, mode: 'refused' };
  const late = Math.min(1, Math.max(0, (latencyMs - 0.5 * callTimeoutMs) / callTimeoutMs));
  const troubles: readonly Trouble[] = [
    { share: failed, mode: 'server-error' },
    { share: Math.max(dead, late), mode: 'timeout' },
    ...conditions.flatMap(({ callers }) => callers ?? []),
  ];
  const worst = troubles.reduce((most, trouble) => (trouble.share > most.share ? trouble : most));
  return { share: 1 - troubles.reduce((fine, { share }) => fine * (1 - share), 1), mode: worst.mode };
}

function latencyOf(
  service: Service,
  { pods }: Workload,
  { conditions, fares }: Given & { readonly conditions: readonly Condition[] },
): number {
  const serving = pods.filter(isServing);
  const here = serving.reduce((sum, { revision, node }) => sum + revision.behaviour.extraLatencyMs + (node?.extraLatencyMs ?? 0), 0);
  const condition = conditions.reduce((sum, { extraLatencyMs = 0 }) => sum + extraLatencyMs, 0);
  const called = service.calls.reduce((sum, call) => sum + call.share * Math.min(callTimeoutMs, fares[call.service]?.latencyMs ?? 0), 0);
  return service.latencyMs + here / Math.max(1, serving.length) + condition + called;
}
