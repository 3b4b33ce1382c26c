/** Times at which something holds: once, or every week by the clock of a place. */

export type Weekday = 'Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sat' | 'Sun';

export interface WeeklyWindow {
  /** The days on which it begins; empty: every day. */
  readonly days: readonly Weekday[];
  /** `HH:MM` on the wall; an end that is not after the beginning is on the next day, and the same time is a whole day. */
  readonly from: string;
  readonly to: string;
  /** Of the IANA database, such as `Europe/Berlin`; hours follow its summer time. */
  readonly timeZone: string;
}

export interface SingleWindow {
  readonly fromAtMs: number;
  readonly toAtMs: number;
}

export type MaintenanceWindow = (WeeklyWindow | SingleWindow) & { readonly reason: string };

/** The beginning belongs to it, the end does not. Throws a RangeError for a time zone that does not exist. */
export function isWithin(window: WeeklyWindow | SingleWindow, atMs: number): boolean {
  if ('fromAtMs' in window) return atMs >= window.fromAtMs && atMs < window.toAtMs;
  const { day, minute } = wallTime(atMs, window.timeZone);
  const [from, to] = [minuteOf(window.from), minuteOf(window.to)];
  const begins = (on: Weekday): boolean => window.days.length === 0 || window.days.includes(on);
  if (from < to) return begins(day) && minute >= from && minute < to;
  return (begins(day) && minute >= from) || (begins(dayBefore(day)) && minute < to);
}

/** `Mon Tue 08:00 to 18:00 (Europe/Berlin)`. */
export function describeWindow(window: WeeklyWindow | SingleWindow): string {
  if ('fromAtMs' in window) return `${momentOf(window.fromAtMs)} to ${momentOf(window.toAtMs)}`;
  const { days, from, to, timeZone } = window;
  return `${days.length === 0 ? 'every day' : days.join(' ')} ${from} to ${to} (${timeZone})`;
}

/** `5 Jan 2026, 10:01 UTC`. */
export function momentOf(atMs: number): string {
  return `${new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'medium', timeStyle: 'short' }).format(atMs)} UTC`;
}

const weekdays: readonly Weekday[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function wallTime(atMs: number, timeZone: string): { readonly day: Weekday; readonly minute: number } {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const day = weekdays.find((known) => known === parts.get('weekday')) ?? 'Mon';
  return { day, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}

function dayBefore(day: Weekday): Weekday {
  return weekdays[(weekdays.indexOf(day) + 6) % 7] ?? day;
}

function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
}
