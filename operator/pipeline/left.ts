/** Streams that are not read any more, and for how long it is remembered how far they were. */
import { backlogForMs } from '../sources/source.ts';

export interface Left {
  add(stream: string, leftAtMs: number): void;
  delete(stream: string): void;
  /** Hands out those whose positions can go: what is read of them anew, if they are wanted again, was written after they were left. */
  takeOver(nowMs: number): readonly string[];
}

/** Pods that come and go faster than this leave positions that nobody will ask for: their ids never come back. */
const leftAtMost = 5000;

export function createLeft(): Left {
  const streams = new Map<string, number>();
  return {
    add(stream, leftAtMs) {
      streams.delete(stream);
      streams.set(stream, leftAtMs);
    },
    delete: (stream) => void streams.delete(stream),
    takeOver(nowMs) {
      const over: string[] = [];
      for (const [stream, leftAtMs] of streams) {
        // A clock that was set back is no reason to remember for longer.
        const isOver = Math.abs(nowMs - leftAtMs) > backlogForMs || streams.size > leftAtMost;
        if (!isOver) break;
        streams.delete(stream);
        over.push(stream);
      }
      return over;
    },
  };
}
