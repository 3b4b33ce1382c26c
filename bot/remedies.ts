/** What somebody wants done about an incident: allowed, shown, confirmed, done by the operator, audited at each turn. */
import type { RemedyReply } from '../api/contract.ts';
import type { Click } from './actions.ts';
import { statement } from './blocks/blocks.ts';
import type { Message } from './blocks/limits.ts';
import { actionOf, readRemedyPlan, remedyOutcome, remedyQuestion, remedyResult, type Modal } from './blocks/remedy.ts';
import { clean } from './blocks/text.ts';
import { withinScope, type Person } from './access.ts';
import type { Desk } from './desk.ts';
import { apology, forbidden } from './refusals.ts';

/** The question, or a message for the clicking person alone that says why there is none. */
export type Proposed = { readonly view: Modal } | { readonly message: Message };

/** A confirmation is good for this long; after it the world may be another. */
const planHoldsForMs = 10 * 60_000;

/** Never rejects. */
export async function proposeRemedy(click: Click, desk: Desk): Promise<Proposed> {
  const { proposed, result } = await propose(click, desk).catch((error: unknown) => {
    const { message, result: why } = apology(error, desk.log);
    return { proposed: { message }, result: why };
  });
  await audit(desk, { person: click.person, channel: click.place.id, action: `button ${click.actionId} ${click.value}`, result });
  return proposed;
}

async function propose(
  { actionId, value, person, place }: Click,
  { api, access, now }: Desk,
): Promise<{ proposed: Proposed; result: string }> {
  const action = actionOf(actionId);
  if (action === null)
    return { proposed: { message: statement('✋ This button is not understood any more.') }, result: 'refused: not understood' };
  const may = withinScope(await access.mayChange(person, 'remedy'), value);
  if (may.outcome !== 'yes') {
    const { message, result } = forbidden(action, may);
    return { proposed: { message }, result };
  }
  const reply = await api.remedy(value, { action, requestedBy: person.id, channel: place.id, seen: null });
  if (isPreview(reply))
    return {
      proposed: { view: remedyQuestion(reply, { channel: place.id, askedAtMs: now() }) },
      result: `asked to confirm: ${reply.lines.join('; ')}`,
    };
  const { mrkdwn, result } = remedyOutcome(reply);
  return { proposed: { message: statement(mrkdwn) }, result };
}

/** What takes the place of the question: the outcome or, where the object was changed meanwhile, the question anew. Never rejects. */
export async function confirmRemedy(asked: { readonly metadata: string; readonly person: Person }, desk: Desk): Promise<Modal> {
  const plan = readRemedyPlan(asked.metadata);
  const { view, result } = await confirm(asked, desk).catch((error: unknown) => {
    const { message, result: why } = apology(error, desk.log);
    return { view: remedyResult(message.text), result: why };
  });
  const what = plan === null ? 'remedy' : `remedy ${plan.action} for ${plan.incident}`;
  await audit(desk, { person: asked.person, channel: plan?.channel ?? '', action: what, result });
  return view;
}

async function confirm(
  { metadata, person }: { readonly metadata: string; readonly person: Person },
  { api, access, now }: Desk,
): Promise<{ view: Modal; result: string }> {
  const plan = readRemedyPlan(metadata);
  if (plan === null)
    return { view: remedyResult('✋ This question is not understood any more. Ask again.'), result: 'refused: not understood' };
  const may = withinScope(await access.mayChange(person, 'remedy'), plan.incident);
  if (may.outcome !== 'yes') {
    const { message, result } = forbidden(plan.action, may);
    return { view: remedyResult(message.text), result };
  }
  if (now() - plan.askedAtMs > planHoldsForMs)
    return { view: remedyResult('✋ That question is more than 10 minutes old. Ask again.'), result: 'refused: too old' };
  const { incident, action, channel, seen } = plan;
  const reply = await api.remedy(incident, { action, requestedBy: person.id, channel, seen });
  if (isPreview(reply)) return { view: remedyQuestion(reply, { channel, askedAtMs: now() }), result: 'asked again: changed meanwhile' };
  const { mrkdwn, result } = remedyOutcome(reply);
  return { view: remedyResult(mrkdwn), result };
}

function isPreview(reply: RemedyReply): reply is Extract<RemedyReply, { outcome: 'preview' | 'changed' }> {
  return reply.outcome === 'preview' || reply.outcome === 'changed';
}

interface Turn {
  readonly person: Person;
  readonly channel: string;
  readonly action: string;
  readonly result: string;
}

async function audit(desk: Desk, { person, channel, action, result }: Turn): Promise<void> {
  await desk.audit.write({ atMs: desk.now(), user: person.id, channel, action: clean(action), result: clean(result) }, clean(action, 60));
}
