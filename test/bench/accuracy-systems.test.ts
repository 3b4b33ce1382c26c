import { describe, expect, test } from 'vitest';
import { run } from '../../bench/accuracy/system.ts';
import { SETS } from '../../bench/accuracy/systems.ts';

const all = Object.values(SETS).flat();

test('no two systems have one name', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

describe.each(all)('$name', (system) => {
  const lines = run(system, 1);

  test('writes the same lines for the same seed and others for another', () => {
    expect(run(system, 1)).toEqual(lines);
    expect(run(system, 2)).not.toEqual(lines);
  });

  test('has a line of every statement and a statement of every line', () => {
    expect(new Set(lines.map(({ truth }) => truth))).toEqual(new Set(system.statements.map(({ id }) => id)));
    expect(system.statements.length).toBeGreaterThanOrEqual(8);
    expect(system.statements.length).toBeLessThanOrEqual(160);
  });

  test('writes one record a line, some two to three thousand', () => {
    expect(lines.length).toBeGreaterThan(1_600);
    expect(lines.length).toBeLessThan(3_300);
    expect(lines.filter(({ raw }) => /^\s|[\n\r]|^$|undefined|NaN/.test(raw))).toEqual([]);
  });

  test('never gives one line two labels', () => {
    const labels = new Map<string, string>();
    const doubtful = lines.filter(({ raw, truth }) => (labels.get(raw) ?? truth) !== truth || !labels.set(raw, truth));
    expect(doubtful).toEqual([]);
  });

  test('has no two labels for one level, source and text', () => {
    const statements = [...new Map(system.statements.map((statement) => [statement.id, statement])).values()];
    const texts = statements.map(({ level, source, text }) => `${level} ${source} ${text.replaceAll(/\{[^{}]*\}/g, '*')}`);
    expect(texts.filter((text, place) => texts.indexOf(text) !== place)).toEqual([]);
  });
});
