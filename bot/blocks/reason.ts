/** Why an incident was useful or noise: what is asked of the person who said so, as buttons and as a form for their own words. */
import { z } from 'zod';
import { actions, button, context, section } from './blocks.ts';
import { saying } from './forms.ts';
import type { Message } from './limits.ts';
import type { Modal } from './remedy.ts';
import { clean, code } from './text.ts';

type Opinion = 'useful' | 'noise';

/** The beginning of the buttons' `action_id`; the mark and the place of the reason follow. */
const reasonActionId = 'reason.';
/** That of the buttons for words of one's own; the mark follows. */
const ownReasonActionId = 'reason-form.';
export const reasonViewId = 'reason-form.submit';
/** As long as the operator keeps. */
const reasonAtMost = 200;
const reasonField = 'why';

const reasons = {
  useful: ['Right cause', 'Told in time', 'Would have missed it'],
  noise: ['Planned or known', 'Usual for us', 'Wrong cause', 'Too late', 'Not ours'],
} as const;

/** Why it was so, for the person who has just said that it was; saying nothing is fine. */
export function reasonMessage(incident: string, mark: Opinion): Message {
  const value = incident.slice(0, 700);
  const buttons = reasons[mark].map((reason, at) => button({ actionId: `${reasonActionId}${mark}.${at}`, label: reason, value }));
  const other = button({ actionId: `${ownReasonActionId}${mark}`, label: 'Something else …', value });
  return {
    text: 'Noted.',
    blocks: [section(`Noted: ${mark}. Why? Nobody has to say; it helps to tell what is worth a message.`), actions([...buttons, other])],
  };
}

/** Null where the button is none of these. */
export function reasonOf(actionId: string): { readonly mark: Opinion; readonly reason: string } | null {
  const [, mark, at] = /^reason\.(useful|noise)\.(\d)$/.exec(actionId) ?? [];
  if (mark !== 'useful' && mark !== 'noise') return null;
  const reason = reasons[mark][Number(at)];
  return reason === undefined ? null : { mark, reason };
}

/** What the form carries: of what it says why, and where it was opened. */
const ReasonStateSchema = z.object({
  mark: z.enum(['useful', 'noise']),
  incident: z.string().max(700),
  channel: z.object({ id: z.string(), name: z.string() }),
});
export type ReasonState = z.infer<typeof ReasonStateSchema>;

/** Null where the button opens no such form. */
export function ownReasonOf(actionId: string): Opinion | null {
  const mark = actionId.slice(ownReasonActionId.length);
  return actionId.startsWith(ownReasonActionId) && (mark === 'useful' || mark === 'noise') ? mark : null;
}

/** Null when it was not made by `reasonView`. */
export function readReason(text: string): ReasonState | null {
  try {
    return ReasonStateSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export function reasonView(state: ReasonState): Modal {
  return {
    type: 'modal',
    callback_id: reasonViewId,
    private_metadata: JSON.stringify(state),
    title: { type: 'plain_text', text: titles[state.mark] },
    submit: { type: 'plain_text', text: 'Say why' },
    close: { type: 'plain_text', text: 'Say nothing' },
    blocks: [
      {
        type: 'input',
        block_id: reasonField,
        label: { type: 'plain_text', text: 'Why' },
        hint: {
          type: 'plain_text',
          text: `A few words, at most ${reasonAtMost} characters. They stand in /logbot feedback with your name.`,
        },
        element: { type: 'plain_text_input', action_id: 'typed', max_length: reasonAtMost, multiline: false },
      },
      context(`About ${code(state.incident, 200)}. It is marked already; this only says why.`),
    ],
  };
}

/** What takes the place of the form. */
export function reasonOutcome(mark: Opinion, mrkdwn: string): Modal {
  return saying(titles[mark], mrkdwn);
}

const titles = { useful: 'Why was it useful?', noise: 'Why was it noise?' } as const;

const TypedSchema = z.object({ [reasonField]: z.object({ typed: z.object({ value: z.string().nullish() }) }) });

/** One clean line of what was typed; `errors` where that is nothing. */
export function reasonTyped(values: unknown): { readonly reason: string } | { readonly errors: Readonly<Record<string, string>> } {
  const reason = clean(TypedSchema.safeParse(values).data?.[reasonField].typed.value ?? '', reasonAtMost);
  return reason === '' ? { errors: { [reasonField]: 'Say it in a few words, or close the form: nobody has to.' } } : { reason };
}
