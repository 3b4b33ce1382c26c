import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../engine/redact/redact.ts';

const { redact } = createRedactor({ ip: true });

test('addresses stay unless somebody wants them out', () => {
  const text = 'from 203.0.113.7 and 2001:db8::7';
  expect(createRedactor().redact(text)).toBe(text);
  expect(redact(text)).toBe('from <ip> and <ip>');
});

describe('addresses', () => {
  test.each([
    ['dial tcp 10.0.0.7:8080: refused', 'dial tcp <ip>:8080: refused'],
    ['[2001:db8::7]:8080', '[<ip>]:8080'],
    ['client 2001:0db8:0000:0000:0000:ff00:0042:8329', 'client <ip>'],
    ['mapped ::ffff:10.0.0.7 end', 'mapped <ip> end'],
    ['from 10.0.0.7.', 'from <ip>.'],
    ['10.0.0.0/8', '<ip>/8'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test('the same address in capitals has the same hash', () => {
    const hashed = createRedactor({ ip: true, salt: 'a salt of sixteen' });
    expect(hashed.redact('2001:DB8::7')).toBe(hashed.redact('2001:db8::7'));
  });
});

test.each([
  'listening on 127.0.0.1:8080 and 0.0.0.0:80',
  'version 1.2.3.4',
  '1.2.3.4.5 and 300.1.1.1',
  'at 08:09:10 and 12:30',
  'mac aa:bb:cc:dd:ee:ff',
  'std::string foo::bar a::b',
  'v1.2.3.4',
])('%s has none', (text) => {
  expect(redact(text)).toBe(text);
});
