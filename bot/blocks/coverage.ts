/** The answer to `/logbot coverage`: what was read of each workload, what was missed, and why. */
import type { DataTableBlock } from '@slack/types';
import type { DetectorSummary } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import type { Message } from './limits.ts';
import { tableBlock, utc } from './native.ts';
import { pageOf } from './pages.ts';
import { code, count, counted, joinLines, prose, workloadName } from './text.ts';

type Workload = DetectorSummary['workloads'][number];

const perPage = 25;

export interface CoverageAnswer {
  readonly message: Message;
  readonly page: number;
  readonly pages: number;
}

/** Those that lost something come first. */
export function coverageMessage(detectors: readonly DetectorSummary[], wanted: number): CoverageAnswer {
  const rows = detectors
    .flatMap((detector) => detector.workloads.map((workload) => ({ detector, workload })))
    .toSorted((a, b) => missedOf(b.workload) - missedOf(a.workload));
  const { shown, page, pages } = pageOf(rows, wanted, perPage);
  const lines = shown.map(({ detector, workload }) => lineOf(detector, workload, detectors.length > 1));
  const seen = detectors.reduce((sum, { coverage }) => sum + coverage.linesSeen, 0);
  const missed = detectors.reduce((sum, { coverage }) => sum + coverage.linesDropped, 0);
  const nothing = `No workload is read here yet. ${code('/logbot status')} says what stands in the way.`;
  const summary = `${counted(seen, 'line')} read, ${missed === 0 ? 'none missed' : `*${count(missed)} missed*`}${reasonsOf(detectors)}`;
  const part = pages > 1 ? ` · page ${page + 1} of ${pages}` : '';
  const title = `Coverage of ${counted(rows.length, 'workload')}`;
  const head = [header(title), section(summary)];
  const foot = context(`Counted since the reading began${part}. ${code('/logbot doctor')} says whether the logs themselves are fit.`);
  const table = () => tableOf(shown, { caption: title, isNamed: detectors.length > 1 });
  const message: Message = {
    text: `Coverage: ${counted(rows.length, 'workload')}`,
    blocks: [...head, section(lines.length > 0 ? joinLines(lines, 2900) : nothing), foot],
    ...(shown.length > 0 ? { native: [...head, table(), foot] } : {}),
  };
  return { message, page, pages };
}

function missedOf({ coverage }: Workload): number {
  return coverage?.linesDropped ?? 0;
}

interface Row {
  readonly detector: DetectorSummary;
  readonly workload: Workload;
}

function tableOf(shown: readonly Row[], { caption, isNamed }: { readonly caption: string; readonly isNamed: boolean }): DataTableBlock {
  const rows = shown.map(({ detector, workload: { workload, pods, learning, coverage, lastLineAtMs } }) => [
    `${isNamed ? `${homeOf(detector)}/` : ''}${workloadName(workload)}`,
    pods,
    coverage?.linesSeen ?? '',
    coverage?.linesDropped ?? '',
    lastLineAtMs === undefined || lastLineAtMs === null ? 'none yet' : utc(lastLineAtMs),
    learning ?? '',
  ]);
  const columns = ['Workload', 'Pods', 'Lines', 'Missed', 'Last line (UTC)', 'Learning'];
  return tableBlock({ caption, header: columns, rows, rowsShown: shown.length });
}

function homeOf({ id }: DetectorSummary): string {
  return id.slice(0, id.indexOf('/'));
}

function lineOf(detector: DetectorSummary, { workload, pods, learning, coverage, lastLineAtMs }: Workload, isNamed: boolean): string {
  const name = prose(`${isNamed ? `${homeOf(detector)}/` : ''}${workloadName(workload)}`, 120);
  const missed = coverage?.linesDropped ?? 0;
  const read = coverage === undefined ? '' : ` · ${counted(coverage.linesSeen, 'line')}${missed > 0 ? `, *${count(missed)} missed*` : ''}`;
  const last = lastLineAtMs === undefined || lastLineAtMs === null ? ' · no line yet' : ` · last ${moment(lastLineAtMs, 'seconds')}`;
  return `${missed > 0 ? '⚠️' : '✅'} *${name}* · ${counted(pods, 'pod')}${read}${last}${learning === null ? '' : ` · ${prose(learning, 80)}`}`;
}

/** Why lines were missed, the most frequent reason first; a gap of unknown length counts as -1. */
function reasonsOf(detectors: readonly DetectorSummary[]): string {
  const byReason = new Map<string, number>();
  for (const { coverage } of detectors)
    for (const [reason, lines] of Object.entries(coverage.droppedBy))
      byReason.set(reason, lines < 0 || (byReason.get(reason) ?? 0) < 0 ? -1 : (byReason.get(reason) ?? 0) + lines);
  const told = [...byReason]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 6)
    .map(([reason, lines]) => `${prose(reason, 60)} ${lines < 0 ? '(nobody knows how many)' : count(lines)}`);
  return told.length > 0 ? `: ${told.join(', ')}` : '';
}
