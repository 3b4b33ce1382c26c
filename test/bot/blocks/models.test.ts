import { describe, expect, it } from 'vitest';
import type { ModelSummary } from '../../../api/contract.ts';
import { modelsMessage } from '../../../bot/blocks/models.ts';
import { startedAtMs } from '../builders.ts';

describe('the list of models', () => {
  const model = (madeBy: string): ModelSummary & { readonly detector: string } => ({
    detector: 'shop/shop',
    version: 1,
    createdAtMs: startedAtMs,
    madeBy,
    sampleSize: 1,
    trainedFromAtMs: 0,
    trainedToAtMs: 60_000,
    workloads: 1,
    patterns: 1,
    clusters: 1,
    leftOut: [],
    checksum: 'abc',
    serving: true,
    pinned: false,
  });
  const told = (madeBy: string) => JSON.stringify(modelsMessage([model(madeBy)]));

  it('gives every time a zone, and counts one as one', () => {
    expect(told('the request of 2026-01-05T10:00:00.000Z')).toMatch(/by the request of <!date\^1767607200\^/);
    expect(told('the schedule 0 3 1 1 0')).toContain('by the schedule 0 3 1 1 0 (UTC) from 1 line of 60 s');
  });

  it('says which one serves and which is on trial', () => {
    const [serving, canary] = [model('ann'), { ...model('ann'), version: 2, serving: false, canary: true }];
    const list = JSON.stringify(modelsMessage([serving, canary]));
    expect(list).toContain('*2* *on trial*');
    expect(list).toContain('*1* *serving*');
  });
});
