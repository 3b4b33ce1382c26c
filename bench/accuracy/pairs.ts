/** A message that a program writes with named values beside it: `text ;; key=value; key=value`. */
export interface Structured {
  text: string;
  pairs: readonly (readonly [key: string, value: string])[];
}

export function structured(message: string): Structured {
  const [text = '', rest] = message.split(';;');
  const pairs = (rest ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '');
  return { text: text.trim(), pairs: pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const) };
}

/** The pairs as an object: numbers, booleans and null as such, `a.b` nested. */
export function asObject(pairs: Structured['pairs']): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  const nested: Record<string, Record<string, unknown>> = {};
  for (const [key, value] of pairs) {
    const [outer = '', inner] = key.split('.');
    if (inner === undefined) object[outer] = asValue(value);
    else {
      nested[outer] = { ...nested[outer], [inner]: asValue(value) };
      object[outer] = nested[outer];
    }
  }
  return object;
}

/** The pairs as logfmt writes them, quoted where they must be. */
export function asLogfmt(pairs: Structured['pairs']): string {
  return pairs.map(([key, value]) => `${key}=${/[\s="]/.test(value) || value === '' ? JSON.stringify(value) : value}`).join(' ');
}

function asValue(value: string): unknown {
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(value)) return Number(value);
  if (value === 'true' || value === 'false') return value === 'true';
  return value === 'null' ? null : value;
}
