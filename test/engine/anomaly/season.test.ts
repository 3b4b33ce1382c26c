import { expect, test } from 'vitest';
import { createSeason, type Season } from '../../../engine/anomaly/season.ts';

const monday = Date.UTC(2026, 0, 5);
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

function learnDays(season: Season, days: number, rate: (hourOfDay: number, day: number) => number): void {
  for (let atMs = 0; atMs < days * day; atMs += minute)
    season.learn(monday + atMs, rate(Math.floor((atMs % day) / hour), Math.floor(atMs / day)));
}

test('nothing is known of an hour before it came', () => {
  const season = createSeason();
  expect(season.usual(monday)).toBeNull();
  learnDays(season, 0.3, () => 10);
  expect(season.usual(monday + 20 * hour)).toBeNull();
});

test('after a day its hours are expected, after a week those of the week', () => {
  const season = createSeason();
  const rate = (hourOfDay: number, weekday: number): number => (weekday >= 5 ? 1 : hourOfDay >= 8 && hourOfDay < 18 ? 50 : 5);
  learnDays(season, 1.5, rate);
  expect(season.usual(monday + day + 13 * hour)).toEqual({ least: 50, most: 50 });
  expect(season.usual(monday + day + 3 * hour)).toEqual({ least: 5, most: 5 });
  const known = createSeason();
  learnDays(known, 8, rate);
  expect(known.usual(monday + 12 * day + 13 * hour)).toEqual({ least: 1, most: 1 });
  expect(known.usual(monday + 8 * day + 13 * hour)).toEqual({ least: 50, most: 50 });
});

test('a job of an hour of one day of the week is expected when the week is over', () => {
  const season = createSeason();
  learnDays(season, 8, (hourOfDay, weekday) => (weekday === 2 && hourOfDay === 3 ? 900 : 10));
  expect(season.usual(monday + 9 * day + 3 * hour)?.most).toBe(900);
  expect(season.usual(monday + 10 * day + 3 * hour)?.most).toBe(10);
});

test('a change of clocks is within what the neighbouring hours bring', () => {
  const season = createSeason();
  learnDays(season, 8, (hourOfDay) => (hourOfDay >= 8 ? 50 : 5));
  expect(season.usual(monday + 8 * day + 7 * hour)).toEqual({ least: 5, most: 50 });
});

test('a restart forgets nothing', () => {
  const season = createSeason();
  learnDays(season, 3, (hourOfDay) => hourOfDay);
  const restored = createSeason();
  restored.restore(JSON.parse(JSON.stringify(season.snapshot())));
  expect(restored.usual(monday + 3 * day)).toEqual(season.usual(monday + 3 * day));
  expect(restored.snapshot()).toEqual(season.snapshot());
});
