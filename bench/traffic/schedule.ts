/** When scheduled work begins. Schedules of local time move with daylight saving; those of UTC do not. */
import { calendarWeekday, minuteMs, minuteOfDay } from './calendar.ts';
import type { Schedule } from './service.ts';

export function isDue({ minute, everyMinutes, weekday, zone }: Schedule, atMs: number): boolean {
  if (minuteOfDay(atMs, zone) % everyMinutes !== minute % everyMinutes) return false;
  return weekday === null || calendarWeekday(atMs, zone) === weekday;
}

/** Whole minutes of `fromMs` up to `untilMs` at which it begins. */
export function occurrencesOf(schedule: Schedule, fromMs: number, untilMs: number): readonly number[] {
  const due: number[] = [];
  for (let atMs = Math.ceil(fromMs / minuteMs) * minuteMs; atMs < untilMs; atMs += minuteMs) if (isDue(schedule, atMs)) due.push(atMs);
  return due;
}
