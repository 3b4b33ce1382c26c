/** Answers to retrain and rollback, and the question before a rollback. */
import { z } from 'zod';
import type { Operation, WishReply } from '../../api/contract.ts';
import { actions, button, context, section, statement } from './blocks.ts';
import type { Message } from './limits.ts';
import { code, prose } from './text.ts';

export const rollbackActions = { confirm: 'rollback.confirm', cancel: 'rollback.cancel' } as const;

/** What the confirm button carries: exactly what was shown, and to whom. */
const RollbackPlanSchema = z.object({
  detector: z.string(),
  fromVersion: z.number().nullable(),
  toVersion: z.number(),
  askedBy: z.string(),
  askedAtMs: z.number(),
});
export type RollbackPlan = z.infer<typeof RollbackPlanSchema>;

/** Null when the value was not made by `confirmMessage`. */
export function readPlan(value: string): RollbackPlan | null {
  try {
    return RollbackPlanSchema.parse(JSON.parse(value));
  } catch {
    return null;
  }
}

export function confirmMessage(plan: RollbackPlan, sentence: string): Message {
  const value = JSON.stringify(plan);
  const change = `model ${plan.fromVersion ?? 'none'} → model ${plan.toVersion}`;
  return {
    text: `Roll back ${prose(plan.detector, 300)}: ${change}?`,
    blocks: [
      section(`*Roll back ${code(plan.detector, 300)}: ${change}?*\n${prose(sentence, 900)}`),
      actions([
        button({ actionId: rollbackActions.confirm, label: `Roll back to ${plan.toVersion}`, value, style: 'danger' }),
        button({ actionId: rollbackActions.cancel, label: 'Leave as it is', value }),
      ]),
      context('Nothing has changed yet. Pins the model in the LogDetector; `/logbot rollback` can pin another at any time.'),
    ],
  };
}

/** The message to the person and the result for the audit line. */
export function wishMessage(reply: WishReply, detector: string): { message: Message; result: string } {
  if (reply.outcome === 'accepted') return acceptedMessage(reply.operation, detector);
  const sentence = prose(reply.sentence, 900);
  if (reply.outcome === 'refused') return { message: statement(`✋ ${sentence}`), result: `refused: ${reply.sentence}` };
  if (reply.outcome === 'preview') return { message: statement(sentence), result: 'previewed' };
  const text = `🔒 *Git wins:* the field of ${code(detector, 300)} is set by ${code(reply.manager, 200)}, so it was not changed here. ${sentence}`;
  return { message: statement(text), result: `conflict: set by ${reply.manager}` };
}

function acceptedMessage(operation: Operation, detector: string): { message: Message; result: string } {
  const { id, type, fromVersion, toVersion } = operation;
  const versions = toVersion === null ? '' : `, model ${fromVersion ?? 'none'} → ${toVersion}`;
  const what = type === 'retrain' ? 'Retrain' : 'Rollback';
  const text = `⏳ *${what} of ${code(detector, 300)} accepted${versions}.* ${prose(operation.sentence, 900)}\nThe channel hears the result.`;
  return { message: statement(text), result: `accepted: ${id}${versions}` };
}
