/** The load of a service: the day, the week, and chance, part of which all services share. */
import { dayMs, hourMs, localTime } from '../traffic/calendar.ts';
import { chanceOf } from '../traffic/chance.ts';
import type { Roster } from './service.ts';

export interface Load {
  /** By position in the roster; to be asked for every slot in turn. */
  at(nowMs: number, factor: number): readonly number[];
}

/** Of the logarithm of the noise, what is kept from slot to slot. */
const kept = 0.98;
const shared = 0.02;
const own = 0.015;

export function createLoad(roster: Roster, seed: number): Load {
  const chance = chanceOf('load', seed);
  let common = 0;
  const noise = new Float64Array(roster.services.length);
  return {
    at(nowMs, factor) {
      common = kept * common + shared * chance.normal();
      const day = seasonAt(nowMs);
      return roster.services.map(({ season }, i) => {
        noise[i] = kept * (noise[i] ?? 0) + own * chance.normal();
        return (1 + season * (day - 1)) * factor * Math.exp(common + (noise[i] ?? 0));
      });
    },
  };
}

/** From 0.3 at four in the morning to 1.3 in the afternoon, less at weekends. */
function seasonAt(nowMs: number): number {
  const { weekday } = localTime(nowMs, 'europe');
  const hour = (nowMs % dayMs) / hourMs;
  const day = 0.8 + 0.5 * Math.cos(((hour - 15) / 24) * 2 * Math.PI);
  return weekday >= 5 ? day * 0.7 : day;
}
