import type { Draw } from './draw.ts';
import type { Half } from './prose.ts';

/**
 * Where the first line of a trace stands: `alone` as the program's runtime prints it, with no header of a logger; `behind` on the line after a headed
 * message about it; `within` on the headed line itself, where the message would be.
 */
export type Stand = 'alone' | 'behind' | 'within';

/** One way a runtime prints something of several lines. */
export interface Variant {
  readonly name: string;
  readonly stands: readonly Stand[];
  readonly lines: (draw: Draw, half: Half) => readonly string[];
}

export interface Runtime {
  readonly name: string;
  readonly variants: Readonly<Record<Half, readonly Variant[]>>;
}

export function variant(name: string, stands: readonly Stand[], lines: Variant['lines']): Variant {
  return { name, stands, lines };
}
