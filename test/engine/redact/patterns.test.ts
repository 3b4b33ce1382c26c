import { describe, expect, test } from 'vitest';
import { LONGEST_PATTERN, regexFault } from '../../../engine/redact/patterns.ts';
import { createRedactor } from '../../../engine/redact/redact.ts';

const redactorOf = (...regexes: readonly string[]) => createRedactor({ patterns: regexes.map((regex, at) => ({ name: `p${at}`, regex })) });

test("a pattern of the user's own is replaced by its name", () => {
  const { redact } = createRedactor({ patterns: [{ name: 'customer', regex: '(?i)\\bC-\\d{4,}\\b' }] });
  expect(redact('order of C-1234 and c-99999, not C-1')).toBe('order of <customer> and <customer>, not C-1');
  expect(redact(redact('order of C-1234'))).toBe('order of <customer>');
});

test('several patterns and what is always found are one where they overlap, under the name of the pattern', () => {
  const { redact } = redactorOf('user=\\S+', 'foo\\w+');
  expect(redact('x user=ann@example.org foobar')).toBe('x <p0> <p1>');
});

test('a label that stands in the text stays, also within what a pattern finds', () => {
  const { redact } = redactorOf('\\w+');
  expect(redact('to <email> now')).toBe('<p0> <email> <p0>');
});

describe('a pattern that cannot be used', () => {
  test.each([
    ['a(', 'cannot be read by RE2: missing closing ): `a(`'],
    ['(?=x)', 'cannot be read by RE2: invalid or unsupported Perl syntax: `(?=`'],
    ['\\1', 'cannot be read by RE2: invalid escape sequence: `\\1`'],
    ['(a{1000}){1000}', 'cannot be read by RE2: invalid repeat count: `{1000}`'],
    ['\\d{999}'.repeat(9), 'repeats too much: written out it is too large'],
    ['x*', 'matches the empty text'],
    ['', 'matches the empty text'],
    ['a'.repeat(LONGEST_PATTERN + 1), 'is longer than 500 characters'],
  ])('%s', (regex, fault) => {
    expect(regexFault(regex)).toBe(fault);
  });

  test('is named with its fault', () => {
    expect(() => createRedactor({ patterns: [{ name: 'customer', regex: 'a(' }] })).toThrow(
      'The pattern "customer" cannot be read by RE2: missing closing ): `a(`.',
    );
    expect(() => createRedactor({ patterns: [{ name: 'Customer 1', regex: 'a' }] })).toThrow(
      'The pattern "Customer 1" must have a name of',
    );
    expect(() => redactorOf(...Array.from({ length: 101 }, () => 'a'))).toThrow('There are 101 patterns; at most 100 can be redacted.');
  });
});

describe('a long text', () => {
  const cpuMs = (work: () => void): number => {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  };

  test('takes about as long for a pattern that would be a trap elsewhere', () => {
    const { find } = redactorOf('(a+)+$');
    const benign = 'order placed by ann '.repeat(50_000);
    find(benign);
    const usualMs = Math.max(
      5,
      cpuMs(() => find(benign)),
    );
    expect(cpuMs(() => find(`${'a'.repeat(1_000_000)}b`)) / usualMs).toBeLessThan(30);
  }, 120_000);

  test('four times the text takes four times as long, even where every match must look ahead to the end', () => {
    const { find } = redactorOf('a[^z]*z|a');
    find('a'.repeat(10_000));
    const quarterMs = cpuMs(() => find('a'.repeat(10_000)));
    expect(cpuMs(() => find('a'.repeat(40_000))) / quarterMs).toBeLessThan(8);
  }, 120_000);

  test('is redacted to its end, and what follows too many matches is taken out as a whole', () => {
    const { redact } = redactorOf('x\\d');
    expect(redact('x1 '.repeat(100_000))).not.toContain('x1');
    expect(redact('x1'.repeat(10_000))).not.toContain('x1');
  });
});
