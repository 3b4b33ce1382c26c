import { describe, expect, test } from 'vitest';
import { encode } from '../../../engine/line/bytes.ts';
import { createRandom } from '../../../engine/math.ts';
import { mayHoldAlarm } from '../../../engine/template/alarm-grams.ts';
import { ALARMS } from '../../../engine/template/guard.ts';

function looksAlarming(text: string): boolean {
  const bytes = encode(text);
  return mayHoldAlarm(bytes, 0, bytes.length);
}

describe('the look for words of errors', () => {
  test('misses none, wherever it stands and in whatever case', () => {
    const forms = ALARMS.flatMap((word) => [word, word.toUpperCase(), (word[0] ?? '').toUpperCase() + word.slice(1)]);
    const lines = forms.flatMap((form) => [form, `a ${form}`, `it ${form} x`, `all ${form} xy`]);
    expect(lines.filter((line) => !looksAlarming(line))).toEqual([]);
  });

  test('seldom sees one where there is none', () => {
    const random = createRandom(3);
    const texts = Array.from({ length: 1_000 }, () =>
      Array.from({ length: 60 }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join(''),
    );
    expect(texts.filter(looksAlarming).length).toBeLessThan(100);
  });
});
