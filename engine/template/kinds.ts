/** Kinds of tokens. A word is literal until evidence says otherwise; a mark is one byte of punctuation. */
export const WORD = 0;
export const MARK = 1;
export const VALUE = 2;
export const QUOTED = 3;
/** A literal that may never become a wildcard: a status class, an exit code, a guarded word in the place of a value. */
export const FIXED = 4;
