/** How many columns a text takes on a terminal, and making it fit. */

/** East Asian wide and fullwidth characters, and emoji (Unicode Standard Annex 11). */
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
/** Marks that are drawn over the character before them, and what is not drawn at all. */
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
const PLAIN = /^[\x20-\x7e]*$/;

export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOfCharacter(character);
  return width;
}

/** The text cut to `width` columns; a cut one ends in an ellipsis. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return width > 0 ? `${headOf(text, width - 1).trimEnd()}…` : '';
}

/** The text in lines of `width` columns, broken at blanks where there are any, at most `most` of them. */
export function wrap(text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (lines.length < most - 1 && widthOf(rest) > width) {
    const head = headOf(rest, width);
    const blank = head.lastIndexOf(' ');
    const at = blank > head.length / 2 ? blank : head.length;
    if (at === 0) break;
    lines.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  return [...lines, cut(rest, width)];
}

/** The parts in as few lines as they fit in, none of them broken but cut where it is too long for a line of its own. */
export function flow(parts: readonly string[], gap: string, width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + gap.length + widthOf(part) <= width) lines[lines.length - 1] = last + gap + part;
    else lines.push(part);
  }
  return lines.map((line) => cut(line, width));
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** As much of the beginning as fits. */
function headOf(text: string, width: number): string {
  let head = '';
  let used = 0;
  for (const character of text) {
    used += widthOfCharacter(character);
    if (used > width) break;
    head += character;
  }
  return head;
}

function widthOfCharacter(character: string): number {
  if (PLAIN.test(character)) return 1;
  if (WITHOUT_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
