/**
 * A modal that was submitted is answered within Slack's three seconds, however long the operator takes: what is late is told in the
 * modal's place. https://docs.slack.dev/surfaces/modals#handling_submissions
 */
import type { ViewResponseAction } from '@slack/bolt';
import { saying } from './blocks/forms.ts';
import type { Modal } from './blocks/remedy.ts';
import { wordsOf, type BotLog } from './log.ts';
import { pause } from './pause.ts';

/** Errors beside the fields; what takes the modal's place; or that it may close, with what is said where it is too late for that. */
export type Submitted = { readonly errors: Readonly<Record<string, string>> } | { readonly view: Modal } | { readonly closed: string };

export interface Submission {
  /** Of the modal, which stays the same in all that takes its place. */
  readonly title: string;
  /** Does not reject. */
  readonly work: Promise<Submitted>;
  readonly ack: (response?: ViewResponseAction) => Promise<void>;
  /** Puts another view in the place of the one that was submitted. */
  readonly update: (view: Modal) => Promise<unknown>;
  readonly shown: (view: Modal) => Modal;
  readonly log: BotLog;
}

/** A third of what Slack allows, since its own way here and back counts too. */
const acknowledgedWithinMs = 1000;

export async function answerSubmission({ title, work, ack, update, shown, log }: Submission): Promise<void> {
  const limit = new AbortController();
  const early = await Promise.race([work, pause(acknowledgedWithinMs, limit.signal).then(() => null)]);
  limit.abort();
  if (early !== null) return await ack(responseTo(early, shown));
  await ack({ response_action: 'update', view: shown(saying(title, '⏳ The operator takes its time. What comes of it is told here.')) });
  const late = await work;
  try {
    await update(shown('view' in late ? late.view : saying(title, lateWords(late))));
  } catch (error) {
    log.warn('AnswerFailed', { message: wordsOf(error) });
  }
}

function responseTo(submitted: Submitted, shown: Submission['shown']): ViewResponseAction | undefined {
  if ('errors' in submitted) return { response_action: 'errors', errors: { ...submitted.errors } };
  return 'view' in submitted ? { response_action: 'update', view: shown(submitted.view) } : undefined;
}

function lateWords(late: Exclude<Submitted, { readonly view: Modal }>): string {
  return 'closed' in late ? late.closed : `✋ ${Object.values(late.errors).join(' ')} Open the form once more.`;
}
