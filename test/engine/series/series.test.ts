import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../engine/math.ts';
import { createSeriesDetector } from '../../../engine/series/series.ts';

const FIVE_MINUTES = 300_000;
const DAY = 288;

/** A day's curve with noise, as a service with customers has. */
function daily(rows: number, seed: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: rows }, (_, row) => 100 + 60 * Math.sin((2 * Math.PI * row) / DAY) + (random() - 0.5) * 10);
}

function scores(values: readonly number[]): number[] {
  const detector = createSeriesDetector();
  return values.map((value, row) => detector.push(row * FIVE_MINUTES, value));
}

function rowsAbove(found: readonly number[], from: number): number[] {
  return found.flatMap((score, row) => (row >= from && score >= 0.5 ? [row] : []));
}

describe('the series detector', () => {
  it('finds a spike in its first row, and is silent on the days around it', () => {
    const values = daily(DAY * 10, 1);
    const at = DAY * 8 + 30;
    values[at] = 400;
    expect(rowsAbove(scores(values), DAY * 3)).toEqual([at]);
  });

  it('finds a day whose peak does not come', () => {
    const values = daily(DAY * 10, 2);
    for (let row = DAY * 8; row < DAY * 8 + DAY / 2; row += 1) values[row] = values[DAY * 8] ?? 0;
    const found = rowsAbove(scores(values), DAY * 4);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((row) => row >= DAY * 8 && row < DAY * 9 + 60)).toBe(true);
  });

  it('speaks once of a level that stays', () => {
    const values = daily(DAY * 8, 3).map((value, row) => (row >= DAY * 6 ? value + 300 : value));
    const found = rowsAbove(scores(values), DAY * 4);
    expect(found[0]).toBe(DAY * 6);
    expect(found.length).toBeLessThan(6);
  });

  it('says nothing of a flat line, and nothing of its first rows', () => {
    expect(Math.max(...scores(Array.from({ length: 500 }, () => 7)))).toBe(0);
    expect(Math.max(...scores([1, 1_000, 5, -70, 1e12]))).toBe(0);
  });

  it('needs no row that comes later', () => {
    const values = daily(DAY * 5, 4);
    values[DAY * 4] = 500;
    const whole = scores(values);
    expect(scores(values.slice(0, DAY * 4 + 1))).toEqual(whole.slice(0, DAY * 4 + 1));
  });

  it('lets no broken number and no clock that goes back disturb what comes after', () => {
    const detector = createSeriesDetector();
    const other = createSeriesDetector();
    for (const [row, value] of daily(400, 5).entries()) {
      const score = detector.push(row * FIVE_MINUTES, value);
      expect(detector.push(row * FIVE_MINUTES, Number.NaN)).toBe(0);
      expect(detector.push(row * FIVE_MINUTES - 1, 1e9)).toBe(0);
      expect(detector.push(row * FIVE_MINUTES, Number.POSITIVE_INFINITY)).toBe(0);
      expect(other.push(row * FIVE_MINUTES, value)).toBe(score);
    }
  });
});
