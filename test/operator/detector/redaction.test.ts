import { expect, test } from 'vitest';
import { redactionLimits, resolveRedaction } from '../../../operator/detector/redaction.ts';

const salt = 'a salt of sixteen';
const floor = { ip: false, hash: false, patterns: [{ name: 'customer', regex: 'C-\\d+' }], salt };
const nothing = { ip: false, hash: false, patterns: [] };

test('a LogDetector adds to what the administrator asks for', () => {
  const wished = { ip: true, hash: true, patterns: [{ name: 'order', regex: 'O-\\d+' }] };
  expect(resolveRedaction(wished, floor)).toEqual({
    ip: true,
    patterns: [
      { name: 'customer', regex: 'C-\\d+' },
      { name: 'order', regex: 'O-\\d+' },
    ],
    salt,
  });
});

test('a LogDetector switches nothing off', () => {
  expect(resolveRedaction(nothing, { ...floor, ip: true, hash: true })).toEqual({ ip: true, patterns: floor.patterns, salt });
});

test('nobody is hashed who was not asked to be', () => {
  expect(resolveRedaction(nothing, floor).salt).toBeNull();
});

test('a wish for hashes without a salt is told, and hides all the same', () => {
  const wished = { ...nothing, hash: true };
  expect(resolveRedaction(wished, { ...floor, salt: null }).salt).toBeNull();
  expect(redactionLimits(wished, { ...floor, salt: null })).toEqual([
    'spec.redaction.hash is true, but the administrator has given no salt (redaction.saltFile of the configuration): values are replaced without a hash.',
  ]);
  expect(redactionLimits(wished, floor)).toEqual([]);
  expect(redactionLimits(nothing, { ...floor, salt: null })).toEqual([]);
});
