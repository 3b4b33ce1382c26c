/** A post of the outbox as the message that Slack shows. */
import type { Post, ThreadEntry } from '../../api/contract.ts';
import { moment, section } from './blocks.ts';
import { digestMessage } from './digest.ts';
import { incidentMessage } from './incident.ts';
import type { Message } from './limits.ts';
import type { Course } from './native.ts';
import { operationMessage } from './operation.ts';
import { storyMessage } from './story.ts';
import { prose } from './text.ts';
import { revisionMessage } from './revision.ts';
import { weekMessage } from './week.ts';
import { welcomeMessage } from './welcome.ts';

export function postMessage({ subject }: Post): Message {
  if (subject.type === 'incident') return incidentMessage(subject.view);
  if (subject.type === 'revision') return revisionMessage(subject.revision);
  if (subject.type === 'week') return weekMessage(subject.week);
  if (subject.type === 'welcome') return welcomeMessage(subject.welcome);
  return subject.type === 'digest' ? digestMessage(subject.digest) : operationMessage(subject.operation);
}

/** The bot's own first message of the thread; only incidents have one. */
export function postStory({ subject }: Post, course: Course | null): Message | null {
  return subject.type === 'incident' ? storyMessage(subject.view, course) : null;
}

export function entryMessage(entry: ThreadEntry): Message {
  const text = `${moment(entry.atMs, 'seconds')}  ${prose(entry.text, 1500)}`;
  return { text, blocks: [section(text)] };
}
