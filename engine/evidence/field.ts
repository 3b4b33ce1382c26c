/**
 * Reads fields of Kubernetes objects, whose shape is whatever a watch delivered: a wrong type reads as absent, nothing throws.
 */
export type Fields = Readonly<Record<string, unknown>>;

const empty: Fields = {};

/** The object at `path`, or an empty one. */
export function fieldsAt(value: unknown, ...path: readonly string[]): Fields {
  let current = value;
  for (const key of path) current = isFields(current) ? current[key] : undefined;
  return isFields(current) ? current : empty;
}

/** The objects of the list at `path`; whatever else the list holds is left out. */
export function listAt(value: unknown, ...path: readonly string[]): readonly Fields[] {
  const last = path.at(-1);
  const list = last === undefined ? value : fieldsAt(value, ...path.slice(0, -1))[last];
  return Array.isArray(list) ? list.filter(isFields) : [];
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = leafAt(value, path);
  return typeof found === 'string' ? found : undefined;
}

/** A text, number or truth value as text; undefined for anything else. */
export function scalarAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = leafAt(value, path);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? String(found) : undefined;
}

/** The scalars of the list at `path`, as texts. */
export function scalarsAt(value: unknown, ...path: readonly string[]): readonly string[] {
  const found = leafAt(value, path);
  return Array.isArray(found) ? found.flatMap((item: unknown) => scalarAt({ item }, 'item') ?? []) : [];
}

export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = leafAt(value, path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

export function booleanAt(value: unknown, ...path: readonly string[]): boolean | undefined {
  const found = leafAt(value, path);
  return typeof found === 'boolean' ? found : undefined;
}

/** Milliseconds since the epoch of an RFC 3339 time; undefined for anything else. */
export function timeAt(value: unknown, ...path: readonly string[]): number | undefined {
  const text = textAt(value, ...path);
  return text === undefined ? undefined : parseTime(text);
}

/** The condition of that type in `status.conditions`, or an empty object. */
export function conditionOf(object: { readonly status?: unknown }, type: string): Fields {
  return listAt(object, 'status', 'conditions').find((condition) => condition['type'] === type) ?? empty;
}

const timePattern = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** RFC 3339 to milliseconds since the epoch. The engine has no clock and no `Date`, so the days are counted here (proleptic Gregorian calendar). */
export function parseTime(text: string): number | undefined {
  const match = timePattern.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const fraction = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const offset = (match[8] === '-' ? -1 : 1) * (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0));
  return ((daysSinceEpoch(year, month, day) * 24 + hour) * 60 + minute - offset) * 60_000 + second * 1000 + fraction;
}

const units: Readonly<Record<string, number>> = {
  '': 1, n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
}; // prettier-ignore

/** A Kubernetes quantity such as `256Mi`, `500m` or `1e9` in base units (bytes, cores); undefined for none. */
export function parseQuantity(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([A-Za-z]{0,2})$/.exec(value.trim());
  const unit = units[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

function leafAt(value: unknown, path: readonly string[]): unknown {
  const last = path.at(-1);
  return last === undefined ? value : fieldsAt(value, ...path.slice(0, -1))[last];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Days from 1970-01-01 by counting years from March, so that the leap day is the last of its year. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const fromMarch = (month + 9) % 12;
  const years = month <= 2 ? year - 1 : year;
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return years * 365 + leapDays + Math.floor((fromMarch * 306 + 5) / 10) + day - 1 - 719_468;
}
