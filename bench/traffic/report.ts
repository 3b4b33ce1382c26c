/** What is printed: figures by kind of fault, and for the author of the detectors what was missed and what was said without reason. */
import { faultKinds } from './fault.ts';
import { contestants, type Contestant } from './measure.ts';
import { goals, type ContestantFigures, type Figures, type Pooled } from './pool.ts';

const names: Readonly<Record<Contestant, string>> = { anomalies: 'our anomalies', incidents: 'our incidents', sigma: '3 sigma' };
const width = 22;

export function tableOf(pooled: Pooled): string {
  const { seeds, days, services, lines, patterns, cpuSeconds, unknownPatterns, unplaced } = pooled;
  const lists = contestants.map((name) => pooled.figures[name]);
  const row = (title: string, cell: (figures: ContestantFigures) => string): string =>
    title.padEnd(26) + lists.map((figures) => cell(figures).padStart(width)).join('');
  return [
    `seeds ${seeds.join(', ')}: ${services} services, ${days} days, ${million(lines)} lines, ${patterns} patterns, ${Math.round(cpuSeconds)} s of processor time`,
    ' '.repeat(26) + contestants.map((name) => names[name].padStart(width)).join(''),
    ...faultKinds.map((kind, i) => row(kind, ({ byKind }) => recallOf(byKind[i]))),
    row(`recall (goal ${goals.recall} each)`, ({ all }) => recallOf(all)),
    row('found a day too early', ({ all }) => `${all.luck} of ${all.owed}`),
    row('smaller ones found', ({ all }) => `${all.smallFound} of ${all.small}`),
    row(`false a day (goal ${goals.falsePerDay})`, ({ falsePerDay }) => falsePerDay.toFixed(2)),
    row('all alarms a day', ({ alarmsPerDay }) => alarmsPerDay.toFixed(1)),
    row(`median delay (goal ${goals.medianDelaySeconds} s)`, ({ all }) => seconds(all.medianDelaySeconds)),
    row(`p95 delay (goal ${goals.p95DelaySeconds} s)`, ({ all }) => seconds(all.p95DelaySeconds)),
    row('median since the begin', ({ all }) => seconds(all.medianSinceBeginSeconds)),
    ...(unknownPatterns > 0 ? [`${unknownPatterns} anomalies name a pattern that holds the words of no statement.`] : []),
    ...(unplaced.length > 0 ? [`No service was fit for ${unplaced.join(', ')}.`] : []),
  ].join('\n');
}

/** Of ours alone: what a rule that is no candidate says is no input for anybody. */
export function listOf({ figures }: Pooled): string {
  return (['anomalies', 'incidents'] as const)
    .flatMap((name) => [
      `\n${names[name]}: delay from the 30th line, median and p95`,
      ...figures[name].byKind
        .filter(({ found }) => found > 0)
        .map(({ kind, medianDelaySeconds, p95DelaySeconds }) => `  ${kind}: ${seconds(medianDelaySeconds)}, ${seconds(p95DelaySeconds)}`),
      `${names[name]} missed:`,
      ...figures[name].missed.map(
        ({ seed, kind, service, beginAtMs, minutes, factor, lines, isLate, levels }) =>
          `  seed ${seed} ${timeOf(beginAtMs)} ${kind} of ${service} (${levels}): ${factor === null ? 'all' : `${factor.toFixed(1)} times`}, ${lines} lines in ${minutes} min${isLate ? ', found too late' : ''}`,
      ),
      `${names[name]} without a reason:`,
      ...figures[name].falseGroups.flatMap(({ title, count, examples }) => [
        `  ${count} x ${title}`,
        ...examples.map(({ atMs, service, reason }) => `      ${timeOf(atMs)} ${service}: ${reason}`),
      ]),
    ])
    .join('\n');
}

export function recallOf(figures: Figures | undefined): string {
  if (figures === undefined || figures.owed === 0) return '-';
  const { owed, found, late, recall } = figures;
  return `${recall.toFixed(2)} (${found}/${owed}${late > 0 ? `, ${late} late` : ''})`;
}

export function seconds(value: number): string {
  return Number.isNaN(value) ? '-' : `${value.toFixed(1)} s`;
}

export function million(lines: number): string {
  return `${(lines / 1e6).toFixed(1)} million`;
}

function timeOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(5, 16).replace('T', ' ');
}
