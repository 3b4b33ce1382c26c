import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../engine/redact/redact.ts';

const { redact } = createRedactor();

describe('redaction', () => {
  test.each([
    ['mail to ann.b+c@mail.example.org now', 'mail to <email> now'],
    ['card 4111 1111 1111 1111 declined', 'card <card> declined'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_def used', 'token <jwt> used'],
    ['key AKIAIOSFODNN7EXAMPLE used', 'key <aws-key> used'],
    ['with ghp_0123456789abcdefghijABCDEFGHIJ012345', 'with <github-token>'],
    ['with xoxb-123456789012-abcdef', 'with <slack-token>'],
    ['login password=hunter2 ok', 'login password=<redacted> ok'],
    ['{"password": "hunter 2", "a": 1}', '{"password": "<redacted>", "a": 1}'],
    ['Authorization: Bearer abc.def-ghi', 'Authorization: Bearer <redacted>'],
    ['postgres://app:s3cret@db/shop', 'postgres://app:<redacted>@db/shop'],
    ['IBAN DE89 3704 0044 0532 0130 00 paid', 'IBAN <iban> paid'],
    ['call +49 30 1234567 today', 'call <phone> today'],
    ['a -----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY----- b', 'a <private-key> b'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test('addresses, numbers and times stay readable', () => {
    for (const text of [
      'from 10.0.0.1:8080',
      'order 1234567890123 took 5ms',
      '2026-06-07T08:09:10Z ok',
      'token bucket is empty',
      'keys: 5',
      'user@localhost',
    ]) {
      expect(redact(text)).toBe(text);
    }
  });

  test('a megabyte of anything takes about as long as any other', () => {
    const size = 1_000_000;
    for (const part of [
      'a',
      '@',
      'a@',
      '1',
      '1 ',
      '-----BEGIN ',
      'eyJ',
      'eyJa.',
      'password=',
      'password="',
      '://a:',
      'A1',
      'DE89 ',
      '+1 (',
      'a.b@c.d-',
      'Authorization: ',
    ]) {
      const startedAtMs = performance.now();
      redact(part.repeat(Math.ceil(size / part.length)));
      expect(performance.now() - startedAtMs, part).toBeLessThan(8_000);
    }
  }, 60_000);
});
