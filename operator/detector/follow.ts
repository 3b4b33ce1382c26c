/**
 * Hands the containers that a detector selects to its pipeline: at every visit, and at once when pods change. A visit also waits for the store and the API
 * server, and a pod may come and go meanwhile.
 */
import type { LogDetector, ResolvedSpec } from '../../api/resource.ts';
import type { Pipeline, Supervisor } from '../pipeline/supervisor.ts';
import { resolveDeparted, unmetBefore, type DepartedPod } from './departed.ts';
import { knownOf, type Share, type Shares } from './limits.ts';
import { locateLog, uidOf } from './resolve.ts';
import { look, type Outlook, type Sight } from './sight.ts';

export interface FollowWorld extends Outlook {
  /** `key` as of `detectorKey`; undefined: it was deleted. */
  detector(key: string): LogDetector | undefined;
  readonly supervisor: Pick<Supervisor, 'get'>;
  readonly shares: Shares;
  /** Pods of these namespaces that went after the one of the number. */
  departed(namespaces: readonly string[], after: number): { readonly pods: readonly DepartedPod[]; readonly newest: number };
  readonly now: () => number;
}

export interface Follower {
  /** Null while the pods may not be listed. */
  visit(reading: Reading, sight: Sight): Share | null;
  /** Pods have changed. Does nothing for a detector that is not read, or was changed itself: it is visited soon. */
  again(key: string): void;
  /** It is not read: what goes meanwhile is not missed. */
  rest(key: string): void;
  forget(key: string): void;
}

interface Reading {
  readonly key: string;
  readonly detector: LogDetector;
  readonly spec: ResolvedSpec;
  readonly pipeline: Pipeline;
}

interface Wish {
  readonly generation: unknown;
  readonly spec: ResolvedSpec;
  /** When it was followed first. */
  readonly sinceMs: number;
}

export function createFollower(world: FollowWorld): Follower {
  const wishes = new Map<string, Wish>();
  /** Number of the pod up to which all that went are accounted for. */
  const accounted = new Map<string, number>();

  function visit(reading: Reading, sight: Sight): Share | null {
    const { key, detector, spec, pipeline } = reading;
    const sinceMs = wishes.get(key)?.sinceMs ?? world.now();
    wishes.set(key, { generation: detector.metadata['generation'], spec, sinceMs });
    const isPushed = spec.source === 'Otlp';
    const owners = (namespace: string) => world.ownersIn(key, namespace);
    pipeline.intake.open(isPushed ? (origin) => locateLog(spec, origin, world.lookup, owners) : null);
    const { pods, targets } = sight;
    // Pods that nobody may list are not gone: what is known of their logs must be there when they can be listed again.
    if (pods === null) return null;
    const share = world.shares.divide(key, isPushed ? [] : targets, knownOf(pipeline, pods));
    const departed = resolveDeparted(departedOf(reading, sight), { spec, lookup: world.lookup, owners });
    const gone = isPushed ? [] : [...departed, ...unmetBefore(share.targets, pods, sinceMs)];
    pipeline.follow({ ...share, pushed: isPushed ? targets : [], podUids: new Set(pods.map(uidOf)), gone });
    return share;
  }

  /** Those that went since the last time, and since the detector was created. */
  function departedOf({ key, detector }: Reading, { reach }: Sight): readonly DepartedPod[] {
    const { pods, newest } = world.departed([...reach.keys()], accounted.get(key) ?? 0);
    accounted.set(key, newest);
    return pods.filter(({ atMs }) => atMs >= createdAtMs(detector));
  }

  return {
    visit,
    again(key) {
      const [detector, wish, pipeline] = [world.detector(key), wishes.get(key), world.supervisor.get(key)];
      if (!detector || !wish || !pipeline || detector.metadata['generation'] !== wish.generation) return;
      const { spec } = wish;
      visit({ key, detector, spec, pipeline }, look(world, detector, spec));
    },
    rest(key) {
      wishes.delete(key);
      accounted.set(key, world.departed([], 0).newest);
    },
    forget(key) {
      wishes.delete(key);
      accounted.delete(key);
    },
  };
}

function createdAtMs({ metadata: { creationTimestamp } }: LogDetector): number {
  const atMs = Date.parse(typeof creationTimestamp === 'string' ? creationTimestamp : '');
  return Number.isNaN(atMs) ? Infinity : atMs;
}
