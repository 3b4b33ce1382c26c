/** A moment as a person gives it: `2026-01-02T03:04:05Z`, or `2h` for two hours ago. */

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
/** RFC 3339, also with a blank for the T, without seconds, without a clock, and without a zone, which then is UTC as for lines without one. */
const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:\d{2})?)?$/i;

/** Milliseconds since the epoch; null for what is no moment. */
export function parseMoment(text: string, nowMs: number): number | null {
  const ago = /^(\d+(?:\.\d+)?)\s?([a-z]+)$/.exec(text.trim());
  const unit = UNITS_MS[ago?.[2] ?? ''];
  if (ago !== null) return unit === undefined ? null : nowMs - Number(ago[1]) * unit;
  const moment = MOMENT.exec(text.trim());
  if (moment === null) return null;
  const [, date, clock = '00:00', zone = 'Z'] = moment;
  const atMs = Date.parse(`${date}T${clock}${zone.toUpperCase()}`);
  return Number.isNaN(atMs) ? null : atMs;
}
