/** What is printed: the figures by kind of fault, and for the authors of the rules what went wrong. */
import { goals, type Figures, type Pooled } from './pool.ts';

const columns = ['faults', 'found', 'cause last', 'cause first', 'object', 'pages', 'first word', 'right after'];

export function tableOf(pooled: Pooled): string {
  const { seeds, days, services, lines, observations, cpuSeconds, all, byKind } = pooled;
  return [
    `seeds ${seeds.join(', ')}: ${services} services, ${spanOf(days)} days, ${million(lines)} lines, ${million(observations)} objects, Events and metrics, ${Math.round(cpuSeconds)} s of processor time`,
    row('', columns),
    ...byKind.filter(({ faults }) => faults > 0).map((figures) => row(figures.kind, cellsOf(figures))),
    row('all', cellsOf(all)),
    ...goalLines(pooled),
  ].join('\n');
}

function row(title: string, cells: readonly string[]): string {
  return title.padEnd(22) + cells.map((cell) => cell.padStart(13)).join('');
}

/** Each figure that has a goal, with it. */
export function goalLines({ all, falsePerDay, falsePagesPerDay, pagesPerDay, falseIncidents, scoredDays }: Pooled): readonly string[] {
  return [
    `recall ${all.recall.toFixed(3)} (goal ${goals.recall}), ${all.found} of ${all.faults}`,
    `cause told last, object and kind, AC@1 ${all.lastRight.toFixed(3)} (goal ${goals.lastRight}); of the first word ${all.firstRight.toFixed(3)}; object alone ${all.objectRight.toFixed(3)}`,
    `pages a day beyond the faults ${falsePagesPerDay.toFixed(2)} (goal ${goals.pagesPerDay}); all pages a day ${pagesPerDay.toFixed(2)}`,
    `pages for each fault that paged ${all.pagesPerFault.toFixed(2)} (goal ${goals.pagesPerFault}), ${all.paged} faults paged`,
    `first word to the right cause: median ${seconds(all.rightMedianSeconds)}, p95 ${seconds(all.rightP95Seconds)} (goal ${goals.rightP95Seconds} s)`,
    `onset to the first word: median ${seconds(all.wordMedianSeconds)}, p95 ${seconds(all.wordP95Seconds)}`,
    `incidents beyond the faults ${falsePerDay.toFixed(2)} a day, ${falseIncidents.length} in ${scoredDays.toFixed(0)} days; faults told only within another's incident ${all.merged}, told in several ${all.split}`,
  ];
}

export function listOf({ falseIncidents, outcomes }: Pooled): string {
  const missed = outcomes.filter(({ isFound }) => !isFound);
  const wrong = outcomes.filter(({ isFound, isLastRight }) => isFound && !isLastRight);
  const slow = outcomes.filter(({ isLastRight, rightAfterMs }) => isLastRight && (rightAfterMs ?? 0) > goals.rightP95Seconds * 1_000);
  return [
    '\nmissed:',
    ...missed.map(({ seed, kind, variant, object, beginAtMs }) => `  seed ${seed} ${timeOf(beginAtMs)} ${kind} (${variant}) of ${object}`),
    'wrong cause at last:',
    ...wrong.map(
      ({ seed, kind, variant, object, beginAtMs, isMerged, isObjectRight, title, firstWord, lastWord }) =>
        `  seed ${seed} ${timeOf(beginAtMs)} ${kind} (${variant}) of ${object}: told "${title}": first ${firstWord}, last ${lastWord}${isObjectRight ? ', object right' : ''}${isMerged ? ', merged' : ''}`,
    ),
    'right cause late:',
    ...slow.map(
      ({ seed, kind, object, beginAtMs, firstWord, rightAfterMs }) =>
        `  seed ${seed} ${timeOf(beginAtMs)} ${kind} of ${object}: first ${firstWord}, right ${seconds((rightAfterMs ?? 0) / 1_000)} later`,
    ),
    'beyond the faults:',
    ...falseIncidents.map(
      ({ seed, atMs, title, cause, severity, isPaged, during }) =>
        `  seed ${seed} ${timeOf(atMs)} ${severity}${isPaged ? ', PAGED' : ''} "${title}": ${cause}; during ${during}`,
    ),
  ].join('\n');
}

export function cellsOf(figures: Figures): readonly string[] {
  const { faults, found, lastRight, firstRight, objectRight, paged, pagesPerFault, wordMedianSeconds, rightP95Seconds } = figures;
  return [
    String(faults),
    String(found),
    lastRight.toFixed(2),
    firstRight.toFixed(2),
    objectRight.toFixed(2),
    paged === 0 ? '-' : (paged * pagesPerFault).toFixed(0),
    seconds(wordMedianSeconds),
    seconds(rightP95Seconds),
  ];
}

function seconds(value: number): string {
  return Number.isNaN(value) ? '-' : `${value.toFixed(0)} s`;
}

export function million(count: number): string {
  return `${(count / 1e6).toFixed(1)} million`;
}

function timeOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(5, 16).replace('T', ' ');
}

/** `2`, `2 to 7`. */
export function spanOf([least, most]: Pooled['days']): string {
  return least === most ? String(least) : `${least} to ${most}`;
}
