/** The answer to `/logbot status`. */
import type { DetectorSummary } from '../../api/contract.ts';
import { context, header, section } from './blocks.ts';
import type { Message } from './limits.ts';
import { code, count, counted, joinLines, prose, workloadName } from './text.ts';

const shownAtMost = 10;

export function statusMessage(detectors: readonly DetectorSummary[]): Message {
  const ready = detectors.filter((detector) => detector.ready).length;
  const title = detectors.length === 0 ? 'No LogDetector here' : `${ready} of ${counted(detectors.length, 'LogDetector')} ready`;
  const left = detectors.length - shownAtMost;
  const nothing = section('This channel sees no LogDetector. Apply one in a namespace that the configuration allows to this channel.');
  return {
    text: title,
    blocks: [
      header(title),
      ...(detectors.length > 0 ? detectors.slice(0, shownAtMost).map((detector) => section(chapter(detector))) : [nothing]),
      ...(left > 0 ? [context(`+ ${count(left)} more`)] : []),
    ],
  };
}

function chapter(detector: DetectorSummary): string {
  const [home] = detector.id.split('/');
  const pods = detector.workloads.reduce((sum, { pods: own }) => sum + own, 0);
  const patterns = detector.workloads.reduce((sum, { patterns: own }) => sum + own, 0);
  const model = detector.servingModel === null ? 'no model yet' : `model ${detector.servingModel}`;
  const size = `${counted(detector.workloads.length, 'workload')}${inNamespaces(detector)}, ${counted(pods, 'pod')}, ${counted(patterns, 'pattern')}, ${model}`;
  const open = detector.openIncidents > 0 ? ` · 🔴 ${counted(detector.openIncidents, 'open incident')}` : '';
  const learning = detector.workloads
    .filter((workload) => workload.learning)
    .map((workload) => `⏳ ${prose(workloadName(workload.workload, home), 60)}: ${prose(workload.learning ?? '', 90)}`);
  const lines = [
    `${detector.ready ? '✅' : '⚠️'} *${prose(detector.id, 200)}* · ${size}${open}`,
    coverage(detector.coverage),
    ...shadow(detector),
    ...marked(detector),
    ...problems(detector),
    ...learning.slice(0, 3),
    ...(learning.length > 3 ? [`⏳ and ${learning.length - 3} more ${learning.length === 4 ? 'is' : 'are'} learning`] : []),
  ];
  return joinLines(lines, 1050);
}

/** A ClusterLogDetector's workloads come with their namespaces. */
function inNamespaces({ workloads }: DetectorSummary): string {
  const namespaces = new Set(
    workloads.flatMap(({ workload }) => (workload.includes('/') ? [workload.slice(0, workload.indexOf('/'))] : [])),
  );
  return namespaces.size === 0 ? '' : ` in ${counted(namespaces.size, 'namespace')}`;
}

function coverage({ linesSeen, linesDropped, droppedBy }: DetectorSummary['coverage']): string {
  const reasons = Object.entries(droppedBy).map(([reason, lines]) => `${prose(reason, 40)} ${lines < 0 ? 'unknown' : count(lines)}`);
  if (linesSeen === 0 && reasons.length === 0) return 'No line read yet';
  const why = reasons.length > 0 ? ` (${reasons.slice(0, 5).join(', ')})` : '';
  return `${counted(linesSeen, 'line')} read, ${linesDropped > 0 ? `*${count(linesDropped)} missed*` : 'none missed'}${why}`;
}

/** What it would have said, were it not in shadow mode. */
function shadow({ shadow: mode }: DetectorSummary): readonly string[] {
  if (mode === undefined) return [];
  const would = `in the last seven days it would have posted ${counted(mode.posts, 'incident')} and paged for ${count(mode.pages)}`;
  const newest = mode.newest.map(({ id, title, paged }) => `   ${paged ? '📟' : '💬'} ${code(id, 60)} ${prose(title, 120)}`);
  return [`🌒 *Shadow mode*: nothing is posted, nobody is paged; ${would}`, ...newest];
}

/** What people think of its messages; nothing before the first mark. */
function marked({ marked: marks }: DetectorSummary): readonly string[] {
  if (marks === undefined || marks.useful + marks.noise === 0) return [];
  const { useful, noise, quiet, isModelUsed } = marks;
  const precision = `${Math.round((100 * useful) / (useful + noise))} % useful of ${counted(useful + noise, 'marked incident')}`;
  const held = quiet > 0 ? ` · ${counted(quiet, 'kind')} of noise quiet` : '';
  return [`👍 ${precision}${held}${isModelUsed ? ' · what is likely noise is held back' : ''}`];
}

function problems({ conditions }: DetectorSummary): readonly string[] {
  return conditions
    .filter(({ type, status }) => type !== 'Ready' && status === 'False')
    .slice(0, 4)
    .map(({ type, reason, message }) => `⚠️ ${code(`${type}: ${reason}`, 80)} ${prose(message, 320)}`);
}
