/** Whose a pushed log is: what the cluster says, remembered for a while, because lines come after their pod has gone, too. Bounded. */
import { backlogForMs, type FollowTarget, type LogOrigin } from '../sources/source.ts';

/** `unnamed`: the pod has several containers, and which one it was is not said. `unknown`: there is no such pod, or not yet. */
export type Location = FollowTarget | 'not-selected' | 'unnamed' | 'unknown';

export type Locate = (origin: LogOrigin) => Location;

export interface Whereabouts {
  /** Null: nothing is pushed. */
  ask(locate: Locate | null): void;
  present(targets: readonly FollowTarget[]): void;
  of(origin: LogOrigin): Location;
}

/** Labels change, and with them whether a pod is selected. */
const askAgainAfterMs = 5_000;
const rememberedAtMost = 5_000;

interface Remembered {
  readonly location: Location;
  readonly atMs: number;
}

export function createWhereabouts(now: () => number): Whereabouts {
  let locate: Locate | null = null;
  const answers = new Map<string, Remembered>();
  /** Containers that are there or were until a while ago, by pod and name. */
  const containers = new Map<string, { readonly target: FollowTarget; readonly atMs: number }>();

  function answer(origin: LogOrigin, nowMs: number): Location {
    const location = locate?.(origin) ?? 'not-selected';
    if (location !== 'unknown') return location;
    const known = containers.get(containerKey(origin));
    const isIt = known !== undefined && (origin.podUid === undefined || origin.podUid === known.target.podUid);
    return isIt && Math.abs(nowMs - known.atMs) <= backlogForMs ? instanceOf(known.target, origin) : location;
  }

  return {
    ask(next) {
      locate = next;
      if (next === null) answers.clear();
    },
    present(targets) {
      const nowMs = now();
      for (const of of Map.groupBy(targets, ({ podUid }) => podUid).values()) {
        const names = new Set(of.map(({ container }) => container));
        for (const target of of) {
          const place = { namespace: target.workload.namespace, pod: target.pod };
          remember(containers, containerKey({ ...place, container: target.container }), { target, atMs: nowMs });
          if (names.size === 1) remember(containers, containerKey(place), { target, atMs: nowMs });
        }
      }
    },
    of(origin) {
      const nowMs = now();
      const key = JSON.stringify([origin.namespace, origin.pod, origin.podUid, origin.container, origin.restartCount]);
      const known = answers.get(key);
      if (known !== undefined && Math.abs(nowMs - known.atMs) < askAgainAfterMs) return known.location;
      const location = answer(origin, nowMs);
      if (location === 'unknown') return location;
      remember(answers, key, { location, atMs: nowMs });
      return location;
    },
  };
}

/** Whoever collects the log knows which instance wrote it; the status of the pod may lag behind. */
function instanceOf(target: FollowTarget, { restartCount }: LogOrigin): FollowTarget {
  if (restartCount === undefined || restartCount === target.restartCount) return target;
  return { ...target, restartCount, containerId: '' };
}

function containerKey({ namespace, pod, container = '' }: Pick<LogOrigin, 'namespace' | 'pod' | 'container'>): string {
  return `${namespace}/${pod}/${container}`;
}

/** The one remembered longest ago goes first. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next().value;
  if (map.size > rememberedAtMost && oldest !== undefined) map.delete(oldest);
}
