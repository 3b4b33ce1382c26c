/** Draws a report again and again in the same place of a terminal. */
import type { Writable } from 'node:stream';

export interface Screen {
  /** Puts these lines in the place of those drawn before. */
  draw(lines: readonly string[]): void;
  /** Takes away what was drawn. */
  clear(): void;
}

const UP = (lines: number): string => (lines > 0 ? `\u001b[${lines}A` : '');
const ERASE_LINE = '\u001b[2K';
const ERASE_BELOW = '\r\u001b[J';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

/** Writes over the old lines one by one instead of erasing all first, so that nothing flickers. */
export function createScreen(out: Writable): Screen {
  let drawn = 0;
  return {
    draw(lines) {
      const text = lines.map((line) => `${ERASE_LINE}${line}\n`).join('');
      out.write(`${HIDE_CURSOR}${UP(drawn)}${text}${ERASE_BELOW}${SHOW_CURSOR}`);
      drawn = lines.length;
    },
    clear() {
      if (drawn > 0) out.write(`${UP(drawn)}${ERASE_BELOW}`);
      drawn = 0;
    },
  };
}
