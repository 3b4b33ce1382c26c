/** The four weeks of the benchmark and what its services call an hour and a day. Daylight saving begins on their 21st day, Good Friday is the 26th. */

/** Monday, 9 March 2026, midnight UTC. */
export const startAtMs = Date.UTC(2026, 2, 9);
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** Where a service's users live; a zone of UTC is that of machines. */
export type Zone = 'europe' | 'utc';

export interface LocalTime {
  /** 0 to 24, with fractions. */
  readonly hour: number;
  /** Monday is 0; a holiday is a Sunday. */
  readonly weekday: number;
}

/** Clocks of the European Union went from 01:00 UTC on by two hours instead of one. */
export const daylightSavingAtMs = Date.UTC(2026, 2, 29, 1);
const holidays: readonly number[] = [Date.UTC(2026, 3, 3)];

export function localTime(atMs: number, zone: Zone): LocalTime {
  const localMs = atMs + offsetMs(atMs, zone);
  const day = Math.floor(localMs / dayMs) * dayMs;
  return { hour: (localMs - day) / hourMs, weekday: zone !== 'utc' && isHoliday(day) ? 6 : calendarWeekday(atMs, zone) };
}

/** As schedules have it, to which a holiday is a day as any other. */
export function calendarWeekday(atMs: number, zone: Zone): number {
  // The first of January 1970 was a Thursday.
  return (Math.floor((atMs + offsetMs(atMs, zone)) / dayMs) + 3) % 7;
}

/** Whole minutes of the local day, for schedules. */
export function minuteOfDay(atMs: number, zone: Zone): number {
  return Math.floor(((atMs + offsetMs(atMs, zone)) % dayMs) / minuteMs);
}

/** What is remarkable about the local day; null on an ordinary one. */
export function occasion(atMs: number): 'holiday' | 'daylight-saving' | 'weekend' | null {
  const day = Math.floor((atMs + offsetMs(atMs, 'europe')) / dayMs) * dayMs;
  if (isHoliday(day)) return 'holiday';
  if (day === Math.floor(daylightSavingAtMs / dayMs) * dayMs) return 'daylight-saving';
  return localTime(atMs, 'europe').weekday >= 5 ? 'weekend' : null;
}

function offsetMs(atMs: number, zone: Zone): number {
  if (zone === 'utc') return 0;
  return atMs < daylightSavingAtMs ? hourMs : 2 * hourMs;
}

function isHoliday(day: number): boolean {
  return holidays.includes(day);
}
