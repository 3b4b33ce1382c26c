import type { Writable } from 'node:stream';
import { isTerminal } from './colours.ts';

export interface TerminalSize {
  readonly width: number;
  /** Null for what is no terminal, which holds as many lines as there are. */
  readonly height: number | null;
}

/** For what is no terminal, and would not say how wide it is. */
const WIDTH = 120;
const LEAST_WIDTH = 40;
const LEAST_HEIGHT = 20;

/** The terminal's own size; COLUMNS where it has none. */
export function terminalSize(out: Writable, environment: Readonly<Record<string, string | undefined>>): TerminalSize {
  const own = (side: 'columns' | 'rows'): number => {
    const value: unknown = side in out ? Reflect.get(out, side) : undefined;
    return typeof value === 'number' && value > 0 ? value : 0;
  };
  const width = own('columns') || Number(environment.COLUMNS) || WIDTH;
  return { width: Math.max(LEAST_WIDTH, width), height: isTerminal(out) ? Math.max(LEAST_HEIGHT, own('rows') || 24) : null };
}
