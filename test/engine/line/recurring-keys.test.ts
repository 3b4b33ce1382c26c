import { expect, test } from 'vitest';
import { closingQuote, encode } from '../../../engine/line/bytes.ts';
import { roleOf } from '../../../engine/line/keys.ts';
import { lastKey, readKey } from '../../../engine/line/recurring-keys.ts';

test.each(['level', 'LEVEL', 'leve', 'levels', '', String.raw`le\"vel`, 'a-key-that-is-longer-than-what-is-remembered'])(
  'a key is read rightly whatever stood there before: %s',
  (text) => {
    for (const before of ['level', 'msg', '', String.raw`le\"`, text]) {
      read(before);
      const { source, close, code } = read(text);
      expect([close, code]).toEqual([closingQuote(source, 0, source.length), roleOf(source, 0, close)]);
    }
  },
);

test('a key that recurs without its quote has none', () => {
  read('level');
  const source = encode('level');
  readKey(source, 0, source.length, 3);
  expect(lastKey.close).toBe(-1);
  const cut = encode('level"');
  readKey(cut, 0, 5, 3);
  expect(lastKey.close).toBe(-1);
});

function read(text: string): { readonly source: Uint8Array; readonly close: number; readonly code: number } {
  const source = encode(`${text}": 1`);
  readKey(source, 0, source.length, 3);
  return { source, ...lastKey };
}
