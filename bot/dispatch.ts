/** One typed command: understood, allowed, answered, audited. Knows nothing of Bolt, so that tests need no Slack. */
import { ApiError } from '../api/client.ts';
import type { Access, May, Person, Place } from './access.ts';
import { context, statement, withMore } from './blocks/blocks.ts';
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

/** An answer that others may read too: only if `isPublic`, else it is for who asked alone. */
export interface OpenAnswer {
  readonly message: Message;
  readonly isPublic: boolean;
}

/** To whom it is said: the asker alone, everybody at the asker's wish, or everybody since all have read the question. */
type Way = 'alone' | 'shared' | 'mentioned';

/** The answer for the asking person alone. Never rejects. */
export async function answerCommand(asked: Asked, desk: Desk): Promise<Message> {
  const { message, result, page = 0, pages = 1 } = await ask(asked, desk);
  return result.startsWith('answered') ? withButtons(message, { text: asked.text, page }, pages) : message;
}

/** The same with its result and without the buttons of an answer, for a form that stands for the command. Never rejects. */
export async function askCommand(asked: Asked, desk: Desk): Promise<Answer> {
  return await ask(asked, desk);
}

/** The same for everybody in the place: what everybody there may see. `isPublic` is false where that is nothing. Never rejects. */
export async function shareAnswer(asked: Asked, desk: Desk): Promise<OpenAnswer> {
  const { message, result } = await ask({ ...asked, way: 'shared' }, desk);
  return openAnswer(message, result, `Shared by ${mention(asked.person.id)}`);
}

/**
 * The same for a question that everybody in the place has read; `thread` is the incident's name where it was asked in its thread. Changes are not asked
 * for in this way, and who may not see the place's namespaces does not see them by asking aloud. Never rejects.
 */
export async function answerAloud(asked: Asked & { readonly thread: string | null }, desk: Desk): Promise<OpenAnswer> {
  const { message, result, pages = 1 } = await ask({ ...asked, way: 'mentioned' }, desk);
  const more = pages > 1 ? ` · page 1 of ${pages}, ${code(`/logbot ${clean(asked.text, 200)}`, 220)} shows them all` : '';
  return openAnswer(message, result, `For ${mention(asked.person.id)}${more}`);
}

function openAnswer(message: Message, result: string, footnote: string): OpenAnswer {
  if (!result.startsWith('answered')) return { message, isPublic: false };
  return { message: withMore(message, context(footnote)), isPublic: true };
}

type Question = Asked & { readonly way?: Way; readonly thread?: string | null };

async function ask(asked: Question, desk: Desk): Promise<Answer> {
  const parsed = parseCommand(asked.text, commands);
  const answer = await decide(parsed, asked, desk).catch((error: unknown): Answer => apology(error, desk.log));
  const form = forms[asked.way ?? 'alone'];
  const what = parsed.command ? form(parsed.command.name) : 'unknown command';
  const action = clean(form(asked.text.slice(0, 1000)));
  await desk.audit.write({ atMs: desk.now(), user: asked.person.id, channel: asked.place.id, action, result: answer.result }, what);
  return answer;
}

const forms: Readonly<Record<Way, (text: string) => string>> = {
  alone: (text) => `/logbot ${text}`,
  shared: (text) => `/logbot ${text} (shared)`,
  mentioned: (text) => `@LogDetector ${text}`,
};

async function decide(parsed: Parsed, question: Question, desk: Desk): Promise<Answer> {
  if (!parsed.command) return unknownCommand(parsed.typed, parsed.nearest);
  const { command, rest, lastForSeconds } = parsed;
  const { person, place, page = 0, way = 'alone' } = question;
  if (way === 'mentioned' && command.right === 'change') return notAloud(command);
  const may = await rightInWay(command, { person, place, way }, desk.access);
  if (may.outcome !== 'yes') return forbidden(command.name, may);
  const { scope } = may;
  const words = await wordsInThread(parsed, { thread: question.thread ?? null, scope }, desk);
  return command.answer({ words, rest, page, lastForSeconds, person, place, scope }, { api: desk.api, now: desk.now, commands });
}

/** Everybody in a channel: without rights of their own. */
const nobody: Person = { id: '' };

/** What all may read is what all may see; and who asks must be one of them. */
async function rightInWay(
  command: Command,
  { person, place, way }: Pick<Asked, 'person' | 'place'> & { readonly way: Way },
  access: Access,
) {
  const own = await rightTo(command, person, place, access);
  if (way === 'alone' || own.outcome !== 'yes') return own;
  return await rightTo(command, nobody, place, access);
}

/** What is left unsaid in an incident's thread; in any other thread nothing is. */
async function wordsInThread(
  { command, words }: Extract<Parsed, { readonly command: Command }>,
  { thread, scope }: { readonly thread: string | null; readonly scope: string },
  { api }: Desk,
): Promise<readonly string[]> {
  if (thread === null || command.inThread === undefined) return words;
  const view = await api.incident(thread, scope).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  });
  return view === null ? words : command.inThread(words, view);
}

function rightTo({ name, right, allowedAs = name }: Command, person: Person, place: Place, access: Access): Promise<May> | May {
  if (right === 'none') return { outcome: 'yes', scope: '' };
  return right === 'change' ? access.mayChange(person, allowedAs) : access.maySee(person, place);
}

function notAloud({ name, usage }: Command): Answer {
  const form = code(`/logbot ${name} ${usage}`.trim());
  const text = `✋ What changes something is asked for with ${form}, which only you see, and not aloud. Nothing was changed.`;
  return { message: statement(text), result: `refused: not by mention (${name})` };
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
