/** The answer to `/logbot top-patterns`. */
import type { PatternsReply, PatternView } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import type { Message } from './limits.ts';
import { code, count, counted, duration, plain, prose, workloadName } from './text.ts';

const shownAtMost = 10;

export interface PatternsAsked {
  readonly workload: string | null;
  /** More was asked for than is kept. */
  readonly isCut: boolean;
}

export function patternsMessage(reply: PatternsReply, { workload, isCut }: PatternsAsked): Message {
  const length = duration(reply.windowToAtMs - reply.windowFromAtMs);
  const title = `Top patterns${workload === null ? '' : ` of ${plain(workload, 60)}`}, last ${length}`;
  const shown = reply.patterns.slice(0, shownAtMost);
  const namespaces = new Set(shown.map(({ detector }) => namespaceOf(detector)));
  const rows = shown.map((pattern, index) => section(row(pattern, index + 1, namespaces.size > 1)));
  const window = `${moment(reply.windowFromAtMs, 'day')} to ${moment(reply.windowToAtMs, 'day')}`;
  const learning = reply.learning ? ` · Learning: ${prose(reply.learning, 300)}` : '';
  const cut = isCut ? ' · counts are kept no longer than this' : '';
  const nothing = section(
    `No line of ${workload === null ? 'what this channel may see' : code(workload, 200)} in this time. ${code('/logbot status')} shows what is covered.`,
  );
  return {
    text: `${prose(title, 200)}: ${counted(reply.patterns.length, 'pattern')}`,
    blocks: [header(title), ...(rows.length > 0 ? rows : [nothing]), context(`${window}${cut}${learning}`)],
  };
}

function row(pattern: PatternView, position: number, isNamespaceTold: boolean): string {
  const share = `${(Math.min(1, Math.max(0, pattern.share)) * 100).toFixed(pattern.share < 0.1 ? 1 : 0)} %`;
  const usual = pattern.usual === null ? '' : ` · usual ${count(pattern.usual)}`;
  const flags = [pattern.isNew ? '🆕 new' : '', levelMark(pattern.level)].filter((flag) => flag !== '');
  const where = prose(`${isNamespaceTold ? `${namespaceOf(pattern.detector)}/` : ''}${workloadName(pattern.workload)}`, 160);
  const facts = [`*${position}.* *${count(pattern.count)}* (${share})${usual}`, where, ...flags];
  const group = pattern.cluster ? ` ${prose(pattern.cluster, 80)}` : '';
  return `${facts.join(' · ')}\n${code(pattern.text, 400)}${group}`;
}

function levelMark(level: string): string {
  if (level === 'error' || level === 'fatal') return `❗ ${level}`;
  return level === 'warning' ? '⚠️ warning' : '';
}

function namespaceOf(detector: string): string {
  return detector.slice(0, detector.indexOf('/'));
}
