/** What may be done about an incident: its buttons, the question with the exact change, and what came of it. */
import type { Button, KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import type { IncidentView, RemedyReply } from '../../api/contract.ts';
import { button, context, section } from './blocks.ts';
import { clean, code, joinLines, prose } from './text.ts';

/** The beginning of the buttons' `action_id`; the action follows, since ids are unique within a message. */
export const remedyActionId = 'remedy.propose.';
/** `callback_id` of the question. */
export const remedyViewId = 'remedy.confirm';

type Action = NonNullable<IncidentView['offered']>[number];

const labels: Readonly<Record<Action, string>> = {
  'undo-rollout': 'Undo the rollout …',
  'raise-limit': 'Raise the limit …',
  restart: 'Restart …',
  scale: 'Scale back …',
  cordon: 'Cordon the node …',
};

/** Each asks first, showing the change. */
export function remedyButtons({ detector, incident, offered = [] }: IncidentView): readonly Button[] {
  return offered.map((action) =>
    button({ actionId: `${remedyActionId}${action}`, label: labels[action], value: `${detector}/${incident.id}`.slice(0, 700) }),
  );
}

/** Null when the button is none of these. */
export function actionOf(actionId: string): Action | null {
  const action = actionId.slice(remedyActionId.length);
  return actionId.startsWith(remedyActionId) && isAction(action) ? action : null;
}

function isAction(text: string): text is Action {
  return Object.hasOwn(labels, text);
}

/** What the question carries: exactly what was shown, and to whom. */
const RemedyPlanSchema = z.object({
  incident: z.string(),
  action: z.enum(['undo-rollout', 'raise-limit', 'restart', 'scale', 'cordon']),
  seen: z.string(),
  channel: z.string(),
  askedAtMs: z.number(),
});
export type RemedyPlan = z.infer<typeof RemedyPlanSchema>;

/** Null when it was not made by `remedyQuestion`. */
export function readRemedyPlan(text: string): RemedyPlan | null {
  try {
    return RemedyPlanSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

type Preview = Extract<RemedyReply, { outcome: 'preview' | 'changed' }>;

export interface Modal extends ModalView {
  readonly blocks: KnownBlock[];
}

/** The modal with the exact change; nothing is done before it is submitted. */
export function remedyQuestion(reply: Preview, { channel, askedAtMs }: { readonly channel: string; readonly askedAtMs: number }): Modal {
  const plan: RemedyPlan = { incident: reply.incident, action: reply.action, seen: reply.seen, channel, askedAtMs };
  const changed =
    reply.outcome === 'changed'
      ? [section('⚠️ It was changed by somebody since it was shown, so nothing was done. This is how it is now:')]
      : [];
  const lines = reply.lines.map((line) => `• ${prose(line, 300)}`);
  return {
    ...frame([
      ...changed,
      section(`*${prose(reply.sentence || reply.action, 400)}*`),
      section(`Of ${code(reply.object, 300)} this would be another:\n${joinLines(lines, 2400)}`),
      context(
        'Tried dry: the API server would take it. Its effect is watched; what makes things worse is undone where that can be done. Every step stands in the thread.',
      ),
    ]),
    callback_id: remedyViewId,
    private_metadata: JSON.stringify(plan),
    submit: { type: 'plain_text', text: 'Do it' },
    close: { type: 'plain_text', text: 'Leave as it is' },
  };
}

/** What is shown in its place: that it is being done, or what came of it. */
export function remedyResult(mrkdwn: string): Modal {
  return { ...frame([section(mrkdwn)]), close: { type: 'plain_text', text: 'Close' } };
}

/** The sentence of an operator who cannot be trusted to have made it fit. */
export function remedyOutcome(reply: RemedyReply): { readonly mrkdwn: string; readonly result: string } {
  if (reply.outcome === 'accepted')
    return {
      mrkdwn: `🛠 ${prose(reply.sentence, 900)}\nThe thread of the incident tells how it goes.`,
      result: `accepted: ${clean(reply.sentence)}`,
    };
  const { outcome, sentence } = reply;
  return { mrkdwn: `✋ ${prose(sentence, 900)}`, result: `${outcome}: ${clean(sentence)}` };
}

function frame(blocks: readonly KnownBlock[]): Modal {
  return { type: 'modal', title: { type: 'plain_text', text: 'Change the cluster' }, blocks: [...blocks] };
}
