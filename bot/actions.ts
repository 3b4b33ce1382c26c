/** One clicked button: allowed, done, audited. The edit that shows the result comes through the outbox like every other. */
import type { Change, Mark } from '../api/contract.ts';
import { withinScope, type Person, type Place } from './access.ts';
import { statement } from './blocks/blocks.ts';
import { markActions } from './blocks/incident.ts';
import type { Message } from './blocks/limits.ts';
import { peopleActions } from './blocks/people.ts';
import { answerActions, readQuestion, type Question } from './blocks/pages.ts';
import { clean } from './blocks/text.ts';
import { readPlan, rollbackActions, wishMessage, type RollbackPlan } from './blocks/wish.ts';
import type { Answer } from './commands/command.ts';
import { changeActions, confirmChange, proposeChange, readProposal } from './changes.ts';
import type { Desk } from './desk.ts';
import { answerCommand, shareAnswer } from './dispatch.ts';
import { apology, forbidden } from './refusals.ts';

export interface Click {
  readonly actionId: string;
  readonly value: string;
  readonly person: Person;
  readonly place: Place;
}

/** `message` is for the clicking person alone, null where the edited message says it all. */
export interface ClickAnswer {
  readonly message: Message | null;
  /** True: it takes the place of the question that was clicked. */
  readonly replacesQuestion: boolean;
  /** True: everybody in the channel may read it. */
  readonly isPublic?: boolean;
}

/** A confirmation is good for this long; after it the world may be another. */
const planHoldsForMs = 10 * 60_000;

/** Never rejects. */
export async function answerClick(click: Click, desk: Desk): Promise<ClickAnswer> {
  const question = isAnswerAction(click.actionId) ? readQuestion(click.value) : null;
  if (question !== null) return await askAgain(click, question, desk);
  const mark = markOf(click.actionId);
  const asks = Object.values<string>(peopleActions).includes(click.actionId);
  const work = mark ? setMark(mark, click, desk) : asks ? proposeForIncident(click, desk) : decide(click, desk);
  const { message, result } = await work.catch((error: unknown): Answer => apology(error, desk.log));
  const action = clean(`button ${click.actionId} ${click.value}`);
  const entry = { atMs: desk.now(), user: click.person.id, channel: click.place.id, action, result };
  await desk.audit.write(entry, clean(`button ${click.actionId}`, 60));
  if (mark) return { message: result === 'done' ? null : message, replacesQuestion: false };
  return { message, replacesQuestion: !asks };
}

/** Another page of an answer takes the place of the one that was clicked; a share is a message for everybody. Both are audited as the command. */
async function askAgain({ actionId, person, place }: Click, { text, page }: Question, desk: Desk): Promise<ClickAnswer> {
  const asked = { text, page, person, place };
  if (actionId !== answerActions.share) return { message: await answerCommand(asked, desk), replacesQuestion: true };
  return { ...(await shareAnswer(asked, desk)), replacesQuestion: false };
}

function isAnswerAction(actionId: string): boolean {
  return Object.values<string>(answerActions).includes(actionId);
}

function markOf(actionId: string): Mark['mark'] | null {
  switch (actionId) {
    case markActions.acknowledge:
      return 'acknowledge';
    case markActions.useful:
      return 'useful';
    case markActions.noise:
      return 'noise';
    default:
      return null;
  }
}

async function setMark(mark: Mark['mark'], { value, person, place }: Click, { api, access }: Desk): Promise<Answer> {
  const may = await access.maySee(person, place);
  if (may.outcome !== 'yes') return forbidden(mark, may);
  // The operator answers 404 for an incident outside of what may be seen from here.
  const { incident, detector } = await api.incident(value, may.scope);
  await api.mark(`${detector}/${incident.id}`, { mark, user: person.id });
  return { message: statement('Noted.'), result: 'done' };
}

/** Until it is worse, at the latest in two hours: what `/logbot snooze` says in more ways. */
const snoozedForMs = 2 * 3_600_000;

/** The question of the buttons beside the marks, for the clicking person alone. */
async function proposeForIncident({ actionId, value, person, place }: Click, desk: Desk): Promise<Answer> {
  const right = actionId === peopleActions.snooze ? 'snooze' : 'assign';
  const may = withinScope(await desk.access.mayChange(person, right), value);
  if (may.outcome !== 'yes') return forbidden(right, may);
  const { incident, detector } = await desk.api.incident(value, may.scope);
  const reference = `${detector}/${incident.id}`;
  const untilAtMs = desk.now() + snoozedForMs;
  const conditions = { untilAtMs, rateAbove: 3, higherSeverity: true, newRevision: false, otherWorkload: true };
  const change: Change =
    right === 'snooze' ? { type: 'snooze', incident: reference, conditions } : { type: 'assign', incident: reference, user: person.id };
  return proposeChange(change, right, { person, place, scope: may.scope }, desk);
}

function decide(click: Click, desk: Desk): Promise<Answer> {
  return Object.values<string>(changeActions).includes(click.actionId) ? decideChange(click, desk) : decideRollback(click, desk);
}

async function decideChange(click: Click, desk: Desk): Promise<Answer> {
  const proposal = readProposal(click.value);
  if (!proposal) return { message: statement('✋ This button is not understood any more. Ask again.'), result: 'refused: not understood' };
  if (proposal.askedBy !== click.person.id)
    return { message: statement('✋ Only who asked may decide. Ask yourself.'), result: 'refused: not the asker' };
  if (click.actionId !== changeActions.confirm) return { message: statement('Left as it is; nothing was changed.'), result: 'cancelled' };
  if (desk.now() - proposal.askedAtMs > planHoldsForMs)
    return { message: statement('✋ That question is more than 10 minutes old. Ask again.'), result: 'refused: too old' };
  return confirmChange(proposal, click, desk);
}

async function decideRollback(click: Click, desk: Desk): Promise<Answer> {
  const plan = readPlan(click.value);
  if (!plan) return { message: statement('✋ This button is not understood any more. Ask again.'), result: 'refused: not understood' };
  if (plan.askedBy !== click.person.id) {
    return { message: statement('✋ Only who asked may decide. Ask yourself with `/logbot rollback`.'), result: 'refused: not the asker' };
  }
  if (click.actionId !== rollbackActions.confirm) return { message: statement('Left as it is; nothing was changed.'), result: 'cancelled' };
  const may = withinScope(await desk.access.mayChange(click.person, 'rollback'), plan.detector);
  if (may.outcome !== 'yes') return forbidden('rollback', may);
  if (desk.now() - plan.askedAtMs > planHoldsForMs) {
    return { message: statement('✋ That question is more than 10 minutes old. Ask again.'), result: 'refused: too old' };
  }
  return rollBack(plan, click, desk);
}

/** Does exactly what was shown, or nothing. */
async function rollBack(plan: RollbackPlan, { person, place }: Click, { api }: Desk): Promise<Answer> {
  const wish = { requestedBy: person.id, channel: place.id, version: plan.toVersion };
  const now = await api.rollback(plan.detector, { ...wish, preview: true });
  if (now.outcome !== 'preview') return wishMessage(now, plan.detector);
  if (now.fromVersion !== plan.fromVersion) {
    const text = `✋ Meanwhile model ${now.fromVersion ?? 'none'} serves instead of ${plan.fromVersion ?? 'none'}, so nothing was changed. Ask again.`;
    return { message: statement(text), result: 'refused: another model serves meanwhile' };
  }
  return wishMessage(await api.rollback(plan.detector, { ...wish, preview: false }), plan.detector);
}
