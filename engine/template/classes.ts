/** What a byte is within a message, as bits so that a word's bytes can be or-ed together. Bytes above 127 are letters of some language. */
export const LETTER = 1;
export const DIGIT = 2;
export const SLASH = 4;
export const AT = 8;
export const DOT = 16;
export const JOINT = 32;
/** Any of the above: the byte can be inside a word. */
export const ATOM = 63;
export const DELIMITER = 64;
/** Beside LETTER: no hexadecimal digit. */
export const BEYOND_HEX = 128;

/** 0 for blanks and control bytes. */
export const CLASS: Uint8Array = classTable();

function classTable(): Uint8Array {
  const table = new Uint8Array(256).fill(LETTER | BEYOND_HEX);
  for (let byte = 0; byte <= 32; byte += 1) table[byte] = 0;
  for (const mark of '!"&\'()*,:;<=>?[]^`{|}') table[mark.charCodeAt(0)] = DELIMITER;
  for (const joint of '#$%+-_~') table[joint.charCodeAt(0)] = JOINT;
  for (const hex of 'abcdefABCDEF') table[hex.charCodeAt(0)] = LETTER;
  for (let byte = 48; byte <= 57; byte += 1) table[byte] = DIGIT;
  table[46] = DOT;
  table[47] = SLASH;
  table[92] = SLASH;
  table[64] = AT;
  table[127] = 0;
  return table;
}
