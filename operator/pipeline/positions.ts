/** How far each stream has been read, and what of that has yet to be saved. */
import type { FollowTarget, StreamPosition } from '../sources/source.ts';
import type { Checkpoint, SavedPosition } from './checkpoint.ts';
import { createLeft } from './left.ts';

export interface Positions {
  get(stream: string): SavedPosition | undefined;
  /** Of an instance of which nobody knows which one it was: whether any of its container is known. */
  knows(stream: string, target: FollowTarget): boolean;
  /** What its reader begins with; null where nothing has been read, unless that was so before a restart: the instance may be another by now. */
  toBegin(stream: string): SavedPosition | null;
  all(): Iterable<[string, SavedPosition]>;
  put(stream: string, position: SavedPosition): void;
  /** It is to be read, which is known from now on, also after a crash: an instance leaves its lines or a gap. */
  meet(stream: string, target: FollowTarget): void;
  /** It is not read any more. Its position stays for a while: whoever is selected again is read on from there, and who is gone is known to be accounted for. */
  leave(stream: string, how: { readonly leftAtMs: number; readonly isThere: boolean }): void;
  forget(streams: readonly string[]): void;
  /** Forgets those that were left long ago. */
  forgetLeft(nowMs: number): void;
  /** Everything is to be saved once more. */
  touchAll(): void;
  /** What has moved since the last time. */
  takeMoved(): Checkpoint['positions'];
}

/** Of a stream that was met. */
export const nothingRead = { lastAt: null, recent: {}, linesSeen: 0, finished: false } as const;

/** The position with whose it is; its `recent` may have to be worked out, which is left to whoever saves it. */
export function ofTarget(position: StreamPosition, target: FollowTarget): SavedPosition {
  const { lastAt, linesSeen, finished, fetchedTo } = position;
  return {
    lastAt,
    linesSeen,
    finished,
    ...(fetchedTo === undefined ? {} : { fetchedTo }),
    target,
    get recent() {
      return position.recent;
    },
  };
}

export function createPositions(saved: ReadonlyMap<string, SavedPosition>): Positions {
  const positions = new Map(saved);
  const moved = new Set<string>();
  /** Met since the start, and nothing of them has been read. */
  const fresh = new Set<string>();
  const left = createLeft();
  for (const [stream, { leftAtMs }] of positions) if (leftAtMs !== undefined) left.add(stream, leftAtMs);

  function place(stream: string, position: SavedPosition): void {
    positions.set(stream, position);
    moved.add(stream);
    if (position.leftAtMs === undefined) left.delete(stream);
    else left.add(stream, position.leftAtMs);
  }

  function forget(streams: readonly string[]): void {
    for (const stream of streams) {
      fresh.delete(stream);
      if (positions.delete(stream)) moved.add(stream);
    }
  }

  return {
    get: (stream) => positions.get(stream),
    knows: (stream, target) => positions.has(stream) || (target.containerId === '' && isOfAny(positions.values(), target)),
    toBegin: (stream) => (fresh.has(stream) ? null : (positions.get(stream) ?? null)),
    all: () => positions,
    put(stream, position) {
      fresh.delete(stream);
      place(stream, position);
    },
    meet(stream, target) {
      const known = positions.get(stream);
      if (known === undefined) {
        fresh.add(stream);
        place(stream, { ...nothingRead, target });
      } else if (known.leftAtMs !== undefined) {
        const { leftAtMs: _, ...wanted } = known;
        place(stream, wanted);
      }
    },
    leave(stream, { leftAtMs, isThere }) {
      const known = positions.get(stream);
      if (known) place(stream, { ...known, leftAtMs, ...(isThere ? {} : { recent: {} }) });
    },
    forget,
    forgetLeft: (nowMs) => forget(left.takeOver(nowMs)),
    touchAll() {
      for (const stream of positions.keys()) moved.add(stream);
    },
    takeMoved() {
      const taken = [...moved].map((stream) => ({ stream, position: positions.get(stream) ?? null }));
      moved.clear();
      return taken;
    },
  };
}

function isOfAny(positions: Iterable<SavedPosition>, { podUid, container }: FollowTarget): boolean {
  for (const { target } of positions) if (target.podUid === podUid && target.container === container) return true;
  return false;
}
