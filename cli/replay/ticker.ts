/** The clock of a recording: it ticks between its lines as the operator's clock would. */
export interface Ticker {
  /** Ticks until the time of the next line; a line that is older than the one before it turns no clock back. */
  advance(atMs: number): void;
  /** Ticks on after the last line, until records that wait for a continuation are finished and a window that has begun is judged. */
  finish(): void;
  /** Time of the newest line; NaN before the first. */
  readonly lastAtMs: number;
}

/** As often as the operator ticks; in hours of silence once a minute is enough. */
const tickMs = 5_000;
const quietAfterMs = 120_000;
const quietTickMs = 60_000;
const finishMs = 60_000;
/** A longer gap between two lines is passed over but for its ends: what a baseline knows of a day ago is no better for ticking through it. */
const longestGapMs = 86_400_000;

export function createTicker(tick: (nowMs: number) => void): Ticker {
  let nowMs = Number.NaN;
  let lastAtMs = Number.NaN;
  const tickUntil = (atMs: number): void => {
    for (;;) {
      const nextMs = nowMs + (nowMs - lastAtMs >= quietAfterMs ? quietTickMs : tickMs);
      if (!(nextMs <= atMs)) return;
      nowMs = nextMs;
      tick(nowMs);
    }
  };
  return {
    advance(atMs) {
      if (Number.isNaN(nowMs)) {
        nowMs = atMs;
        lastAtMs = atMs;
      }
      if (atMs - nowMs > longestGapMs) {
        tickUntil(lastAtMs + quietAfterMs);
        nowMs = atMs - quietAfterMs;
      }
      tickUntil(atMs);
      lastAtMs = Math.max(lastAtMs, atMs);
    },
    finish: () => tickUntil(lastAtMs + finishMs),
    get lastAtMs() {
      return lastAtMs;
    },
  };
}
