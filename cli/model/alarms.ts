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
  return [
    head,
    ...section(`only model ${from.version}`, missingIn(to, from)),
    ...section(`only model ${to.version}`, missingIn(from, to)),
  ].join('\n');
}

function missingIn(known: Comparison['from'], other: Comparison['from']): Alarm[] {
  const keys = new Set(known.alarms.map(keyOf));
  return other.alarms.filter((alarm) => !keys.has(keyOf(alarm)));
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

function keyOf({ workload, pattern, fromAtMs }: Alarm): string {
  return `${workload} ${pattern} ${fromAtMs}`;
}
