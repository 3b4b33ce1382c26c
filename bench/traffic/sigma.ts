/**
 * The rule that stands beside ours: lines a minute, of every statement and of every service, against mean and standard deviation of what was
 * there before, forgotten by half within a day; unusual is what is more than three deviations off. It is spared the mining of patterns (it
 * is told the statements), and what is fewer than five lines a minute is not too many for it.
 */
import { createBeginnings, type Alarm } from './alarm.ts';
import { dayMs, minuteMs, startAtMs } from './calendar.ts';
import type { Service } from './service.ts';

export interface Sigma {
  readonly alarms: readonly Alarm[];
  counted(nowMs: number, service: number, counts: Uint32Array): void;
}

const halfLifeMinutes = dayMs / minuteMs;
const forgetting = 1 - 0.5 ** (1 / halfLifeMinutes);
const deviations = 3;
const fewLines = 5;
const learningMs = dayMs;

export function createSigma(roster: readonly Service[]): Sigma {
  const alarms: Alarm[] = [];
  const beginnings = createBeginnings();
  const series = roster.map(({ statements }) => createSeries(statements.length + 1));

  function judge(at: { readonly nowMs: number; readonly service: number }, about: number | null, count: number): void {
    const { nowMs, service } = at;
    const off = series[service]?.take(about ?? series[service].last, count, (nowMs - startAtMs) / minuteMs) ?? 0;
    if (off === 0 || nowMs < startAtMs + learningMs || !beginnings.begins(`${service} ${about ?? 'all'} ${Math.sign(off)}`, nowMs)) return;
    const reason = `${count} lines in a minute, ${Math.abs(off).toFixed(1)} deviations ${off > 0 ? 'above' : 'below'} the mean`;
    alarms.push({ what: off > 0 ? 'too many' : 'too few', reason, parts: [{ atMs: nowMs, service, about }] });
  }

  return {
    alarms,
    counted(nowMs, service, counts) {
      let sum = 0;
      for (const [statement, count] of counts.entries()) {
        sum += count;
        judge({ nowMs, service }, statement, count);
      }
      judge({ nowMs, service }, null, sum);
    },
  };
}

interface Series {
  /** Position of the sum of all statements. */
  readonly last: number;
  /** How many deviations the count is off, 0 when that is not unusual; then learns it. */
  take(position: number, count: number, minute: number): number;
}

function createSeries(length: number): Series {
  const means = new Float64Array(length);
  const variances = new Float64Array(length);
  return {
    last: length - 1,
    take(position, count, minute) {
      const [mean, variance] = [means[position] ?? 0, variances[position] ?? 0];
      const difference = count - mean;
      // In its first day the mean is that of all minutes.
      const share = Math.max(forgetting, 1 / minute);
      means[position] = mean + share * difference;
      variances[position] = (1 - share) * (variance + share * difference * difference);
      const isUnusual = Math.abs(difference) > deviations * Math.sqrt(variance) && (difference < 0 || count >= fewLines);
      return isUnusual ? difference / Math.max(Math.sqrt(variance), 1e-9) : 0;
    },
  };
}
