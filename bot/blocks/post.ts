/** A post of the outbox as the message that Slack shows. */
import type { Post, ThreadEntry } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import { incidentMessage } from './incident.ts';
import type { Message } from './limits.ts';
import { operationMessage } from './operation.ts';
import { storyMessage } from './story.ts';
import { code, joinLines, plain, prose } from './text.ts';

export function postMessage({ subject }: Post): Message {
  if (subject.type === 'incident') return incidentMessage(subject.view);
  return subject.type === 'operation' ? operationMessage(subject.operation) : noticeMessage(subject);
}

/** The bot's own first message of the thread; only incidents have one. */
export function postStory({ subject }: Post): Message | null {
  return subject.type === 'incident' ? storyMessage(subject.view) : null;
}

export function entryMessage(entry: ThreadEntry): Message {
  const text = `${moment(entry.atMs, 'seconds')}  ${prose(entry.text, 1500)}`;
  return { text, blocks: [section(text)] };
}

function noticeMessage(notice: { readonly title: string; readonly lines: readonly string[]; readonly detector: string }): Message {
  const lines = notice.lines.map((line) => prose(line, 400));
  return {
    text: [prose(notice.title, 300), ...lines.slice(0, 3)].join(' · '),
    blocks: [header(plain(notice.title)), ...(lines.length > 0 ? [section(joinLines(lines))] : []), context(code(notice.detector, 300))],
  };
}
