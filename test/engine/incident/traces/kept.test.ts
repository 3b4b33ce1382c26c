import { expect, it } from 'vitest';
import { createKeptRequests, keptBounds } from '../../../../engine/incident/traces/kept.ts';
import { pathOf } from '../../../../engine/incident/traces/path.ts';

const redact = (text: string): string => text.replaceAll(/secret\S*/g, '<secret>');
const source = (id: string) => ({
  id,
  miner: { pattern: (index: number) => ({ id: `p${index}`, text: `form ${index}` }), resolve: (index: number) => index },
});
const [web, cart] = [source('shop/deployment/web'), source('shop/deployment/cart')];
const line = (atMs: number, text: string, level: 'info' | 'error' = 'info') => ({ atMs, level, pattern: 1, message: () => text });
const idOf = (at: number): string => at.toString(16).padStart(32, '0');
const context = { formOf: () => 'form 1', lacking: () => [], nowMs: 10_000_000 };

it('a request is found by its id and by a beginning, in any case, with its lines in order', () => {
  const kept = createKeptRequests(redact);
  kept.line('AB12cd34', web, line(20, 'second'));
  kept.line('AB12cd34', cart, line(10, 'first with secret-key'));
  for (const id of ['ab12CD34', 'ab12', ' AB12c ']) {
    const found = kept.find(id);
    if (found.outcome !== 'found') throw new Error(found.outcome);
    const path = pathOf(found.request, context);
    expect(path.hops.map(({ workload, steps }) => [workload, steps.map(({ text }) => text)])).toEqual([
      ['shop/cart', ['first with <secret>']],
      ['shop/web', ['second']],
    ]);
  }
  expect(kept.find('ab1').outcome).toBe('unknown');
  expect(kept.keeping()).toEqual({ requests: 1, failed: 0, sinceAtMs: 10 });
});

it('what begins alike is ambiguous, and a whole id is meant', () => {
  const kept = createKeptRequests(redact);
  for (let at = 0; at < 30; at += 1) kept.line(`abcd-${at}`, web, line(at, 'x'));
  expect(kept.find('abcd')).toMatchObject({ outcome: 'several', more: 20 });
  expect(kept.find('abcd-1')).toMatchObject({ outcome: 'found', request: { id: 'abcd-1' } });
});

it('the oldest without an error go first, and it is known that they were there', () => {
  const kept = createKeptRequests(redact);
  kept.line(idOf(0), web, line(0, 'it failed', 'error'));
  const count = keptBounds.requests + 100;
  for (let at = 1; at <= count; at += 1) kept.line(idOf(at), web, line(at, 'x'));
  expect(kept.find(idOf(0)).outcome).toBe('found');
  expect([kept.find(idOf(1)).outcome, kept.find(idOf(count)).outcome, kept.find(idOf(count + 1)).outcome]).toEqual([
    'expired',
    'found',
    'unknown',
  ]);
  expect(kept.keeping()).toMatchObject({ requests: keptBounds.requests + 1, failed: 1 });
});

it('after an hour nothing is left', () => {
  const kept = createKeptRequests(redact);
  kept.line(idOf(1), web, line(0, 'x', 'error'));
  kept.settle(keptBounds.forMs / 2);
  expect(kept.find(idOf(1)).outcome).toBe('found');
  kept.settle(keptBounds.forMs + 1);
  expect([kept.find(idOf(1)).outcome, kept.keeping().requests]).toEqual(['expired', 0]);
});

it('long requests, long lines and many of them stay within their bounds', () => {
  const kept = createKeptRequests(redact);
  for (let at = 0; at < 50_000; at += 1)
    kept.line(idOf(at % 3_000), web, line(at, 'y'.repeat(at === 0 ? 1_000_000 : 300), at % 2 === 0 ? 'error' : 'info'));
  const found = kept.find(idOf(2_999));
  if (found.outcome !== 'found') throw new Error(found.outcome);
  expect(found.request.steps.length + found.request.more).toBeGreaterThan(1);
  expect(found.request.steps.every(({ text }) => text === null || text.length <= 241)).toBe(true);
  const endless = createKeptRequests(redact);
  for (let at = 0; at < 100; at += 1) endless.line(idOf(1), web, line(at, 'x'));
  expect(endless.find(idOf(1))).toMatchObject({ request: { more: 60 } });
});

it('a line for which there is no time is told by its pattern, and errors have time of their own', () => {
  const kept = createKeptRequests(redact);
  for (let at = 0; at < 300; at += 1) kept.line(idOf(at), web, line(at, 'words'));
  kept.line(idOf(299), cart, line(400, 'it failed', 'error'));
  const found = kept.find(idOf(299));
  if (found.outcome !== 'found') throw new Error(found.outcome);
  const path = pathOf(found.request, context);
  expect(path.hops.flatMap(({ steps }) => steps.map(({ text, isPattern }) => [text, isPattern]))).toEqual([
    ['form 1', true],
    ['it failed', false],
  ]);
  expect(path.failing).toMatchObject({ workload: 'shop/cart', text: 'it failed' });
});

it('an id that says something of a person is not kept, and stricter rules reach what is', () => {
  let rule = /secret\S*/g;
  const kept = createKeptRequests((text) => text.replaceAll(rule, '<secret>'));
  kept.line('secret-of-ann', web, line(0, 'x'));
  kept.line(idOf(1), web, line(0, 'card 4111'));
  rule = /card \d+/g;
  kept.redactAgain();
  expect(kept.keeping().requests).toBe(1);
  expect(kept.find(idOf(1))).toMatchObject({ request: { steps: [{ text: '<secret>' }] } });
});

it('of spans the one none of whose children failed says where it began', () => {
  const kept = createKeptRequests(redact);
  const span = (spanId: string, parentId: string | null, workload: string, error: string | null) => ({
    type: 'span' as const,
    atMs: Number(spanId),
    namespace: 'shop',
    traceId: idOf(7),
    spanId,
    parentId,
    workload,
    name: `call ${spanId}`,
    durationMs: 5,
    error,
  });
  kept.span(span('1', null, 'web', 'failed below'));
  kept.span(span('2', '1', 'checkout', 'failed below'));
  kept.span(span('3', '2', 'cart', 'no secret-room'));
  const found = kept.find(idOf(7));
  if (found.outcome !== 'found') throw new Error(found.outcome);
  expect(pathOf(found.request, context)).toMatchObject({ failing: { workload: 'shop/cart', text: 'call 3: no <secret>' }, toMs: 8 });
});

it('a workload that is gone takes its requests along', () => {
  const kept = createKeptRequests(redact);
  kept.line(idOf(1), web, line(0, 'x'));
  kept.line(idOf(2), cart, line(0, 'x'));
  kept.forget(web.id);
  expect([kept.find(idOf(1)).outcome, kept.find(idOf(2)).outcome]).toEqual(['expired', 'found']);
});
