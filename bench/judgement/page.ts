/** The figures of `docs/judgement.md`, each kind in a block of its own that a script writes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const page = join(import.meta.dirname, '../../docs/judgement.md');

/** Writes into the block that says it is written by `command`. Throws an Error where there is none. */
export function writeFigures(command: string, figures: string): void {
  const [begin, end] = [`<!-- figures: written by ${command} -->`, '<!-- end of figures -->'];
  const text = readFileSync(page, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${page} has no block that says "${begin}"`);
  writeFileSync(page, `${text.slice(0, from)}${begin}\n\n\`\`\`\n${figures}\n\`\`\`\n\n${text.slice(to)}`);
}
