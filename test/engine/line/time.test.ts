import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNextTime, readStamp, readTime } from '../../../engine/line/time.ts';
import { createTimeMemo } from '../../../engine/line/time-memo.ts';

const NOW = Date.UTC(2026, 5, 8);
const AT = Date.UTC(2026, 5, 7, 8, 9, 10);

function spanOf(text: string) {
  const source = new TextEncoder().encode(text);
  return { source, end: source.length };
}

function read(text: string, referenceMs = NOW): { text: string; atMs: number } | null {
  const cursor = { end: 0, atMs: 0 };
  const span = spanOf(text);
  if (!readTime(span, 0, referenceMs, cursor)) return null;
  return { text: new TextDecoder().decode(span.source.subarray(0, cursor.end)), atMs: cursor.atMs };
}

describe('one instant in the ways of many programs', () => {
  test.each([
    '2026-06-07T08:09:10Z',
    '2026-06-07 08:09:10',
    '2026-06-07 10:09:10 +0200',
    '2026-06-07T10:09:10+02:00[Europe/Berlin]',
    '2026-06-07 10:09:10 CEST',
    '2026-06-07 08:09:10.000 UTC',
    '2026-06-07 03:09:10-05',
    '2026/06/07 08:09:10',
    '2026.06.07 08:09:10',
    '2026-06-07-08.09.10.000000',
    '2026-Jun-07 08:09:10',
    '20260607T080910Z',
    '20260607 08:09:10',
    '260607 080910',
    '06/07/2026 08:09:10',
    '06/07/2026, 8:09:10 AM',
    '7.6.2026 08:09:10',
    '07/Jun/2026:10:09:10 +0200',
    '07 Jun 2026 08:09:10',
    '7. Juni 2026 08:09:10',
    'Jun  7 08:09:10',
    'Jun 07, 2026 8:09:10 AM',
    'Sun Jun  7 08:09:10 2026',
    'Sun, 07 Jun 2026 08:09:10 GMT',
    '07 juin 2026 08:09:10',
    '07 июн 2026 08:09:10',
    '2026年06月07日 08:09:10',
    '06-07 08:09:10.000',
    '1780819750',
    '1780819750.000',
    '1780819750000',
    '1780819750000000',
    '1780819750000000000',
  ])('%s', (text) => {
    expect(read(`${text} shelf`)).toEqual({ text, atMs: AT });
  });

  test('a clock alone is of the day of the reading, and its afternoon counts', () => {
    expect(read('08:09:10,250 shelf', AT)).toEqual({ text: '08:09:10,250', atMs: AT + 250 });
    expect(read('8:09:10 PM shelf', AT)?.atMs).toBe(AT + 12 * 3_600_000);
    expect(read('12:09:10 AM shelf', AT)?.atMs).toBe(AT - 8 * 3_600_000);
  });

  test('a date whose order is open is the one nearest to the reading', () => {
    expect(read('05/06/2026 00:00:00', Date.UTC(2026, 4, 6))?.atMs).toBe(Date.UTC(2026, 4, 6));
    expect(read('05/06/2026 00:00:00', Date.UTC(2026, 5, 5))?.atMs).toBe(Date.UTC(2026, 5, 5));
  });

  test('what is no time is none', () => {
    for (const text of [
      '10.1.2.3:8080',
      'may 5 users',
      'June bug',
      '12 items',
      '1234567',
      '99:99:99',
      '2026-13-01',
      'mark',
      'so 12',
      '1.2.3',
    ])
      expect(read(text)).toBeNull();
  });
});

describe('times of a column', () => {
  const FORMS: readonly ((iso: string, ms: number) => string)[] = [
    (iso) => iso,
    (iso) => iso.replace('T', ' ').slice(0, 19),
    (iso) => iso.replace('T', ' ').replace('.', ',').slice(0, 23),
    (iso) => `${iso.slice(0, 19)}+0200`,
    (iso) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} CEST`,
    (iso) => `${iso.slice(2, 4)}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 19).replaceAll(':', '')}`,
    (iso) => `Jun ${iso.slice(8, 10)} ${iso.slice(11, 19)}`,
    (iso) => `Sun Jun ${iso.slice(8, 10)} ${iso.slice(11, 19)} 2026`,
    (iso) => iso.slice(11, 23),
    (iso) => `${iso.slice(5, 7)}/${iso.slice(8, 10)}/2026 ${iso.slice(11, 16)}:01 PM`,
    (iso) => `${iso.slice(0, 10).replaceAll('-', '')}-${loose(iso)}:${Number(iso.slice(20, 23))}`,
    (iso) => loose(iso),
    (iso) => `${iso.slice(0, 10)} ${loose(iso)}`,
    (iso) => `${iso.slice(0, 10).split('-').toReversed().join('.')} ${iso.slice(11, 19)},569`,
    (iso) => `${iso.slice(0, 10).split('-').toReversed().join('.')} ${iso.slice(11, 19).replaceAll(':', '.')}`,
    (_, ms) => String(ms),
    (_, ms) => String(Math.floor(ms / 1_000)),
    (_, ms) => `${ms}123`,
    (_, ms) => `${ms}123456`,
    (_, ms) => (ms / 1_000).toFixed(3),
  ];

  /** `8:9:10`, as programs write clocks without a thought. */
  const loose = (iso: string): string => iso.slice(11, 19).split(':').map(Number).join(':');

  test('read by comparison with the one before say the same as read in full, whatever follows', () => {
    const instant = fc.integer({ min: AT - 5 * 86_400_000, max: AT + 86_400_000 });
    const tail = fc.constantFrom(
      '',
      ' INFO x',
      ' - x',
      ' PM',
      ' UTC x',
      ' 2025 x',
      '[Europe/Berlin] x',
      '.5',
      ',25 x',
      '-05 x',
      ' +0100',
      '7',
      'Z',
      ' 12 x',
    );
    fc.assert(
      fc.property(
        fc.array(fc.record({ ms: instant, form: fc.nat(FORMS.length - 1), tail, reference: instant }), { maxLength: 30 }),
        (lines) => {
          const memo = createTimeMemo();
          for (const { ms, form, tail: behind, reference } of lines) {
            const span = spanOf(`${FORMS[form]?.(new Date(ms).toISOString(), ms) ?? ''}${behind}`);
            const cursor = { end: 0, atMs: 0 };
            const isTime = readTime(span, 0, reference, cursor);
            expect(readNextTime(memo, span, 0, reference)).toBe(isTime);
            if (isTime) expect({ end: memo.end, atMs: memo.atMs }).toEqual(cursor);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('the stamp of a container runtime needs its zone', () => {
    const stampEnd = (text: string): number => readStamp(spanOf(text).source, 0, text.length, { end: 0, atMs: 0 });
    expect(stampEnd('2026-06-07T08:09:10.123456789Z stdout')).toBe(30);
    expect(stampEnd('2026-06-07T08:09:11.123456789+02:00 stdout')).toBe(35);
    expect(stampEnd('2026-06-07T08:09:10.123456789 stdout')).toBe(-1);
    expect(stampEnd('2026-06-07 08:09:10.123456789Z stdout')).toBe(-1);
  });
});
