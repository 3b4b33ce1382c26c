import type { Writable } from 'node:stream';
import picocolors from 'picocolors';

export type Colours = ReturnType<typeof picocolors.createColors>;

/** Colours for a terminal, unless NO_COLOR (no-color.org) is set; FORCE_COLOR sets them anywhere, and 0 nowhere. */
export function coloursFor(out: Writable, environment: Readonly<Record<string, string | undefined>>): Colours {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = environment;
  if (no !== undefined && no !== '') return picocolors.createColors(false);
  if (force !== undefined && force !== '') return picocolors.createColors(force !== '0' && force !== 'false');
  return picocolors.createColors(isTerminal(out) && term !== 'dumb');
}

/** Whether a person looks at it. */
export function isTerminal(out: Writable): boolean {
  return 'isTTY' in out && out.isTTY === true;
}
