/** One clicked button: allowed, done, audited. The edit that shows the result comes through the outbox like every other. */
import type { Change, Mark } from '../api/contract.ts';
import { withinScope, type Person, type Place } from './access.ts';
import { actions as actionsBlock, statement } from './blocks/blocks.ts';
import { formButton } from './blocks/forms.ts';
import { reasonMessage, reasonOf } from './blocks/reason.ts';
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
import { confirmWish, readWish, wishActions } from './wishes.ts';

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
  const why = reasonOf(click.actionId);
  const asks = Object.values<string>(peopleActions).includes(click.actionId);
  const work = mark
    ? setMark({ mark }, click, desk)
    : why
      ? setMark(why, click, desk)
      : asks
        ? proposeForIncident(click, desk)
        : decide(click, desk);
  const { message, result } = await work.catch((error: unknown): Answer => apology(error, desk.log));
  const action = clean(`button ${click.actionId} ${click.value}${why ? ` (${why.reason})` : ''}`);
  const entry = { atMs: desk.now(), user: click.person.id, channel: click.place.id, action, result };
  await desk.audit.write(entry, clean(`button ${click.actionId}`, 60));
  if (mark)
    return {
      message: result !== 'done' ? message : mark === 'acknowledge' ? null : reasonMessage(click.value, mark),
      replacesQuestion: false,
    };
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

type Said = Pick<Mark, 'mark' | 'reason'>;
/** `value`: the incident's whole name. */
type Asked = Pick<Click, 'value' | 'person' | 'place'>;

/** Whoever sees an incident may say what they think of it. */
export async function setMark({ mark, reason }: Said, { value, person, place }: Asked, { api, access }: Desk): Promise<Answer> {
  const may = await access.maySee(person, place);
  if (may.outcome !== 'yes') return forbidden(mark, may);
  // The operator answers 404 for an incident outside of what may be seen from here.
  const { incident, detector } = await api.incident(value, may.scope);
  await api.mark(`${detector}/${incident.id}`, { mark, user: person.id, ...(reason === undefined ? {} : { reason }) });
  return { message: statement('Noted, with why. Thank you.'), result: 'done' };
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
  const answer = await proposeChange(change, right, { person, place, scope: may.scope }, desk);
  if (!answer.result.startsWith('asked to confirm')) return answer;
  // What the button proposes is the usual; for all else there is a form.
  const other = { ...actionsBlock([formButton(right, reference)]), block_id: 'form' };
  return { ...answer, message: { ...answer.message, blocks: [...answer.message.blocks, other] } };
}

function decide(click: Click, desk: Desk): Promise<Answer> {
  if (Object.values<string>(wishActions).includes(click.actionId)) return decideWish(click, desk);
  return Object.values<string>(changeActions).includes(click.actionId) ? decideChange(click, desk) : decideRollback(click, desk);
}

async function decideChange(click: Click, desk: Desk): Promise<Answer> {
  const proposal = readProposal(click.value);
  const stop = stopped(proposal, click, { desk, isConfirmed: click.actionId === changeActions.confirm });
  return proposal === null || stop !== null ? (stop ?? notUnderstood) : confirmChange(proposal, click, desk);
}

async function decideWish(click: Click, desk: Desk): Promise<Answer> {
  const wish = readWish(click.value);
  const stop = stopped(wish, click, { desk, isConfirmed: click.actionId === wishActions.confirm });
  return wish === null || stop !== null ? (stop ?? notUnderstood) : confirmWish(wish, click, desk);
}

const notUnderstood: Answer = {
  message: statement('✋ This button is not understood any more. Ask again.'),
  result: 'refused: not understood',
};

/** Null where what was asked may be done. */
function stopped(
  asked: { readonly askedBy: string; readonly askedAtMs: number } | null,
  { person }: Click,
  { desk, isConfirmed }: { readonly desk: Desk; readonly isConfirmed: boolean },
): Answer | null {
  if (asked === null) return notUnderstood;
  if (asked.askedBy !== person.id)
    return { message: statement('✋ Only who asked may decide. Ask yourself.'), result: 'refused: not the asker' };
  if (!isConfirmed) return { message: statement('Left as it is; nothing was changed.'), result: 'cancelled' };
  if (desk.now() - asked.askedAtMs > planHoldsForMs)
    return { message: statement('✋ That question is more than 10 minutes old. Ask again.'), result: 'refused: too old' };
  return null;
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
