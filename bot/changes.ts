/** A change that somebody asks for: shown first, with buttons; then done exactly as it was shown, or shown anew. */
import { z } from 'zod';
import { ChangeSchema, type Change, type ChangeReply } from '../api/contract.ts';
import { actions, button, context, section, statement } from './blocks/blocks.ts';
import { limits, type Message } from './blocks/limits.ts';
import { clean, code, joinLines, prose } from './blocks/text.ts';
import { withinScope, type Person, type Place } from './access.ts';
import type { Answer, CommandContext, CommandRequest } from './commands/command.ts';
import type { Desk } from './desk.ts';
import { forbidden } from './refusals.ts';

export const changeActions = { confirm: 'change.confirm', cancel: 'change.cancel' } as const;

/** What the button carries: what was shown, to whom, and by which right. */
const ProposalSchema = z.object({ change: ChangeSchema, right: z.string(), seen: z.string(), askedBy: z.string(), askedAtMs: z.number() });
export type Proposal = z.infer<typeof ProposalSchema>;

/** Null when it was not made by `proposalMessage`. */
export function readProposal(text: string): Proposal | null {
  try {
    return ProposalSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** `right`: the name under which a role allows it. */
export async function proposeChange(
  change: Change,
  right: string,
  { person, place, scope }: Pick<CommandRequest, 'person' | 'place' | 'scope'>,
  { api, now }: Pick<CommandContext, 'api' | 'now'>,
): Promise<Answer> {
  const reply = await api.change({ change, requestedBy: person.id, channel: place.id, namespaces: scope, seen: null });
  return answerOf(reply, { change, right, askedBy: person.id, askedAtMs: now() });
}

/** The preview with its buttons, or what came of it. */
export function answerOf(reply: ChangeReply, about: Omit<Proposal, 'seen'>): Answer {
  if (reply.outcome === 'accepted')
    return { message: statement(`✅ ${prose(reply.sentence, 900)}`), result: `accepted: ${clean(reply.sentence)}` };
  if (reply.outcome === 'refused')
    return { message: statement(`✋ ${prose(reply.sentence, 900)}`), result: `refused: ${clean(reply.sentence)}` };
  const { outcome, sentence, lines, seen } = reply;
  const value = JSON.stringify({ ...about, seen } satisfies Proposal);
  if (value.length > limits.buttonValue)
    return { message: statement('✋ That is more than a button can carry: shorten the text.'), result: 'refused: too long' };
  return { message: proposalMessage({ outcome, sentence, lines }, value), result: `asked to confirm: ${clean(sentence)}` };
}

type Shown = Pick<Extract<ChangeReply, { readonly seen: string }>, 'outcome' | 'sentence' | 'lines'>;

function proposalMessage({ outcome, sentence, lines }: Shown, value: string): Message {
  const changed =
    outcome === 'changed' ? [section('⚠️ It was changed by somebody since it was shown, so nothing was done. This is how it is now:')] : [];
  return {
    text: prose(sentence, 300),
    blocks: [
      ...changed,
      section(
        `*${prose(sentence, 900)}*\n${joinLines(
          lines.map((line) => `• ${prose(line, 400)}`),
          1800,
        )}`,
      ),
      actions([
        button({ actionId: changeActions.confirm, label: 'Do it', value, style: 'primary' }),
        button({ actionId: changeActions.cancel, label: 'Leave as it is', value }),
      ]),
      context(
        `Nothing has changed yet. It is kept by the operator, survives restarts, and stands in the audit log: ${code('/logbot help')} says how to undo it.`,
      ),
    ],
  };
}

/** Does what was shown, or shows it anew where it is another meanwhile. The right is asked again: it may have been taken away. */
export async function confirmChange(
  { change, right, seen, askedBy }: Proposal,
  { person, place }: { readonly person: Person; readonly place: Place },
  { api, access, now }: Desk,
): Promise<Answer> {
  const may = withinScope(await access.mayChange(person, right), 'detector' in change ? change.detector : change.incident);
  if (may.outcome !== 'yes') return forbidden(right, may);
  const reply = await api.change({ change, requestedBy: person.id, channel: place.id, namespaces: may.scope, seen });
  return answerOf(reply, { change, right, askedBy, askedAtMs: now() });
}
