/** How much of its highest load a service has by hour of day and day of week. */
import { localTime, type Zone } from './calendar.ts';
import type { Chance } from './chance.ts';

export type Shape = keyof typeof shapes;

export interface Season {
  readonly shape: Shape;
  /** 0: the same day and night; 0.9: a tenth of the highest load at the lowest hour. */
  readonly depth: number;
  /** Monday to Sunday; 1 is an ordinary working day. */
  readonly days: readonly number[];
  readonly zone: Zone;
}

interface Bump {
  readonly hour: number;
  readonly width: number;
  readonly height: number;
}

const shapes = {
  office: [
    { hour: 10.5, width: 1.6, height: 1 },
    { hour: 14.8, width: 1.8, height: 0.9 },
  ],
  evening: [
    { hour: 20.3, width: 2.2, height: 1 },
    { hour: 12.5, width: 2, height: 0.55 },
  ],
  lunch: [{ hour: 12.2, width: 1.3, height: 1 }],
  broad: [{ hour: 15, width: 4.5, height: 1 }],
  night: [{ hour: 2, width: 1.8, height: 1 }],
  flat: [],
} as const satisfies Readonly<Record<string, readonly Bump[]>>;

/** A day passes over into the next between midnight and this hour. */
const blendHours = 4;

export function drawSeason(shape: Shape, chance: Chance): Season {
  const isWork = shape === 'office' || shape === 'lunch';
  const weekend = isWork ? chance.between(0.12, 0.5) : chance.between(0.7, 1.4);
  const days = Array.from({ length: 7 }, (_, day) => (day >= 5 ? weekend * chance.between(0.85, 1.15) : chance.between(0.92, 1.08)));
  return {
    shape,
    depth: shape === 'flat' ? 0 : chance.between(0.45, isWork ? 0.93 : 0.85),
    days: shape === 'flat' ? days.map(() => 1) : days,
    zone: shape === 'night' || shape === 'flat' ? 'utc' : 'europe',
  };
}

/** 1 at the highest hour of an ordinary day. */
export function levelAt(season: Season, atMs: number): number {
  const { hour, weekday } = localTime(atMs, season.zone);
  const today = season.days[weekday] ?? 1;
  const yesterday = season.days[(weekday + 6) % 7] ?? 1;
  const share = Math.min(1, hour / blendHours);
  const bumps = shapes[season.shape];
  const height =
    bumps.length === 0
      ? 1
      : Math.min(
          1,
          bumps.reduce((sum, bump) => sum + heightAt(bump, hour), 0),
        );
  return (yesterday + (today - yesterday) * share) * (1 - season.depth + season.depth * height);
}

/** The clock is a circle: a bump at two is also near ten at night. */
function heightAt({ hour: top, width, height }: Bump, hour: number): number {
  const apart = Math.abs(hour - top);
  const distance = Math.min(apart, 24 - apart) / width;
  return height * Math.exp(-0.5 * distance * distance);
}
