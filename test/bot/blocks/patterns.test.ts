import { expect, test } from 'vitest';
import type { PatternView } from '../../../api/contract.ts';
import { patternsMessage } from '../../../bot/blocks/patterns.ts';

function pattern(namespace: string): PatternView {
  return {
    id: `${namespace}1`,
    detector: `${namespace}/all`,
    workload: 'mailer',
    text: 'mail <num> sent',
    level: 'info',
    count: 10,
    share: 0.5,
    usual: null,
    isNew: false,
    cluster: null,
    firstSeenAtMs: 0,
    lastSeenAtMs: 0,
    sample: 'mail 7 sent',
  };
}

function told(...namespaces: readonly string[]): string {
  const reply = { patterns: namespaces.map(pattern), windowFromAtMs: 0, windowToAtMs: 3_600_000, learning: null };
  return JSON.stringify(patternsMessage(reply, { workload: 'mailer', isCut: false, only: null, page: 0 }).message.blocks);
}

test('workloads of several namespaces are told apart', () => {
  expect(told('shop', 'bank')).toContain('· shop/mailer');
  expect(told('shop', 'bank')).toContain('· bank/mailer');
});

test('within one namespace its name is left out', () => {
  expect(told('shop', 'shop')).toContain('· mailer · ');
});
