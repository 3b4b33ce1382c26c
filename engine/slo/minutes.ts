/** Good and bad of the last six hours, a minute each; bounded. */

export interface Tally {
  readonly total: number;
  readonly bad: number;
}

export interface MinutesState {
  /** Of the oldest that is told. */
  readonly minute: number;
  /** Total and bad in turn, a minute each. */
  readonly counts: readonly number[];
}

export interface Minutes {
  add(atMs: number, total: number, bad: number): void;
  /** Of the last so many minutes, the one of `nowMs` included. */
  sum(nowMs: number, minutes: number): Tally;
  /** Since the oldest minute that is known, at most as many as are kept. */
  known(nowMs: number): number;
  snapshot(): MinutesState;
  restore(state: MinutesState): void;
}

const keptMinutes = 361;
const minuteMs = 60_000;

export function createMinutes(): Minutes {
  const totals = new Float64Array(keptMinutes);
  const bads = new Float64Array(keptMinutes);
  let newest = -1;
  let oldest = Number.POSITIVE_INFINITY;

  function addTo(minute: number, total: number, bad: number): void {
    if (!Number.isSafeInteger(minute) || minute < 0 || (newest >= 0 && minute <= newest - keptMinutes)) return;
    // Whatever was in the slots of the minutes between is too old.
    for (let at = Math.max(newest + 1, minute - keptMinutes + 1); at <= minute; at += 1) {
      totals[at % keptMinutes] = 0;
      bads[at % keptMinutes] = 0;
    }
    newest = Math.max(newest, minute);
    oldest = Math.min(oldest, minute);
    const slot = minute % keptMinutes;
    totals[slot] = (totals[slot] ?? 0) + total;
    bads[slot] = (bads[slot] ?? 0) + bad;
  }

  return {
    add: (atMs, total, bad) => addTo(Math.floor(atMs / minuteMs), total, bad),
    sum(nowMs, minutes) {
      const now = Math.floor(nowMs / minuteMs);
      let [total, bad] = [0, 0];
      for (let minute = Math.max(now - minutes + 1, newest - keptMinutes + 1, 0); minute <= Math.min(now, newest); minute += 1) {
        total += totals[minute % keptMinutes] ?? 0;
        bad += bads[minute % keptMinutes] ?? 0;
      }
      return { total, bad };
    },
    known: (nowMs) => Math.max(0, Math.min(keptMinutes, Math.floor(nowMs / minuteMs) - oldest + 1)),
    snapshot() {
      const counts: number[] = [];
      let first = Math.max(0, newest - keptMinutes + 1);
      while (first < newest && totals[first % keptMinutes] === 0) first += 1;
      for (let minute = first; minute <= newest; minute += 1)
        counts.push(totals[minute % keptMinutes] ?? 0, bads[minute % keptMinutes] ?? 0);
      return { minute: first, counts };
    },
    restore({ minute, counts }) {
      totals.fill(0);
      bads.fill(0);
      newest = -1;
      oldest = Number.POSITIVE_INFINITY;
      for (let i = 0; i + 1 < counts.length; i += 2) addTo(minute + i / 2, counts[i] ?? 0, counts[i + 1] ?? 0);
    },
  };
}
