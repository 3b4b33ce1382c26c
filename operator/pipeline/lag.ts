/** How far behind the containers the reading is: the age of the newest line of what came last. */

export interface Lag {
  /** A batch was taken whose newest line was written at `lineAt` (RFC 3339; null: unknown). */
  took(lineAt: string | null, nowMs: number): void;
  /** The largest of the last seconds; 0 where everything is read as it is written, or nothing is. */
  ms(nowMs: number): number;
}

/** Two spans follow each other, so that the largest of the last ones is known without keeping them all. */
const spanMs = 10_000;

export function createLag(): Lag {
  let [sinceMs, largestMs, beforeMs] = [-Infinity, 0, 0];

  function turn(nowMs: number): void {
    const forMs = Math.abs(nowMs - sinceMs);
    if (forMs < spanMs) return;
    beforeMs = forMs < 2 * spanMs ? largestMs : 0;
    [sinceMs, largestMs] = [nowMs, 0];
  }

  return {
    took(lineAt, nowMs) {
      turn(nowMs);
      const lateMs = lineAt === null ? 0 : nowMs - Date.parse(lineAt);
      if (lateMs > largestMs) largestMs = lateMs;
    },
    ms(nowMs) {
      turn(nowMs);
      return Math.max(largestMs, beforeMs);
    },
  };
}
