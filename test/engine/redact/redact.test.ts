import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../engine/redact/redact.ts';
import { ordinaryLines } from '../../builders/ordinary-text.ts';
import { credentials, everything, keys, personal } from '../../builders/secrets.ts';

const { redact, find } = createRedactor();
const salted = createRedactor({ salt: 'a salt of sixteen' });

test.each(everything)('$redacted', ({ kind, text, secret, redacted }) => {
  expect(redact(text)).toBe(redacted);
  expect(find(text).map(({ start, end }) => text.slice(start, end))).toEqual([secret]);
  expect(find(text)[0]?.kind).toBe(kind);
});

test.each(everything)('$redacted inside of a sentence, behind another finding and over several lines', ({ text, secret }) => {
  if (text === secret) return;
  const around = `first bob@example.org\n${text}\nlast bob@example.org`;
  expect(redact(around)).not.toContain(secret);
  expect(redact(around)).toMatch(/^first <email>\n[^]*\nlast <email>$/);
});

describe('what several rules find', () => {
  test('is one finding, all of it, under the name that is surest', () => {
    expect(redact(`password=x${keys[3]?.secret}y`)).toBe('password=<redacted>');
    expect(redact(`token=${keys[0]?.secret}`)).toBe('token=<jwt>');
    expect(redact('postgres://ann@example.org:pw@db.example.org/x')).not.toContain('pw@');
  });

  test('leaves the host of an address', () => {
    expect(redact('postgres://app:pw@db.example.org/shop')).toBe('postgres://app:<redacted>@db.example.org/shop');
  });
});

describe('text that was redacted', () => {
  test.each(everything)('$redacted stays as it is', ({ text }) => {
    for (const redactor of [createRedactor(), salted]) {
      const once = redactor.redact(text);
      expect(redactor.redact(once)).toBe(once);
    }
  });

  test('keeps its labels, whatever it was made of', () => {
    const pieces = fc.oneof(
      fc.constantFrom(...everything.flatMap(({ text, redacted }) => [text, redacted])),
      fc.constantFrom(
        'password=',
        'token: ',
        'Authorization: ',
        '://',
        '@',
        '"',
        "'",
        '<',
        '>',
        '=',
        ':',
        ' ',
        '\n',
        ',',
        '<email>',
        '<redacted>',
      ),
      fc.string({ maxLength: 12 }),
    );
    const texts = fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join(''));
    const labels = (text: string): readonly string[] => text.match(/<[a-z][a-z-]*(?::[0-9a-f]{6})?>/g) ?? [];
    fc.assert(
      fc.property(texts, (text) => {
        const once = salted.redact(text);
        const twice = [...labels(salted.redact(once))];
        for (const label of labels(once)) {
          expect(twice).toContain(label);
          twice.splice(0, twice.indexOf(label) + 1);
        }
      }),
      { numRuns: 2_000, seed: 4 },
    );
  });

  test('is no shelter for what stands beside it', () => {
    expect(redact('password=<redacted>hunter2')).toBe('password=<redacted><redacted>');
    expect(redact('to <email> and bob@example.org')).toBe('to <email> and <email>');
  });
});

describe('with a salt', () => {
  test('the same user is still the same, in capitals too', () => {
    const [, label] = /(<email:[0-9a-f]{6}>)/.exec(salted.redact('mail to ann@example.org')) ?? [];
    expect(label).toBeDefined();
    expect(salted.redact('Ann@Example.org and bob@example.org')).toMatch(new RegExp(`^${label} and <email:[0-9a-f]{6}>$`));
    expect(salted.redact('bob@example.org')).not.toBe(label);
  });

  test('a number is the same however it is written', () => {
    const labels = ['4111 1111 1111 1111', '4111-1111-1111-1111', '4111111111111111'].map((card) => salted.redact(card));
    expect(new Set(labels).size).toBe(1);
    const phones = ['+49 30 1234567', '0049 30 1234567', '+49-30-1234567'].map((phone) => salted.redact(phone));
    expect(new Set(phones).size).toBe(1);
  });

  test('another salt gives another hash', () => {
    const other = createRedactor({ salt: 'a salt of another' });
    expect(other.redact('ann@example.org')).not.toBe(salted.redact('ann@example.org'));
  });

  test('the hash is the HMAC-SHA256 of RFC 2104, so that others can compute it', async () => {
    const { createHmac } = await import('node:crypto');
    const digest = createHmac('sha256', 'a salt of sixteen').update('email\nann@example.org').digest('hex');
    expect(salted.redact('ann@example.org')).toBe(`<email:${digest.slice(0, 6)}>`);
  });

  test('passwords and private keys get none, so that no guess can be tried on it', () => {
    for (const { text, redacted } of credentials) expect(salted.redact(text)).toBe(redacted);
    for (const { text, redacted } of keys.filter(({ kind }) => ['private-key', 'password-hash', 'base64'].includes(kind)))
      expect(salted.redact(text)).toBe(redacted);
  });
});

