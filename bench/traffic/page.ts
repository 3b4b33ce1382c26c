/** `docs/benchmarks-traffic.md`, from figures alone. */
import { faultKinds } from './fault.ts';
import type { ContestantFigures, Pooled } from './pool.ts';
import { goals } from './pool.ts';
import { million, recallOf, seconds } from './report.ts';

export function page(pooled: Pooled): string {
  const { anomalies, incidents, sigma } = pooled.figures;
  const row = (title: string, cell: (figures: ContestantFigures) => string): string =>
    `| ${[title, cell(anomalies), cell(incidents), cell(sigma)].join(' | ')} |`;
  return `# Generated traffic

<!-- Written by node bench/traffic.ts --page. Do not edit. -->

${pooled.services} services that do not exist write for ${pooled.days} days, ${million(pooled.lines / pooled.seeds.length)} lines a seed: seasons, releases, jobs, scaling, growth, bursts, a holiday and a change of clocks. In the second half faults of known time and size are put in. Recall is of faults of at least 5 times and 30 lines; false is an alarm that no fault explains, of all services together. ${pooled.seeds.length === 1 ? 'Seed' : 'Seeds'} ${pooled.seeds.join(', ')}; ${pooled.scoredDays} scored days. What is counted how: \`bench/traffic.ts\`.

| fault | our anomalies | our incidents | 3 sigma on counts a minute |
| --- | --- | --- | --- |
${faultKinds.map((kind, i) => row(kind, ({ byKind }) => recallOf(byKind[i]))).join('\n')}
${row(`**all** (goal ${goals.recall})`, ({ all }) => recallOf(all))}
${row('alarms for the same faults a day before they began, that is luck', ({ all }) => `${all.luck} of ${all.owed}`)}
${row(`false alarms a day (goal ${goals.falsePerDay})`, ({ falsePerDay }) => falsePerDay.toFixed(2))}
${row(`delay from the 30th line, median (goal ${goals.medianDelaySeconds} s)`, ({ all }) => seconds(all.medianDelaySeconds))}
${row(`delay from the 30th line, p95 (goal ${goals.p95DelaySeconds} s)`, ({ all }) => seconds(all.p95DelaySeconds))}
${row('from its begin, median', ({ all }) => seconds(all.medianSinceBeginSeconds))}

${limits}
`;
}

const limits = `Not covered: restarts of the operator, lost and late lines, clocks that are wrong, CronJobs that fail to run, crashes and the evidence of the cluster, several languages, records of several lines, rates of thousands of lines a minute all day long, month ends. The lines are the generator's: real ones are mined less cleanly.`;
