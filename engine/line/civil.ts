export const DAY = 86_400_000;

/** Days since 1970-01-01 of a Gregorian date, months and days from 1 (the era arithmetic of Hinnant's `days_from_civil`). */
export function epochDays(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

/** Days since 1970-01-01 of a month and day in the year that puts them nearest before `referenceDays`, with a day of grace. */
export function nearestDays(month: number, day: number, referenceDays: number): number {
  const year = 1970 + Math.floor(referenceDays / 365.2425);
  for (let candidate = year + 1; candidate >= year; candidate -= 1) {
    const days = epochDays(candidate, month, day);
    if (days <= referenceDays + 1) return days;
  }
  return epochDays(year - 1, month, day);
}

/** Whether the numbers can be a date of a log. */
export function plausible(year: number, month: number, day: number): boolean {
  return year >= 1970 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}
