/** What one cheap pass over a text can tell: most texts lack the trait that a rule asks for, and spare themselves the rule. */

/** `@`, also as `%40`. */
export const AT = 1;
/** `:` or `=`, which stand between a name and its value; `：` in Chinese and Japanese. */
export const PAIR = 2;
/** `://`. */
export const SCHEME = 4;
/** As many digits, with nothing but blanks and punctuation between them, as the shortest telephone number has. */
export const DIGITS = 8;
/** Many letters, digits, `_` and `-` in a row, as every key and token has. */
export const RUN = 16;
/** `--`. */
export const DASHES = 32;
/** A single quote. */
export const QUOTE = 64;

const LEAST_DIGITS = 7;
const LEAST_RUN = 16;

const SLASH = 128;
const IN_RUN = 256;
const DIGIT = 512;
const BETWEEN_DIGITS = 1_024;
const PERCENT = 2_048;
const DASH = 4_096;
const WIDE = 8_192;

/** Class of every character of ASCII; the last is for all others. */
const classes = new Uint16Array(129);
classes[128] = WIDE;
const set = (characters: string, bits: number): void => {
  for (const character of characters) classes[character.charCodeAt(0)] = (classes[character.charCodeAt(0)] ?? 0) | bits;
};
set('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789-', IN_RUN);
set('0123456789', DIGIT);
set(' ./()-', BETWEEN_DIGITS);
set('@', AT);
set('%', PERCENT);
set(':=', PAIR);
set('-', DASH);
set("'", QUOTE);
set('/', SLASH);

/** The traits of a text, as bits. */
export function traitsOf(text: string): number {
  const seen = look(text);
  let traits = seen & (AT | PAIR | DIGITS | RUN | QUOTE);
  if ((seen & PERCENT) !== 0 && text.includes('%40')) traits |= AT;
  if ((seen & WIDE) !== 0 && text.includes('：')) traits |= PAIR;
  if ((seen & DASH) !== 0 && text.includes('--')) traits |= DASHES;
  if ((seen & SLASH) !== 0 && text.includes('://')) traits |= SCHEME;
  return traits;
}

/** The one pass: classes of the characters that occur, and whether there are runs that are long enough. */
function look(text: string): number {
  let seen = 0;
  let run = 0;
  let longest = 0;
  let digits = 0;
  let mostDigits = 0;
  for (let i = 0; i < text.length; i += 1) {
    const known = classes[Math.min(text.charCodeAt(i), 128)] ?? 0;
    seen |= known;
    run = (known & IN_RUN) === 0 ? 0 : run + 1;
    longest = Math.max(longest, run);
    if ((known & DIGIT) !== 0) digits += 1;
    else if ((known & BETWEEN_DIGITS) === 0) digits = 0;
    mostDigits = Math.max(mostDigits, digits);
  }
  return seen | (longest >= LEAST_RUN ? RUN : 0) | (mostDigits >= LEAST_DIGITS ? DIGITS : 0);
}
