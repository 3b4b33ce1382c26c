import type { Comparison } from '../../api/contract.ts';
import { displayName } from '../../engine/index.ts';
import { dateTime } from '../text/clock.ts';
import { counted, grouped, rough } from '../text/numbers.ts';
import { printable } from '../text/printable.ts';

type Alarm = Comparison['from']['alarms'][number];

/** Longer lists are counted; who wants all asks for JSON. */
const mostListed = 20;

/** What each version would have reported of the last 24 hours, the newest last. */
export function alarmsText({ from, to, windows }: Comparison): string {
  const head =
    `of the last 24 h (${grouped(windows)} minutes of workloads that both know) model ${from.version} would have raised ` +
    `${counted(from.total, 'alarm')}, model ${to.version} ${grouped(to.total)}`;
  const sinceAtMs = Math.max(beginOf(from), beginOf(to));
  return [
    head,
    ...(sinceAtMs === 0
      ? []
      : [`compared are those since ${dateTime(sinceAtMs)} UTC: of more the operator tells only how many there were`]),
    ...section(`only model ${from.version}`, missingIn(to, from, sinceAtMs)),
    ...section(`only model ${to.version}`, missingIn(from, to, sinceAtMs)),
  ].join('\n');
}

/** Of a list that was cut the begin of what is left, since nothing is known of before; 0 of a whole one. */
function beginOf({ total, alarms }: Comparison['from']): number {
  return total > alarms.length ? alarms.reduce((first, { fromAtMs }) => Math.min(first, fromAtMs), Infinity) : 0;
}

/** Both report the same where they report a pattern at the same time, though one a minute sooner. */
function missingIn(known: Comparison['from'], other: Comparison['from'], sinceAtMs: number): Alarm[] {
  const isKnown = ({ workload, pattern, fromAtMs, toAtMs }: Alarm): boolean =>
    known.alarms.some((one) => one.workload === workload && one.pattern === pattern && one.fromAtMs < toAtMs && fromAtMs < one.toAtMs);
  return other.alarms.filter((alarm) => alarm.toAtMs > sinceAtMs && !isKnown(alarm));
}

function section(title: string, alarms: readonly Alarm[]): string[] {
  if (alarms.length === 0) return [];
  const rest = alarms.length > mostListed ? [`  and ${alarms.length - mostListed} more (--json shows more)`] : [];
  return ['', `${title} (${alarms.length})`, ...alarms.slice(-mostListed).map(line), ...rest];
}

function line({ workload, level, text, fromAtMs, lines, expected }: Alarm): string {
  return printable(
    `  ${dateTime(fromAtMs)} UTC  ${displayName(workload)}  ${level}  ${grouped(lines)} lines a minute (usual: ${rough(expected)})  ${text}`,
  );
}
