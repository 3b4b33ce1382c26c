export const DAY = 86_400_000;

/** A date of the Gregorian calendar; months and days from 1. */
export interface Civil {
  year: number;
  month: number;
  day: number;
}

/** Days since 1970-01-01 of a Gregorian date (the era arithmetic of Hinnant's `days_from_civil`). */
export function epochDays({ year, month, day }: Civil): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

/** Days since 1970-01-01 of the date in the year that puts it nearest before `referenceMs`, with a day of grace. */
export function nearestDays(date: { month: number; day: number }, referenceMs: number): number {
  const year = 1970 + Math.floor(referenceMs / (365.2425 * DAY));
  const tomorrow = referenceMs / DAY + 1;
  for (const candidate of [year + 1, year]) {
    const days = epochDays({ year: candidate, ...date });
    if (days <= tomorrow) return days;
  }
  return epochDays({ year: year - 1, ...date });
}

/** Whether the numbers can be a date of a log. */
export function plausible({ year, month, day }: Civil): boolean {
  return year >= 1970 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
