/** The answer to `/logbot diff`: what two versions of a model would have reported. */
import type { Comparison } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import type { Message } from './limits.ts';
import { duration } from '../../api/duration.ts';
import { code, count, counted, joinLines, prose } from './text.ts';

type Alarm = Comparison['from']['alarms'][number];

const shownAtMost = 12;

export function comparisonMessage(detector: string, { fromAtMs, toAtMs, windows, from, to }: Comparison): Message {
  const title = `Model ${from.version} against model ${to.version}`;
  const gone = without(from.alarms, to.alarms);
  const fresh = without(to.alarms, from.alarms);
  const both = from.alarms.length - gone.length;
  const chapters = [
    ...chapter(`Only model ${to.version} would report`, fresh),
    ...chapter(`Only model ${from.version} would report`, gone),
  ];
  const same = `Of the last ${duration(toAtMs - fromAtMs)} both would have reported the same.`;
  return {
    text: `${title}: ${counted(from.total, 'alarm')} and ${count(to.total)}`,
    blocks: [
      header(title),
      section(
        `${code(detector, 300)}\n*${counted(from.total, 'alarm')}* of model ${from.version}, *${count(to.total)}* of model ${to.version}, ${count(both)} of both`,
      ),
      ...(chapters.length > 0 ? chapters : [section(same)]),
      context(`${counted(windows, 'minute')} of workloads judged once more, ${moment(fromAtMs, 'day')} to ${moment(toAtMs, 'day')}`),
    ],
  };
}

function without(mine: readonly Alarm[], others: readonly Alarm[]): readonly Alarm[] {
  return mine.filter((alarm) => !others.some((other) => isSame(alarm, other)));
}

function isSame(a: Alarm, b: Alarm): boolean {
  return a.workload === b.workload && a.pattern === b.pattern && a.fromAtMs <= b.toAtMs && b.fromAtMs <= a.toAtMs;
}

function chapter(title: string, alarms: readonly Alarm[]) {
  if (alarms.length === 0) return [];
  const lines = alarms.slice(0, shownAtMost).map(({ workload, text, lines: most, expected, fromAtMs }) => {
    const usual = expected < 10 ? expected.toFixed(1) : count(expected);
    return `• ${moment(fromAtMs, 'day')} *${prose(workload, 60)}* ${code(text, 120)} ${count(most)} in a minute, usual ${usual}`;
  });
  const more = alarms.length > shownAtMost ? [`+ ${count(alarms.length - shownAtMost)} more`] : [];
  return [section(joinLines([`*${title}*`, ...lines, ...more], 2900))];
}