describe('counters', () => {
  test('tell how many of each kind were replaced since they were asked for last', () => {
    const redactor = createRedactor({ patterns: [{ name: 'customer', regex: 'C-\\d+' }] });
    redactor.redact('ann@example.org and bob@example.org of C-12 with password=x1');
    redactor.find('eve@example.org');
    expect(Object.fromEntries(redactor.takeCounts())).toEqual({ email: 2, custom: 1, credential: 1 });
    expect(redactor.takeCounts().size).toBe(0);
  });
});

test('a text without anything to hide is given back itself', () => {
  expect(find('Connected to <ip>:<num> in 5 ms')).toEqual([]);
  for (const { redacted } of personal) expect(redact(redacted)).toBe(redacted);
});

test('of ten thousand ordinary lines none is touched', () => {
  expect(ordinaryLines(10_000, 7).flatMap((line) => find(line).map(({ kind }) => `${kind}: ${line}`))).toEqual([]);
});

describe('a megabyte', () => {
  const size = 1_000_000;
  const all = createRedactor({ ip: true, patterns: [{ name: 'customer', regex: 'C-\\d+' }] });
  const ordinary = ordinaryLines(9_000, 1).join('\n').slice(0, size);
  const cpuMs = (text: string): number => {
    const before = process.threadCpuUsage();
    all.find(text);
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  };
  // At least what the pass over a megabyte takes, so that a fast machine does not turn noise into a ratio.
  const usualMs = Math.max(20, Math.min(...[1, 2, 3].map(() => cpuMs(ordinary))));

  test.each([
    ['keys', ['eyJ', '-eyJaaaaaa', 'xoxe.xoxp-', 'AKIA', 'SG.aaaaaaaaaaaaaaaaaa', 'aaa8Q~']],
    [
      'key blocks',
      ['-----BEGIN ', '-----BEGIN A PRIVATE KEY-----\n-', 'AAAA\n', '-----END PRIVATE KEY-----', 'A=\n-----END PRIVATE KEY-----\n'],
    ],
    ['a secret beside its id', ['AKIAAAAAAAAAAAAAAAAA ']],
    ['hashes of passwords', ['$2b$10$', '$argon2id$a', 'pbkdf2_sha256$1$a$', '{SSHA}']],
    ['addresses', ['-u a:', '://', '://a:a@', '://a@', '&signature=a']],
    ['names', ['password="', 'password=a,', 'token=', 'token=\\"', 'api key: ', ':=']],
    ['lists of names', ['name=token value=', '{"name":"token","value":"']],
    ['headers', ['Authorization: Bearer ', 'Authorization: Digest a=', 'Cookie: a=b;', 'basic aaaaaaaa']],
    ['flags, elements and statements', ['--password ', '<password>a</', "password('"]],
    ['accounts and cards', ['DE893704 ', '4111 1111 1111 ', '1 ', '41111111111111110 ']],
    ['telephones', ['+1 (', '001 ', '212-555-', 'phone: 1 ']],
    ['e-mail', ['@', 'a@a.', 'a%40', 'ü@']],
    ['IP', ['1.1.1.1.', 'a::', 'ffff:1.1.1.1']],
    ['labels', ['password=<email>', '<']],
    ['anything', ['a', ' ', '\0', '😀', 'C-1', 'a-']],
  ])(
    'of the beginnings of %s takes no more than thirty times as long as ordinary text',
    (_, parts) => {
      for (const part of parts) expect(cpuMs(part.repeat(Math.ceil(size / part.length))) / usualMs, JSON.stringify(part)).toBeLessThan(30);
    },
    120_000,
  );
});
