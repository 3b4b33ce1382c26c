import { expect, it } from 'vitest';
import { brokenLimits } from '../../../bot/blocks/limits.ts';
import { traceMessage } from '../../../bot/blocks/trace.ts';
import type { TraceReply } from '../../../api/contract.ts';
import { traceReplyOf } from '../../builders/answers.ts';
import { dangers } from '../dangers.ts';

const reply = traceReplyOf('4bf9', true);
const told = (one: TraceReply, id = '4bf9', page = 0): string => {
  const { message } = traceMessage(one, { id, page });
  expect([brokenLimits(message), dangers(message)]).toEqual([[], []]);
  return JSON.stringify(message);
};

it('a request is told with its path, where it failed, what it lacks, and its lines', () => {
  const text = told(reply);
  for (const part of [
    'failed in checkout',
    '`web` → `checkout` ❌',
    'Missing* `cart` never had it',
    '310 of 312',
    '+0.020 checkout ERROR',
    '6,000',
  ])
    expect(text).toContain(part);
});

it('what is not there is said honestly', () => {
  const none = { ...reply, traces: [] };
  expect(told(none, '<!channel>')).toContain('Either it was never seen');
  expect(told({ ...none, isExpired: true })).toContain('no longer kept');
  expect(told({ ...none, candidates: ['4bf9a', '4bf9b'], more: 7 })).toContain('give more of its id');
  expect(told({ ...none, kept: [] })).toContain('Now none is kept');
});

it('one that may be under way says so', () => {
  expect(told({ ...reply, traces: reply.traces.map((trace) => ({ ...trace, missing: null, failing: null })) })).toContain(
    'may be under way',
  );
});

it('long requests of several LogDetectors fit, a page at a time', () => {
  const long = '<!channel> `x` '.repeat(100);
  const steps = Array.from({ length: 40 }, (_, at) => ({
    atMs: at,
    level: 'info',
    text: long,
    isPattern: true,
    pattern: 'p',
    forMs: 12_000,
  }));
  const hops = Array.from({ length: 30 }, (_, at) => ({ workload: `shop/${long}${at}`, fromMs: 0, toMs: 9, isFailing: true, steps }));
  const missing = Array.from({ length: 5 }, () => ({
    workload: long,
    form: long,
    beside: { workload: long, form: long },
    requests: 10,
    without: 0,
    isReached: true,
  }));
  const trace = {
    detector: 'shop/shop',
    id: long,
    fromMs: 0,
    toMs: 9,
    hops,
    failing: { workload: long, atMs: 0, text: long },
    missing,
    more: 3,
  };
  const many = { ...reply, traces: Array.from({ length: 5 }, () => trace) };
  for (const page of [0, 1, 999]) told(many, long, page);
  expect(traceMessage(many, { id: 'x', page: 0 }).pages).toBe(300);
});
