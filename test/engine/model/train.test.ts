import { describe, expect, test } from 'vitest';
import { createEngine } from '../../../engine/index.ts';
import { startMs, type Pattern } from '../traffic.ts';
import { hour, learned, trained } from './learned.ts';

describe('a training', () => {
  test('says what the sample holds and what became of the minutes that were kept back', () => {
    const of = learned(3, 1);
    const first = trained(of, 1);
    expect(first.metrics).toMatchObject({ sample: { patternsLeftOut: 0 }, validation: { serving: null } });
    expect(first.metrics?.sample.patterns).toBe(first.workloads.reduce((sum, { patterns }) => sum + patterns.length, 0));
    expect(first.metrics?.sample.linesByLevel.error).toBeGreaterThan(0);
    of.engine.serve(first);
    const { validation } = trained(of, 2).metrics ?? {};
    expect(validation).toMatchObject({ serving: { version: 1 } });
    expect(validation?.windows).toBeGreaterThan(40);
    expect(validation?.alarms).toBeLessThanOrEqual(1);
  });

  test('is refused with the numbers where what was learned does not hold for the minutes that were kept back', () => {
    // The model that serves has seen many errors; of the counts that are left only the kept-back ones have.
    const errors = (_: unknown, { level }: Pattern, many: boolean): number => (level === 'ERROR' && many ? 60 : 1);
    const model = trained(learned(2, 2, { rate: (service, pattern) => errors(service, pattern, true) }), 1);
    const quiet = learned(2, 3, {
      rate: (service, pattern, atMs) => errors(service, pattern, atMs > 1.6 * hour),
      each: (engine) => engine.serving() ?? engine.serve(model),
    });
    const result = quiet.engine.train({ version: 2, nowMs: quiet.nowMs, madeBy: 'test' });
    expect(result).toMatchObject({ ok: false, cause: 'worse' });
    expect(result.ok ? '' : result.reason).toMatch(
      /^What was learned does not hold: of the last 24 minutes, .* model 1, which serves, .* 0\. Try/,
    );
  });

  test('leaves out workloads of which too little is known, and says so', () => {
    const { engine, nowMs } = learned(1, 4);
    const late = { namespace: 'shop', kind: 'Deployment', name: 'late' };
    const stream = { workload: late, pod: 'late-0', container: 'main', restartCount: 0 };
    engine.push({ stream, framing: 'plain', bytes: new TextEncoder().encode('INFO hello\n'), receivedAtMs: nowMs });
    engine.tick(nowMs + 10_000);
    const model = trained({ engine, nowMs }, 1);
    expect(model.workloads.map(({ workload }) => workload)).toEqual(['shop/deployment/cart', 'shop/deployment/web']);
    expect(model.omitted).toContainEqual({
      workload: 'shop/deployment/late',
      patterns: 1,
      reason: expect.stringContaining('fewer than 4'),
    });
  });

  test.each([
    ['nothing', '', /nothing to learn from/],
    ['one line', 'INFO one\n', /too little to learn from.*the busiest 1 line\./],
  ])('of %s is refused in a sentence', (_, text, reason) => {
    const engine = createEngine({ detector: 'shop/shop' });
    const stream = { workload: { namespace: 'shop', kind: 'Deployment', name: 'web' }, pod: 'web-0', container: 'main', restartCount: 0 };
    if (text !== '') engine.push({ stream, framing: 'plain', bytes: new TextEncoder().encode(text), receivedAtMs: startMs });
    engine.tick(startMs + 1_000);
    expect(engine.train({ version: 1, nowMs: startMs + 1_000, madeBy: 'test' })).toMatchObject({
      ok: false,
      cause: 'too-little',
      reason: expect.stringMatching(reason),
    });
  });

  test('of counts that are all equal makes a model that tolerates them', () => {
    const engine = createEngine({ detector: 'shop/shop' });
    const stream = { workload: { namespace: 'shop', kind: 'Deployment', name: 'web' }, pod: 'web-0', container: 'main', restartCount: 0 };
    const bytes = new TextEncoder().encode('INFO beat\n'.repeat(5));
    for (let minute = 0; minute < 180; minute += 1) {
      engine.push({ stream, framing: 'plain', bytes, receivedAtMs: startMs + minute * 60_000 });
      engine.tick(startMs + minute * 60_000 + 30_000);
    }
    const model = trained({ engine, nowMs: startMs + 3 * hour }, 1);
    expect(model.workloads[0]?.patterns).toHaveLength(1);
    expect(model.workloads[0]?.patterns[0]?.usual.location).toBeCloseTo(5, -0.5);
    expect(model.metrics?.validation).toMatchObject({ alarms: 0 });
  });

  test('over a gap of days is made of what was read, and of no day of silence', () => {
    const before = learned(2, 5);
    const after = createEngine({ detector: 'shop/shop' });
    after.restore(before.engine.checkpoint());
    const nowMs = before.nowMs + 4 * 24 * hour;
    after.tick(nowMs);
    const [old, late] = [trained(before, 1), trained({ engine: after, nowMs }, 2)];
    expect(late.workloads.map(({ patterns }) => patterns.length)).toEqual(old.workloads.map(({ patterns }) => patterns.length));
    expect(late.workloads[0]?.all.minutes).toBe(old.workloads[0]?.all.minutes);
  });
});
