/** What a log line is: the answer to `/logbot explain` and to the shortcut on a message. */
import type { KnownBlock } from '@slack/types';
import type { ExplainedLine, ExplainReply } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import type { Message } from './limits.ts';
import type { Modal } from './remedy.ts';
import { code, count, counted, joinLines, prose } from './text.ts';

export function explainMessage(reply: ExplainReply): Message {
  const title = titleOf(reply);
  return { text: title, blocks: [header(title), ...explainBlocks(reply, 0)] };
}

/** As the answer to a shortcut; `more`: lines of the message besides those that were asked about. */
export function explainModal(reply: ExplainReply, more: number): Modal {
  return modalOf(explainBlocks(reply, more));
}

/** While it is being looked up, and where there is nothing to show but a sentence. */
export function explainSaying(mrkdwn: string): Modal {
  return modalOf([section(mrkdwn)]);
}

function modalOf(blocks: readonly KnownBlock[]): Modal {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: 'Explain log lines' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [...blocks],
  };
}

function titleOf({ lines }: ExplainReply): string {
  const matches = lines.flatMap((line) => line.matches);
  if (matches.length === 0) return 'Never seen';
  return matches.some(({ incident }) => incident !== null) ? 'Part of an open incident' : 'A known line';
}

function explainBlocks({ lines, learning }: ExplainReply, more: number): readonly KnownBlock[] {
  const room = Math.floor(9_000 / Math.max(1, lines.length));
  const rest = more > 0 ? ` ${counted(more, 'line')} more of the message ${more === 1 ? 'was' : 'were'} not looked at.` : '';
  const state = learning === null ? '' : ` Learning: ${prose(learning, 160)}; what seems new may be usual.`;
  return [
    ...lines.map((line) => section(joinLines(told(line), Math.min(2_900, room)))),
    context(`Nothing of the text was kept.${state}${rest}`),
  ];
}

function told({ text, matches, more }: ExplainedLine): readonly string[] {
  const line = code(text, 300);
  if (matches.length === 0)
    return [
      line,
      '🆕 *Never seen*: no pattern that is known here would take it. It may be of a workload that is not watched, or that you may not see here.',
    ];
  const others = more > 0 ? [`${counted(more, 'other workload')} ${more === 1 ? 'writes' : 'write'} it too.`] : [];
  return [line, ...matches.map(matchLine), ...others];
}

function matchLine({
  detector,
  workload,
  pattern,
  text,
  level,
  lastHour,
  usual,
  firstSeenAtMs,
  lastSeenAtMs,
  lines,
  incident,
}: ExplainedLine['matches'][number]): string {
  const namespace = detector.slice(0, detector.indexOf('/'));
  const held = incident === null ? '' : `\n   🔴 part of ${code(incident.id, 60)} ${prose(incident.title, 120)}`;
  const seen = `since ${moment(firstSeenAtMs, 'day')}, last ${moment(lastSeenAtMs, 'day')}, ${counted(lines, 'line')} in all`;
  return `• *${prose(`${namespace}/${workload}`, 140)}* ${prose(level, 20)} ${code(pattern.slice(0, 8), 20)} ${code(text, 240)}\n   ${rateOf(lastHour, usual)} · ${seen}${held}`;
}

function rateOf(lastHour: number, usual: number | null): string {
  const now = `${counted(lastHour, 'line')} in the last hour`;
  if (usual === null) return `${now}, what is usual is being learned`;
  const shown = usual < 10 ? usual.toFixed(1) : count(usual);
  if (usual < 0.05) return lastHour > 0 ? `*${now}*, none are usual` : `${now}, none are usual`;
  const times = lastHour / usual;
  return times >= 2 || times <= 0.5 ? `*${now}*, usual are ${shown}` : `${now}, as usual (${shown})`;
}
