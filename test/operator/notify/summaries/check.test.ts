import { expect, test } from 'vitest';
import { findFault } from '../../../../operator/notify/summaries/check.ts';
import { factsOf } from '../../../../operator/notify/summaries/facts.ts';
import { cascade } from '../builders.ts';

const facts = factsOf({ incident: cascade() });

test.each([
  'cart is out of memory, and web fails with it.',
  'The likely cause is cart: container cart was OOM-killed (exit code 137, limit 64Mi). 2 workloads fail in order along their calls.',
  'Since 2026-01-05T10:00:00.000Z cart restarts; web began to show errors because of it.',
])('what says only what the facts do is shown: %s', (text) => {
  expect(findFault(text, facts)).toBeNull();
});

test.each([
  ['payments is out of memory.', '"payments"'],
  ['cart was OOM-killed with exit code 139.', '"139"'],
  ['cart has a limit of 128Mi.', '"128mi"'],
  ['cart-2 is out of memory.', '"cart-2"'],
  ['Ask Ann about cart.', '"ask"'],
  ['cart fails for three reasons.', '"three"'],
  ['cart fails, see https://evil.example/x', '":"'],
  ['cart fails <!channel>', '"<"'],
  ['cart fails @channel', '"@"'],
  ['**cart** fails', '"*"'],
  ['саrt fails', '"с"'],
  ['cart \u202efails', '"\u202e"'],
  ['', 'empty'],
  ['cart '.repeat(200), 'longer'],
])('what says more is not: %s', (text, part) => {
  const fault = findFault(text, facts);
  expect(fault).not.toBeNull();
  if (part !== '":"') expect(fault).toContain(part);
});
