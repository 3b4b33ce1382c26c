/** Counts of one workload, cut into windows of whole minutes with some lines in each. */
import type { MinedPattern } from '../../template/miner.ts';
import { rankOf } from '../rules/rule.ts';
import { minuteMs, type CountWindow } from '../window.ts';
import type { WindowCounts } from './features.ts';

/** What the workload knows of its counts now. */
export interface Counted {
  readonly window: CountWindow;
  readonly replicas: number;
  pattern(this: void, index: number): MinedPattern;
  /** When pods last came or went: a release brings patterns that are no news. */
  readonly changedAtMs: number;
}

/** What was looked at in the lines since the last window. */
export type Measured = Pick<WindowCounts, 'durations' | 'slowness' | 'statuses' | 'failed'>;

export interface Windows {
  /** Bytes that came, with the lines in them. */
  received(bytes: number, lines: number): void;
  /** The window that is over now, or null; to be asked at every tick. */
  close(nowMs: number, counted: Counted, measured: () => Measured): WindowCounts | null;
}

/** Fewer lines say little of what they are like: the window goes on for some minutes. */
const enoughLines = 30;
const fewestLines = 10;
const longestMs = 10 * minuteMs;
/** Lines of the minute's end are still on their way. */
const lateMs = 5_000;
const freshForMs = 15 * minuteMs;
/** Patterns that pods bring with them are seen within this time. */
const changingForMs = 180_000;

export function createWindows(): Windows {
  let [fromMs, lookedAtMs] = [Number.NaN, Number.NaN];
  let [bytes, linesReceived] = [0, 0];

  function begin(atMs: number): null {
    fromMs = atMs;
    [bytes, linesReceived] = [0, 0];
    return null;
  }

  return {
    received(more, lines) {
      bytes += more;
      linesReceived += lines;
    },
    close(nowMs, counted, measured) {
      const endMs = Math.floor((nowMs - lateMs) / minuteMs) * minuteMs;
      if (endMs === lookedAtMs) return null;
      lookedAtMs = endMs;
      if (!(endMs >= fromMs && endMs - fromMs <= longestMs)) return begin(endMs);
      const counts = counted.window.counts(fromMs, endMs);
      const lines = counts.reduce((sum, count) => sum + count, 0);
      if (lines < enoughLines && endMs - fromMs < longestMs) return null;
      const { replicas } = counted;
      const minutes = (endMs - fromMs) / minuteMs;
      const perLine = bytes / Math.max(1, linesReceived);
      begin(endMs);
      const looked = measured();
      if (lines < fewestLines) return null;
      return { atMs: endMs, minutes, replicas, lines, bytes: perLine * lines, ...sorted(counts, lines, { ...counted, endMs }), ...looked };
    },
  };
}

function sorted(
  counts: Float64Array,
  lines: number,
  { pattern, changedAtMs, endMs }: Counted & { readonly endMs: number },
): Pick<WindowCounts, 'errors' | 'fresh' | 'patterns' | 'entropy'> {
  let [errors, fresh, patterns, entropy] = [0, 0, 0, 0];
  for (const [index, count] of counts.entries()) {
    if (count === 0) continue;
    const { level, firstSeenAtMs } = pattern(index);
    patterns += 1;
    if (rankOf(level) >= rankOf('error')) errors += count;
    if (endMs - firstSeenAtMs < freshForMs && firstSeenAtMs > changedAtMs + changingForMs) fresh += count;
    entropy -= (count / lines) * Math.log2(count / lines);
  }
  return { errors, fresh, patterns, entropy };
}
