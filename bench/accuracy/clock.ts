const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86_400_000;

/**
 * An instant as text, in UTC: `YYYY` year, `YY` of the century, `MM` month, `Mon` its name, `DD` day, `_D` day with a space, `DOY` day of the
 * year, `hh` `mm` `ss` time, `SSS` milliseconds, `UUUUUU` microseconds (drawn from the instant, the generators know no finer time), `AP` AM or
 * PM with `HH` the hour to twelve. Every other character is itself.
 */
export function stamp(atMs: number, shape: string): string {
  return shape.replaceAll(/YYYY|YY|MM|Mon|DOY|DD|_D|hh|HH|mm|ss|SSS|UUUUUU|AP/g, (part) => PARTS[part]?.(new Date(atMs)) ?? part);
}

const PARTS: Readonly<Record<string, (at: Date) => string>> = {
  YYYY: (at) => String(at.getUTCFullYear()),
  YY: (at) => pad(at.getUTCFullYear() % 100, 2),
  MM: (at) => pad(at.getUTCMonth() + 1, 2),
  Mon: (at) => MONTHS[at.getUTCMonth()] ?? '',
  DOY: (at) => pad(Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0)) / DAY_MS) + 1, 3),
  DD: (at) => pad(at.getUTCDate(), 2),
  _D: (at) => String(at.getUTCDate()).padStart(2),
  hh: (at) => pad(at.getUTCHours(), 2),
  HH: (at) => String(at.getUTCHours() % 12 || 12),
  mm: (at) => pad(at.getUTCMinutes(), 2),
  ss: (at) => pad(at.getUTCSeconds(), 2),
  SSS: (at) => pad(at.getUTCMilliseconds(), 3),
  UUUUUU: (at) => pad(at.getUTCMilliseconds() * 1000 + ((at.getTime() * 7919) % 1000), 6),
  AP: (at) => (at.getUTCHours() < 12 ? 'AM' : 'PM'),
};

function pad(number: number, width: number): string {
  return String(number).padStart(width, '0');
}
