import { describe, expect, test } from 'vitest';
import { isCard } from '../../../engine/redact/checks.ts';
import { createRedactor } from '../../../engine/redact/redact.ts';
import { createRandom } from '../../../engine/math.ts';

const { redact, find } = createRedactor();

describe('addresses of e-mail', () => {
  test.each([
    ['ann@example.org,bob@example.org', '<email>,<email>'],
    ['<ann@example.org>: unknown', '<<email>>: unknown'],
    ['mailto:ann@sub.example.co.uk.', 'mailto:<email>.'],
    ['ann+x_y%z@example.org', '<email>'],
    ['ann@example.org-old', '<email>-old'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test.each([
    'user@localhost',
    'lodash@4.17.21 and pkg@1.0.0-beta.rc',
    'user@1000.service getty@tty1.service',
    'icon@2x.png',
    'git@github.com:org/repo.git',
    'app@db.default.svc.cluster.local',
    'image@sha256:0a1b2c',
    'java.lang.Object@6d06d69c',
    '@app.route on @example.org',
    'at a@b',
  ])('%s is none', (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe('cards', () => {
  test.each([
    ['12 4111 1111 1111 1111 34', '12 <card> 34'],
    ['4111-1111-1111-1111', '<card>'],
    ['pan=4111111111111111', 'pan=<card>'],
    ['{"cardNumber":"4111111111111111"}', '{"cardNumber":"<card>"}'],
    ['card no. 4111111111111111', 'card no. <card>'],
    ['paid 4111111111111111 today', 'paid <card> today'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test.each([
    'card 4111 1111 1111 1112',
    'order_id=4111111111111111',
    '{"orderId": "4111111111111111"}',
    'trace 4111111111111111',
    'offset: 4111111111111111',
    'a4111111111111111 4111111111111111b',
    '4111111111111111.25',
    '1700000000000000 ns',
    '0000 0000 0000 0000',
  ])('%s is none', (text) => {
    expect(redact(text)).toBe(text);
  });

  test('one number in thirty of 16 digits passes for one where nothing says what it is, none where it is an id', () => {
    const random = createRandom(3);
    const numbers = Array.from(
      { length: 20_000 },
      () => String(1 + Math.floor(random() * 9)) + String(Math.floor(random() * 1e15)).padStart(15, '0'),
    );
    expect(numbers.filter(isCard).length).toBeLessThan(numbers.length / 30);
    expect(numbers.flatMap((number) => find(`order_id=${number} took 5 ms`))).toEqual([]);
  });
});

describe('bank accounts', () => {
  test.each([
    ['DE89370400440532013000', '<iban>'],
    ['FR76 3000 6000 0112 3456 7890 189 EUR', '<iban> EUR'],
    ['iban=GB82 WEST 1234 5698 7654 32;', 'iban=<iban>;'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test.each(['DE88370400440532013000', 'AB12 3456 7890 1234 5678', 'DE893704004405320130001', 'XDE89370400440532013000'])(
    '%s is none',
    (text) => {
      expect(redact(text)).toBe(text);
    },
  );
});

describe('telephone numbers', () => {
  test.each([
    ['+1 212 555 0100', '<phone>'],
    ['+1 (212) 555-0100 ext', '<phone> ext'],
    ['tel:+442079460958', 'tel:<phone>'],
    ['+33 1 23 45 67 89 or 1-800-555-0100', '<phone> or <phone>'],
    ['0049 30 1234567', '<phone>'],
    ['mobile=0171-1234567', 'mobile=<phone>'],
    ['"phoneNumber": "030 1234567"', '"phoneNumber": "<phone>"'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test.each([
    'offset +27.123456 s',
    'rss +10485760 bytes',
    'zone +0200 and +02:00',
    '2026-06-07T08:09:10+0200',
    '100 200 3000 4000',
    '123-456-7890',
    '10.0.0.1:8080',
    'phone is off',
    '1-2-3 2026-06-07 12-34-56',
  ])('%s is none', (text) => {
    expect(redact(text)).toBe(text);
  });
});
