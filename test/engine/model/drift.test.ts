import { describe, expect, test } from 'vitest';
import { startMs, webService, type Pattern } from '../traffic.ts';
import { hour, learned, trained } from './learned.ts';

const renamed: Pattern = {
  perMinute: 150,
  level: 'INFO',
  text: (random) => `basket ${Math.floor(random() * 900)} repriced by the new engine`,
};

describe('drift', () => {
  test('is nothing where the model knows what is written', () => {
    const of = learned(2, 1);
    expect(of.engine.drift()).toBeNull();
    of.engine.serve(trained(of, 1));
    of.engine.tick(of.nowMs + 5_000);
    expect(of.engine.drift()).toMatchObject({ share: 0, workloads: [] });
  });

  test('is the share of lines of patterns that came after the model, and gone with the next one', () => {
    const service = { ...webService('web'), patterns: [...webService('web').patterns, renamed] };
    const rate = (_: unknown, pattern: Pattern, atMs: number): number => (pattern === renamed && atMs < hour ? 0 : 1);
    const old = learned(1, 2, { services: [service], rate });
    const model = trained(old, 1);
    const now = learned(3, 2, { services: [service], rate });
    now.engine.serve(model);
    now.engine.tick(now.nowMs + 5_000);
    const drift = now.engine.drift();
    expect(drift?.share).toBeGreaterThan(0.5);
    expect(drift?.workloads).toEqual(['shop/deployment/web']);
    now.engine.serve(trained(now, 2));
    now.engine.tick(now.nowMs + 10_000);
    expect(now.engine.drift()).toMatchObject({ share: 0 });
  });

  test('is not told of a few lines', () => {
    const of = learned(1, 3);
    of.engine.serve(trained(of, 1));
    of.engine.tick(startMs + 30 * hour);
    expect(of.engine.drift()).toBeNull();
  });
});
