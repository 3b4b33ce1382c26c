import { expect, test } from 'vitest';
import type { Evidence } from '../../../engine/domain.ts';
import { createLedger } from '../../../engine/evidence/ledger.ts';
import { deploymentId, minute, second, startMs } from '../../builders/observations.ts';

const workload = deploymentId('cart');

function fact(kind: Evidence['kind'], atMs: number, text: string): Evidence {
  return { kind, workload, pod: 'cart-a1-x1', atMs, severity: 'error', text };
}

test('what a restart lists once more is not counted once more', () => {
  const ledger = createLedger();
  const told = [fact('eviction', startMs, 'evicted'), fact('crash-loop', startMs + second, 'back-off'), fact('scale', startMs, 'scaled')];
  for (const one of told) ledger.add(one, startMs + second);
  const restored = createLedger();
  restored.restore(ledger.snapshot());
  for (const one of told) restored.add(one, startMs + 5 * minute);
  expect(restored.of(workload)).toEqual(ledger.of(workload));
  expect(restored.changes()).toHaveLength(1);
});

test('the same thing at another time is counted', () => {
  const ledger = createLedger();
  ledger.add(fact('oom-kill', startMs, 'killed'), startMs);
  ledger.add(fact('oom-kill', startMs + 20 * second, 'killed'), startMs + 20 * second);
  ledger.add(fact('crash-loop', startMs, 'back-off'), startMs);
  ledger.add(fact('crash-loop', startMs + 30 * second, 'back-off'), startMs + 30 * second);
  expect(ledger.of(workload).map(({ evidence, count }) => [evidence.kind, count])).toEqual([
    ['oom-kill', 1],
    ['oom-kill', 1],
    ['crash-loop', 2],
  ]);
});
