/** How long a workload is used to write nothing; kept by the clock of receipt, because a wrong clock of a pod is no silence. */
export interface Pauses {
  line(receivedAtMs: number): void;
  /** `isExcused`: nothing was meant to be written now, so that the pause teaches nothing; `perMinute`: lines that are usual now. */
  tick(nowMs: number, now: { readonly isExcused: boolean; readonly perMinute: number }): void;
  lastLineAtMs(): number | null;
  /** The last line, or the time since which somebody watches again; null before the first line. */
  quietSinceAtMs(): number | null;
  longestMs(nowMs: number): number;
  /** The longest pause in lines that were usual meanwhile: the same by day and by night, where milliseconds are not. */
  longestLines(nowMs: number): number;
  snapshot(): PausesState;
  restore(state: PausesState): void;
}

export interface PausesState {
  readonly lastLineAtMs: number | null;
  readonly watchedSinceAtMs: number;
  readonly tickedAtMs: number;
  readonly longestMs: number;
  readonly longestAtMs: number;
  readonly excused: boolean;
  /** Absent in states of before. */
  readonly longestLines?: number | undefined;
  readonly longestLinesAtMs?: number | undefined;
}

/** Ticks further apart mean that nobody watched in between. */
const longestTickMs = 60_000;
/** A pause loses half of its weight in three days without another. */
const halfLifeMs = 3 * 86_400_000;

export function createPauses(): Pauses {
  let state: PausesState = { lastLineAtMs: null, watchedSinceAtMs: 0, tickedAtMs: 0, longestMs: 0, longestAtMs: 0, excused: false };
  let perMs = 0;

  function longestMs(nowMs: number): number {
    return state.longestMs * 2 ** (-Math.max(0, nowMs - state.longestAtMs) / halfLifeMs);
  }

  function longestLines(nowMs: number): number {
    const { longestLines: lines = 0, longestLinesAtMs: atMs = 0 } = state;
    return lines * 2 ** (-Math.max(0, nowMs - atMs) / halfLifeMs);
  }

  function quietSinceAtMs(): number | null {
    return state.lastLineAtMs === null ? null : Math.max(state.lastLineAtMs, state.watchedSinceAtMs);
  }

  return {
    line(receivedAtMs) {
      const pauseMs = receivedAtMs - (quietSinceAtMs() ?? receivedAtMs);
      if (!state.excused && pauseMs > longestMs(receivedAtMs)) state = { ...state, longestMs: pauseMs, longestAtMs: receivedAtMs };
      const lines = pauseMs * perMs;
      if (!state.excused && lines > longestLines(receivedAtMs)) state = { ...state, longestLines: lines, longestLinesAtMs: receivedAtMs };
      state = { ...state, lastLineAtMs: receivedAtMs, excused: false };
    },
    tick(nowMs, { isExcused, perMinute }) {
      perMs = perMinute / 60_000;
      const wasAway = Math.abs(nowMs - state.tickedAtMs) > longestTickMs;
      const ahead = state.lastLineAtMs !== null && state.lastLineAtMs > nowMs;
      state = {
        ...state,
        tickedAtMs: nowMs,
        watchedSinceAtMs: wasAway ? nowMs : state.watchedSinceAtMs,
        // A clock that went back would make the last line lie in the future for good.
        lastLineAtMs: ahead ? nowMs : state.lastLineAtMs,
        excused: state.excused || isExcused,
      };
    },
    lastLineAtMs: () => state.lastLineAtMs,
    quietSinceAtMs,
    longestMs,
    longestLines,
    snapshot: () => state,
    restore(restored) {
      state = restored;
    },
  };
}
