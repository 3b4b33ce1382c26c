/** The figures of `docs/judgement.md`, each kind in a block of its own that a script writes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const page = join(import.meta.dirname, '../../docs/judgement.md');

/** What stands in the block that says it is written by `command`; empty where nothing was written yet. Throws an Error where there is none. */
export function readFigures(command: string): string {
  const text = readFileSync(page, 'utf8');
  const { from, to } = placeOf(text, command);
  return text.slice(from, to).replaceAll('```', '').trim();
}

/** Writes into the block that says it is written by `command`. Throws an Error where there is none. */
export function writeFigures(command: string, figures: string): void {
  const text = readFileSync(page, 'utf8');
  const { from, to } = placeOf(text, command);
  writeFileSync(page, `${text.slice(0, from)}\n\n\`\`\`\n${figures}\n\`\`\`\n\n${text.slice(to)}`);
}

function placeOf(text: string, command: string): { readonly from: number; readonly to: number } {
  const begin = `<!-- figures: written by ${command} -->`;
  const at = text.indexOf(begin);
  const to = text.indexOf('<!-- end of figures -->', at);
  if (at < 0 || to < 0) throw new Error(`${page} has no block that says "${begin}"`);
  return { from: at + begin.length, to };
}
