import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createWebhook } from '../../../operator/notify/receivers/webhook.ts';
import { startMs } from './builders.ts';
import { startReceiver } from './fake-receiver.ts';

type IsGenuine = (headers: Record<string, unknown>, body: string, secret: string, nowSeconds: number) => boolean;

test('the verification that docs/paging.md gives takes what we send, and nothing else', async () => {
  const page = await readFile(new URL('../../../docs/paging.md', import.meta.url), 'utf8');
  const code = /```js verify\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const module: { isGenuine: IsGenuine } = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
  const fake = await startReceiver();
  const webhook = createWebhook({
    name: 'hook',
    url: fake.url,
    secretFile: '/key',
    readSecret: () => Promise.resolve('s3cret'),
    now: () => startMs,
  });
  const nothing = { cause: null, source: 'a', affected: [], openedAtMs: startMs, resolvedAtMs: null, sentence: '', gates: [], links: [] };
  const names = { dedupKey: 'k', incident: 'inc-1', detector: 'shop/shop', title: 'Größer', severity: 'error' } as const;
  await webhook.send({ action: 'trigger', turn: 1, ...names, ...nothing }, new AbortController().signal);
  await fake.close();
  const [sent] = fake.received;
  if (!sent) throw new Error('nothing was sent');
  const isGenuine = (changes: { body?: string; secret?: string; laterSeconds?: number; headers?: Record<string, unknown> } = {}) =>
    module.isGenuine(
      { ...sent.headers, ...changes.headers },
      changes.body ?? sent.body,
      changes.secret ?? 's3cret',
      startMs / 1000 + (changes.laterSeconds ?? 0),
    );
  expect(isGenuine()).toBe(true);
  expect(isGenuine({ laterSeconds: 299 })).toBe(true);
  expect(isGenuine({ laterSeconds: 301 })).toBe(false);
  expect(isGenuine({ body: `${sent.body} ` })).toBe(false);
  expect(isGenuine({ secret: 'other' })).toBe(false);
  expect(isGenuine({ headers: { 'x-logdetector-timestamp': 'now' } })).toBe(false);
  expect(isGenuine({ headers: { 'x-logdetector-signature': undefined } })).toBe(false);
});
