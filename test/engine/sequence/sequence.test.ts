import { describe, expect, it } from 'vitest';
import { judgeSequence, learnSequences } from '../../../engine/sequence/sequence.ts';

const ORDER = ['open', 'reserve', 'pay', 'ship', 'close'];
/** 500 orders, of which some are paid in two parts, and some are asked about in between. */
const usual = Array.from({ length: 500 }, (_, i) => {
  const steps = i % 5 === 0 ? ORDER.toSpliced(3, 0, 'pay') : [...ORDER];
  return i % 3 === 0 ? steps.toSpliced(1 + (i % 4), 0, 'ask') : steps;
});
const model = learnSequences(usual);

describe('sequences', () => {
  it('let usual sessions pass, whatever is optional in them', () => {
    expect(usual.filter((steps) => judgeSequence(model, steps).anomalous)).toEqual([]);
  });

  it('notice a missing step, and say which', () => {
    const verdict = judgeSequence(model, ['open', 'reserve', 'ship', 'close']);
    expect(verdict.anomalous).toBe(true);
    expect(verdict.reasons.join()).toContain('"pay" is missing');
  });

  it('notice a step that nobody has seen', () => {
    const verdict = judgeSequence(model, ['open', 'reserve', 'chargeback', 'pay', 'ship', 'close']);
    expect(verdict).toMatchObject({ anomalous: true });
    expect(verdict.reasons[0]).toContain('"chargeback" is in 0 of 500 sessions');
  });

  it('notice a step that comes far too often', () => {
    const verdict = judgeSequence(model, ['open', 'reserve', 'pay', 'pay', 'pay', 'pay', 'pay', 'pay', 'ship', 'close']);
    expect(verdict.anomalous).toBe(true);
    expect(verdict.reasons.join()).toContain('"pay" is 6 times in it');
  });

  it('notice two steps that always come equally often and now do not', () => {
    const calls = Array.from({ length: 300 }, (_, i) => Array.from({ length: 1 + (i % 6) }, () => ['request', 'reply']).flat());
    const verdict = judgeSequence(learnSequences(calls), ['request', 'reply', 'request', 'request', 'reply']);
    expect(verdict.anomalous).toBe(true);
    expect(verdict.reasons[0]).toContain('not equally often');
  });

  it('learn the same from sessions of which one in thirty is broken', () => {
    const mixed = learnSequences(usual.map((steps, i) => (i % 100 === 7 ? ['open', 'reserve'] : steps)));
    expect(judgeSequence(mixed, ['open', 'reserve']).anomalous).toBe(true);
    expect(usual.filter((steps) => judgeSequence(mixed, steps).anomalous)).toEqual([]);
  });

  it('do not take steps that overtake each other for a fault', () => {
    expect(judgeSequence(model, ['reserve', 'open', 'pay', 'ship', 'close']).anomalous).toBe(false);
  });

  it('say nothing when there is nothing to learn from', () => {
    expect(judgeSequence(learnSequences([]), ['open'])).toMatchObject({ anomalous: false });
    expect(judgeSequence(learnSequences([['open']]), [])).toMatchObject({ anomalous: false, reasons: [] });
  });
});
