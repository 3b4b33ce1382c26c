/** Times and lengths of time, all in UTC. */

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** Writes times of a range in as few characters as tell them apart. */
export interface Clock {
  /** `03:04:05`, or what a longer or shorter range needs. */
  time(atMs: number): string;
  /** `03:04:05 – 03:10:22`, one time where both are the same. */
  span(fromAtMs: number, toAtMs: number): string;
}

export function createClock(fromAtMs: number, toAtMs: number): Clock {
  const time = formatFor(fromAtMs, toAtMs);
  return {
    time,
    span(from, to) {
      const [first, last] = [time(from), time(to)];
      return first === last ? first : `${first} – ${last}`;
    },
  };
}

/** `2026-01-02 03:04:05`. */
export function dateTime(atMs: number): string {
  return iso(atMs).slice(0, 19).replace('T', ' ');
}

/** `2026-01-02 03:04:05 – 04:10:22`, the second date only where it is another one. */
export function range(fromAtMs: number, toAtMs: number): string {
  const [from, to] = [dateTime(fromAtMs), dateTime(toAtMs)];
  if (from === to) return from;
  return `${from} – ${from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to}`;
}

/** `1 h 6 min`: the two largest units. */
export function duration(forMs: number): string {
  if (forMs < SECOND) return `${Math.round(forMs)} ms`;
  if (forMs < 10 * SECOND) return `${Number((forMs / SECOND).toFixed(1))} s`;
  const units: readonly (readonly [number, string])[] = [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'min'],
    [SECOND, 's'],
  ];
  const at = units.findIndex(([unit]) => forMs >= unit);
  const [[large, largeName] = [SECOND, 's'], small] = units.slice(at);
  const whole = Math.floor(forMs / large);
  const rest = small === undefined ? 0 : Math.floor((forMs % large) / small[0]);
  return `${whole} ${largeName}${small === undefined || rest === 0 ? '' : ` ${rest} ${small[1]}`}`;
}

function formatFor(fromAtMs: number, toAtMs: number): (atMs: number) => string {
  const [from, to] = [iso(fromAtMs), iso(toAtMs)];
  if (toAtMs - fromAtMs < 20 * SECOND) return (atMs) => iso(atMs).slice(11, 23);
  if (from.slice(0, 10) === to.slice(0, 10)) return (atMs) => iso(atMs).slice(11, 19);
  if (from.slice(0, 4) === to.slice(0, 4)) return (atMs) => iso(atMs).slice(5, 16).replace('T', ' ');
  return (atMs) => iso(atMs).slice(0, 10);
}

/** Years beyond what a date can hold are cut to the last that it can. */
function iso(atMs: number): string {
  return new Date(Math.max(-8.64e15, Math.min(8.64e15, atMs))).toISOString();
}
