/** One typed command: understood, allowed, answered, audited. Knows nothing of Bolt, so that tests need no Slack. */
import type { Access, May, Person, Place } from './access.ts';
import { context, statement } from './blocks/blocks.ts';
import { mention } from './blocks/mention.ts';
import type { Message } from './blocks/limits.ts';
import { withButtons } from './blocks/pages.ts';
import { clean, code } from './blocks/text.ts';
import type { Desk } from './desk.ts';
import type { Answer, Command } from './commands/command.ts';
import { commands } from './table.ts';
import { parseCommand, type Parsed } from './parse.ts';
import { apology, forbidden } from './refusals.ts';

export interface Asked {
  readonly text: string;
  readonly person: Person;
  readonly place: Place;
  /** Which page of a long answer, from 0. Default: the first. */
  readonly page?: number;
}

/** The answer for the asking person alone. Never rejects. */
export async function answerCommand(asked: Asked, desk: Desk): Promise<Message> {
  const { message, result, page = 0, pages = 1 } = await ask(asked, desk);
  return result.startsWith('answered') ? withButtons(message, { text: asked.text, page }, pages) : message;
}

/** The same for everybody in the place: what everybody there may see. `isPublic` is false where that is nothing. Never rejects. */
export async function shareAnswer(asked: Asked, desk: Desk): Promise<{ readonly message: Message; readonly isPublic: boolean }> {
  const { message, result } = await ask({ ...asked, isShared: true }, desk);
  if (!result.startsWith('answered')) return { message, isPublic: false };
  return { message: { ...message, blocks: [...message.blocks, context(`Shared by ${mention(asked.person.id)}`)] }, isPublic: true };
}

async function ask(asked: Asked & { readonly isShared?: boolean }, desk: Desk): Promise<Answer> {
  const parsed = parseCommand(asked.text, commands);
  const answer = await decide(parsed, asked, desk).catch((error: unknown): Answer => apology(error, desk.log));
  const what = parsed.command ? `/logbot ${parsed.command.name}` : 'unknown command';
  const action = clean(`/logbot ${asked.text.slice(0, 1000)}${asked.isShared === true ? ' (shared)' : ''}`);
  await desk.audit.write({ atMs: desk.now(), user: asked.person.id, channel: asked.place.id, action, result: answer.result }, what);
  return answer;
}

async function decide(
  parsed: Parsed,
  { person, place, page = 0, isShared = false }: Asked & { readonly isShared?: boolean },
  desk: Desk,
): Promise<Answer> {
  if (!parsed.command) return unknownCommand(parsed.typed, parsed.nearest);
  const { command, words, rest, lastForSeconds } = parsed;
  const may = await rightTo(command, isShared ? nobody : person, place, desk.access);
  if (may.outcome !== 'yes') return forbidden(command.name, may);
  const { scope } = may;
  return command.answer({ words, rest, page, lastForSeconds, person, place, scope }, { api: desk.api, now: desk.now, commands });
}

/** Everybody in a channel: without rights of their own. */
const nobody: Person = { id: '' };

function rightTo({ name, right, allowedAs = name }: Command, person: Person, place: Place, access: Access): Promise<May> | May {
  if (right === 'none') return { outcome: 'yes', scope: '' };
  return right === 'change' ? access.mayChange(person, allowedAs) : access.maySee(person, place);
}

function unknownCommand(typed: string, nearest: Command): Answer {
  const list = `${code('/logbot help')} lists those there are.`;
  if (nearest.name === 'help') {
    return { message: statement(`There is no command ${code(typed, 120)}. ${list}`), result: 'refused: unknown command, none is near' };
  }
  const suggestion = code(`/logbot ${nearest.name} ${nearest.usage}`.trim());
  const text = `There is no command ${code(typed, 120)}. The nearest is ${suggestion}: ${nearest.summary}\n${list}`;
  return { message: statement(text), result: `refused: unknown command, nearest ${nearest.name}` };
}
