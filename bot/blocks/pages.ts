/** Long lists, a page at a time; and what every answer to a command carries: its pages, and that it can be shared. */
import type { Button } from '@slack/types';
import { z } from 'zod';
import { actions, button, withMore } from './blocks.ts';
import { limits, type Message } from './limits.ts';

export interface Page<T> {
  readonly shown: readonly T[];
  /** From 0; the last one where there are fewer than were asked for. */
  readonly page: number;
  readonly pages: number;
}

export function pageOf<T>(all: readonly T[], wanted: number, size: number): Page<T> {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  return { shown: all.slice(page * size, (page + 1) * size), page, pages };
}

export const answerActions = { previous: 'answer.previous', next: 'answer.next', share: 'answer.share' } as const;

/** What the buttons carry: the question, which is asked again. */
const QuestionSchema = z.object({ text: z.string().max(1000), page: z.number().int().min(0).max(10_000) });
export type Question = z.infer<typeof QuestionSchema>;

/** Null when it was not made by `withButtons`. */
export function readQuestion(value: string): Question | null {
  try {
    return QuestionSchema.parse(JSON.parse(value));
  } catch {
    return null;
  }
}

/** The answer with what leads to its other pages, and into the channel. As it is where there is no room for more. */
export function withButtons(message: Message, { text, page }: Question, pages: number): Message {
  if (message.blocks.length >= limits.blocks) return message;
  const to = (other: number): string => JSON.stringify({ text: text.slice(0, 1000), page: other });
  const buttons: Button[] = [
    ...(page > 0 ? [button({ actionId: answerActions.previous, label: 'Previous', value: to(page - 1) })] : []),
    ...(page + 1 < pages ? [button({ actionId: answerActions.next, label: `Next (${page + 2} of ${pages})`, value: to(page + 1) })] : []),
    button({ actionId: answerActions.share, label: 'Share here', value: to(page) }),
  ];
  return withMore(message, actions(buttons));
}
