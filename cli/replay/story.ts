import { displayName } from '../../engine/index.ts';
import type { Incident } from '../../engine/index.ts';
import { createClock, range } from '../text/clock.ts';
import type { Clock } from '../text/clock.ts';
import { printable } from '../text/printable.ts';
import { pageOf } from './answer.ts';
import type { Played } from './player.ts';

/** More anomalies than this are counted; who wants all asks for JSON. */
const mostAnomalies = 20;

/** What `logbot replay` tells a person: each incident with its cause and reasons, then what was unusual. */
export function storyOf({ fromAtMs, toAtMs, anomalies, incidents, coverage, learning }: Played): string {
  const clock = createClock(fromAtMs, toAtMs);
  const { linesSeen, linesDropped } = coverage;
  const lines = [`${range(fromAtMs, toAtMs)} UTC · ${counted(linesSeen, 'line')}${linesDropped > 0 ? `, ${linesDropped} missed` : ''}`];
  if (learning !== null) lines.push(`The baseline is thin: ${learning}. --train takes recordings of normal operation.`);
  lines.push('', incidents.length === 0 ? 'No incident.' : counted(incidents.length, 'incident'));
  for (const incident of incidents) lines.push('', ...tell(incident, clock));
  if (anomalies.length > 0) lines.push('', `Unusual (${anomalies.length})`);
  for (const { anomaly } of anomalies.slice(0, mostAnomalies)) {
    const { workload, kind, startedAtMs, reason, template } = anomaly;
    const pattern = template === null ? '' : `  ${template.text}`;
    lines.push(printable(`  ${clock.time(startedAtMs)}  ${displayName(workload)}  ${kind}: ${reason}${pattern}`));
  }
  if (anomalies.length > mostAnomalies) lines.push(`  and ${anomalies.length - mostAnomalies} more (--json shows all)`);
  return lines.join('\n');
}

function tell(incident: Incident, clock: Clock): string[] {
  const { openedAtMs, resolvedAtMs, title, severity, causes, affected, ruledOut } = incident;
  const end = resolvedAtMs === null ? 'still open at the end' : `resolved ${clock.time(resolvedAtMs)}`;
  const lines = [
    `${severity.toUpperCase()}  ${title}`,
    `  since ${clock.time(openedAtMs)}, ${end}; ${pageOf(incident).yes ? 'pages' : 'pages nobody'}`,
  ];
  if (causes.length === 0) lines.push('  cause  not enough evidence');
  for (const [place, { workload, node, kind, score, reasons, named }] of causes.entries()) {
    const what = workload === null ? (node ?? 'outside') : displayName(workload);
    lines.push(
      `  ${place === 0 ? 'cause ' : 'or    '} ${what}: ${kind} (${score.toFixed(2)})`,
      ...reasons.map((reason) => `           ${reason}`),
      ...(named === undefined ? [] : [`           ${named.label}: ${named.remedy}`]),
    );
  }
  if (affected.length > 0) lines.push(`  fails  ${affected.map(({ workload }) => displayName(workload)).join(', ')}`);
  for (const { what, why } of ruledOut) lines.push(`  not    ${what}: ${why}`);
  return lines.map(printable);
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
}
