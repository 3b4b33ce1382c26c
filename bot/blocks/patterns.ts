/** The answer to `/logbot top-patterns`. */
import type { DataTableBlock } from '@slack/types';
import type { PatternsReply, PatternView } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import type { Message } from './limits.ts';
import { tableBlock } from './native.ts';
import { pageOf } from './pages.ts';
import { descriptionLine } from './people.ts';
import { duration } from '../../api/duration.ts';
import { code, count, counted, plain, prose, workloadName } from './text.ts';

const perPage = 10;

/** Enough to tell the patterns of a cluster apart; whatever more is typed is taken too. */
const shortId = 8;

export interface PatternsAsked {
  readonly workload: string | null;
  /** More was asked for than is kept. */
  readonly isCut: boolean;
  /** `new`, `errors`, `changed`; null: all. */
  readonly only: string | null;
  readonly page: number;
}

export function patternsMessage(
  reply: PatternsReply,
  { workload, isCut, only, page: wanted }: PatternsAsked,
): { readonly message: Message; readonly page: number; readonly pages: number } {
  const length = duration(reply.windowToAtMs - reply.windowFromAtMs);
  const title = `Top ${only === null ? '' : `${only} `}patterns${workload === null ? '' : ` of ${plain(workload, 60)}`}, last ${length}`;
  const { shown, page, pages } = pageOf(reply.patterns, wanted, perPage);
  const namespaces = new Set(shown.map(({ detector }) => namespaceOf(detector)));
  const rows = shown.map((pattern, index) => section(row(pattern, page * perPage + index + 1, namespaces.size > 1)));
  const window = `${moment(reply.windowFromAtMs, 'day')} to ${moment(reply.windowToAtMs, 'day')}`;
  const learning = reply.learning ? ` · Learning: ${prose(reply.learning, 300)}` : '';
  const cut = isCut ? ' · counts are kept no longer, so this is the longest that can be asked for' : '';
  const nothing = section(
    `No line${only === null ? '' : ` of the kind asked for (${code(only, 20)})`} of ${workload === null ? 'what this channel may see' : code(workload, 200)} in this time. ${code('/logbot status')} shows what is covered.`,
  );
  const part = pages > 1 ? ` · page ${page + 1} of ${pages}` : '';
  const since =
    reply.rollout === undefined
      ? ''
      : ` · ${reply.rollout === null ? 'no rollout is known, so of the last hour' : `since the ${prose(reply.rollout, 200)}`}`;
  const foot = context(`${window}${since}${cut}${learning}${part}`);
  const message: Message = {
    text: `${prose(title, 200)}: ${counted(reply.patterns.length, 'pattern')}`,
    blocks: [header(title), ...(rows.length > 0 ? rows : [nothing]), foot],
    ...(rows.length > 0 ? { native: [header(title), tableOf(shown, title, namespaces.size > 1), foot] } : {}),
  };
  return { message, page, pages };
}

function tableOf(shown: readonly PatternView[], caption: string, isNamespaceTold: boolean): DataTableBlock {
  const isNamed = shown.some(({ description }) => description !== undefined);
  const isUsual = shown.some(({ usual }) => usual !== null);
  const rows = shown.map((pattern) => [
    pattern.id.slice(0, shortId),
    pattern.count,
    shareOf(pattern),
    ...(isUsual ? [pattern.usual === null ? '' : count(pattern.usual)] : []),
    placeOf(pattern, isNamespaceTold),
    [pattern.isNew ? 'new' : '', ['error', 'fatal', 'warning'].includes(pattern.level) ? pattern.level : ''].filter(Boolean).join(', '),
    ...(isNamed ? [pattern.description?.name ?? ''] : []),
    pattern.text,
  ]);
  const columns = ['Id', 'Lines', 'Share', ...(isUsual ? ['Usual'] : []), 'Workload', 'Kind', ...(isNamed ? ['Name'] : []), 'Pattern'];
  return tableBlock({ caption, header: columns, rows, rowsShown: shown.length });
}

function shareOf({ share }: PatternView): string {
  return `${(Math.min(1, Math.max(0, share)) * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

/** Of a ClusterLogDetector the workload comes with its namespace. */
function placeOf({ detector, workload }: PatternView, isNamespaceTold: boolean): string {
  const home = isNamespaceTold && !workload.includes('/') ? `${namespaceOf(detector)}/` : '';
  return `${home}${workloadName(workload)}`;
}

function row(pattern: PatternView, position: number, isNamespaceTold: boolean): string {
  const usual = pattern.usual === null ? '' : ` · usual ${count(pattern.usual)}`;
  const flags = [pattern.isNew ? '🆕 new' : '', levelMark(pattern.level)].filter((flag) => flag !== '');
  const where = prose(placeOf(pattern, isNamespaceTold), 160);
  const facts = [`*${position}.* *${count(pattern.count)}* (${shareOf(pattern)})${usual}`, where, ...flags];
  const said = pattern.description === undefined ? '' : `\n📒 ${descriptionLine(pattern.description)}`;
  const id = code(pattern.id.slice(0, shortId), 20);
  const group = pattern.cluster ? ` ${prose(pattern.cluster, 80)}` : '';
  return `${facts.join(' · ')} · ${id}\n${code(pattern.text, 400)}${group}${said}`;
}

function levelMark(level: string): string {
  if (level === 'error' || level === 'fatal') return `❗ ${level}`;
  return level === 'warning' ? '⚠️ warning' : '';
}

function namespaceOf(detector: string): string {
  return detector.slice(0, detector.indexOf('/'));
}
