/** Understands what people type behind `/logbot`: exact commands, natural orders of words, and near misses. */
import { DamerauLevenshteinDistance } from 'natural/lib/natural/distance/index.js';
import { clean } from './blocks/text.ts';
import type { Command } from './commands/command.ts';

export type Parsed =
  | { readonly command: Command; readonly words: readonly string[]; readonly rest: string; readonly lastForSeconds: number | null }
  /** `nearest` is the command whose name is closest to the first words; `help` when none is close. */
  | { readonly command: null; readonly typed: string; readonly nearest: Command };

const politeness = new Set(['show', 'me', 'please', 'list', 'give', 'get', 'the', 'what', 'are', 'is', 'tell']);
const fillers = new Set([
  'for',
  'in',
  'of',
  'on',
  'the',
  'from',
  'to',
  'please',
  'during',
  'within',
  'over',
  'detector',
  'workload',
  'version',
  'incident',
]);
const typedAtMost = 1000;

/** `help` for an empty text. The table must not be empty. */
export function parseCommand(text: string, commands: readonly [Command, ...Command[]]): Parsed {
  const typed = clean(text.slice(0, typedAtMost));
  const words = typed.split(' ').filter((word) => word !== '');
  const [first] = commands;
  if (words.length === 0)
    return { command: commands.find(({ name }) => name === 'help') ?? first, words: [], rest: '', lastForSeconds: null };
  const exact = findCommand(words, commands) ?? findCommand(withoutPoliteness(words), commands);
  if (exact) {
    const { words: rest, lastForSeconds } = takeDuration(exact.rest);
    const named = rest.filter((word) => !fillers.has(word.toLowerCase()));
    return { command: exact.command, words: named, rest: exact.rest.join(' '), lastForSeconds };
  }
  return { command: null, typed, nearest: nearestCommand(withoutPoliteness(words), commands) };
}

/** The closest of some names to what was typed; null when there are none. */
export function nearest(typed: string, names: readonly string[]): string | null {
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const name of names) {
    const distance = DamerauLevenshteinDistance(typed.slice(0, 64).toLowerCase(), name.slice(0, 64).toLowerCase());
    if (!best || distance < best.distance) best = { name, distance };
  }
  return best?.name ?? null;
}

function findCommand(words: readonly string[], commands: readonly Command[]): { command: Command; rest: readonly string[] } | null {
  const candidates = commands.flatMap((command) => [command.name, ...command.also].map((name) => ({ command, parts: name.split('-') })));
  // Longer names first, so that `top patterns` is not taken for `top` with an argument `patterns`.
  for (const { command, parts } of candidates.toSorted((a, b) => b.parts.length - a.parts.length)) {
    const spelled = words.slice(0, parts.length).join('-').toLowerCase();
    if (spelled === parts.join('-')) return { command, rest: words.slice(parts.length) };
    if (words[0]?.toLowerCase() === parts.join('-')) return { command, rest: words.slice(1) };
  }
  return null;
}

function withoutPoliteness(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => !politeness.has(word.toLowerCase()));
  return start < 0 ? words : words.slice(start);
}

function nearestCommand(words: readonly string[], commands: readonly [Command, ...Command[]]): Command {
  const names = commands.flatMap(({ name, also }) => [name, ...also]);
  const one = words[0] ?? '';
  const two = words.slice(0, 2).join('-');
  const score = (name: string): number =>
    Math.min(DamerauLevenshteinDistance(one.slice(0, 64), name), DamerauLevenshteinDistance(two.slice(0, 64), name));
  const closest = names.toSorted((a, b) => score(a) - score(b))[0] ?? commands[0].name;
  // Where most letters differ, any command would be a guess.
  const best = score(closest) * 3 >= Math.min(one.length, 64) * 2 ? 'help' : closest;
  return commands.find(({ name, also }) => name === best || also.includes(best)) ?? commands[0];
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const unit = '(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)';
/** More than anything is kept for or put off by; whoever answers says what is the most there. */
const longestSeconds = 100 * 366 * 86_400;
/**
 * `last 1h`, `past 30 minutes`, `last hour`, and `1h` alone; `rollback shop 2` must not read as a time, so a bare number is none, nor an id of a pattern, so
 * that alone has few digits.
 */
const spans = [
  new RegExp(`(?:^| )(?:last|past) (?<amount>\\d{1,300}) ?(?<unit>${unit})(?= |$)`, 'i'),
  new RegExp(`(?:^| )(?:last|past) (?<unit>${unit})(?= |$)`, 'i'),
  new RegExp(`(?:^| )(?<amount>\\d{1,6})(?<unit>${unit})(?= |$)`, 'i'),
];

/** The asked length, and the words without it. */
function takeDuration(words: readonly string[]): { words: readonly string[]; lastForSeconds: number | null } {
  const text = words.join(' ');
  for (const span of spans) {
    const found = span.exec(text);
    if (!found) continue;
    const seconds = Number(found.groups?.['amount'] ?? 1) * (unitSeconds[found.groups?.['unit']?.[0]?.toLowerCase() ?? 's'] ?? 1);
    const left = text.replace(found[0], '').split(' ');
    return { words: left.filter((word) => word !== ''), lastForSeconds: Math.min(seconds, longestSeconds) };
  }
  return { words, lastForSeconds: null };
}
