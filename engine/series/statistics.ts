import { median } from '../math.ts';

/** The rows before the present one, with it at the end; `perDay` is how many rows a day has. */
export interface Past {
  readonly values: readonly number[];
  readonly perDay: number;
}

const SHORT = 24;
const SMOOTHED = 12;
const LONG_DAYS = 2;
const LONG_LEAST = 300;
const SEASONS = 14;
/** Makes the median absolute deviation comparable to a standard deviation (Rousseeuw and Croux, 1993). */
const MAD_TO_SIGMA = 1.4826;

/** Days that must be kept so that every season can be looked at. */
export const KEPT_DAYS = SEASONS + 1;

/** Five ways to be unusual, each a number that is the larger the more unusual the last value is in that way. */
export function unusualness(past: Past): number[] {
  const { values } = past;
  const value = values.at(-1) ?? 0;
  const before = values.slice(Math.max(0, values.length - 1 - Math.max(LONG_LEAST, LONG_DAYS * past.perDay)), -1);
  const location = median(before);
  const spread = median(before.map((one) => Math.abs(one - location))) * MAD_TO_SIGMA;
  const steps = median(before.slice(1).map((one, place) => Math.abs(one - (before[place] ?? one)))) * MAD_TO_SIGMA;
  const floor = 1e-6 + Math.abs(location) * 0.01;
  const wobble = deviation(values.slice(-SHORT));
  return [
    Math.abs(value - median(values.slice(-1 - SHORT, -1))) / (steps + spread * 0.1 + floor),
    offSeason(past, spread * 0.3 + floor),
    wobble,
    -wobble,
    Math.abs(value - location) / (spread + floor),
  ];
}

/** How far the smoothed value is from what it was at this time of the days before, a little earlier or later allowed; 0 before the second day. */
function offSeason({ values, perDay }: Past, scale: number): number {
  const now = values.length - 1;
  if (perDay <= 4 || now <= perDay * 1.2) return 0;
  const smoothed = meanBefore(values, now);
  const slack = Math.max(1, Math.round(perDay / 96));
  const distances: number[] = [];
  for (let day = 1; day <= SEASONS && now - day * perDay >= 2; day += 1) {
    let nearest = Number.POSITIVE_INFINITY;
    for (let at = now - day * perDay - slack; at <= now - day * perDay + slack; at += 1) {
      if (at >= 0) nearest = Math.min(nearest, Math.abs(smoothed - meanBefore(values, at)));
    }
    distances.push(nearest);
  }
  return distances.length === 0 ? 0 : Math.min(median(distances), Math.min(...distances) * 3) / scale;
}

function meanBefore(values: readonly number[], at: number): number {
  const from = Math.max(0, at - SMOOTHED + 1);
  let sum = 0;
  for (let place = from; place <= at; place += 1) sum += values[place] ?? 0;
  return sum / (at - from + 1);
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length));
}
