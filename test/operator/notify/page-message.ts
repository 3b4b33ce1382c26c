/** A page as the pager sends it, and the secret of every receiver of the tests. */
import type { PageMessage } from '../../../operator/notify/deliver.ts';
import { startMs } from './builders.ts';

export const message: PageMessage = {
  action: 'trigger',
  turn: 1,
  dedupKey: 'logdetector:f:1',
  incident: 'inc-1',
  detector: 'shop/shop',
  title: 'cart is out of memory',
  severity: 'critical',
  cause: 'out-of-memory of shop/deployment/cart',
  source: 'shop/deployment/cart',
  affected: ['shop/deployment/cart', 'shop/deployment/web'],
  openedAtMs: startMs,
  resolvedAtMs: null,
  sentence: '2 workloads fail.',
  gates: [{ name: 'severity', passed: true, sentence: 'Severity is critical.' }],
  links: [{ text: 'Runbook', href: 'https://wiki.example.com/cart' }],
};

export const over: PageMessage = { ...message, action: 'resolve', turn: 2, resolvedAtMs: startMs + 60_000 };

export const readSecret = (path: string): Promise<string> =>
  path === '/key' ? Promise.resolve('s3cret\n') : Promise.reject(new Error('ENOENT'));
