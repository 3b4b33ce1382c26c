import type { Random } from './random.ts';
import { DOMAINS, EXTENSIONS, FIRST_NAMES, FOLDERS, LAST_NAMES, NOUNS, TALK } from './vocabulary.ts';

/** What writes one variable of a text: a text with fields in it, a set of such texts (the first ones more often), or a function. */
export type Field = string | readonly string[] | ((random: Random) => string);

/** How one line is written: its chance, the fields of its system, and what the lines of one flow have in common. */
export interface Writing {
  random: Random;
  fields: Readonly<Record<string, Field>>;
  remembered: Map<string, string>;
}

/**
 * Fills the fields of a text. `{name}` or `{name:argument}` is a field, the system's own before the built-in ones below; `{@name}` is
 * drawn once and stays the same for the whole line and its flow. What a field gives may have fields again. A brace of the text itself is
 * written `❴` or `❵`, see `unescape`.
 * @throws when a text names a field that does not exist.
 */
export function fill(text: string, writing: Writing): string {
  let filled = '';
  let from = 0;
  for (let open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
    const close = matchingBrace(text, open);
    filled += text.slice(from, open) + draw(text.slice(open + 1, close), writing);
    from = close + 1;
  }
  return filled + text.slice(from);
}

/** Puts in the braces of the text itself, once all fields are filled. */
export function unescape(text: string): string {
  return text.replaceAll('❴', '{').replaceAll('❵', '}');
}

function matchingBrace(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i += 1) {
    if (text[i] === '{') depth += 1;
    else if (text[i] === '}' && (depth -= 1) === 0) return i;
  }
  throw new Error(`a brace is not closed in: ${text}`);
}

function draw(field: string, writing: Writing): string {
  if (field.startsWith('@')) return remember(field.slice(1), writing);
  const colon = field.indexOf(':');
  const name = colon < 0 ? field : field.slice(0, colon);
  const own = writing.fields[name];
  if (typeof own === 'function') return fill(own(writing.random), writing);
  if (own !== undefined) return fill(typeof own === 'string' ? own : writing.random.often(own), writing);
  const builtIn = BUILT_IN[name];
  if (builtIn === undefined) throw new Error(`no field is called ${name}`);
  return fill(builtIn(writing.random, colon < 0 ? '' : field.slice(colon + 1), writing), writing);
}

function remember(field: string, writing: Writing): string {
  const known = writing.remembered.get(field);
  if (known !== undefined) return known;
  const drawn = draw(field, writing);
  writing.remembered.set(field, drawn);
  return drawn;
}

const BUILT_IN: Readonly<Record<string, (random: Random, argument: string, writing: Writing) => string>> = {
  /** `{int:1..9}`, any sign; `{log:1..90000}` small ones more often; `{float:-1..9:2}` with decimals; `{digits:6}` with leading zeros. */
  int: (random, argument) => String(random.int(...range(argument))),
  log: (random, argument) => {
    const [low, high] = range(argument);
    return String(Math.round(low * (high / low) ** random.next()));
  },
  float: (random, argument) => {
    const [low, high] = range(argument);
    return (low + random.next() * (high - low)).toFixed(Number(argument.split(':')[1] ?? 2));
  },
  digits: (random, argument) => characters(random, '0123456789', argument),
  hex: (random, argument) => characters(random, '0123456789abcdef', argument),
  HEX: (random, argument) => characters(random, '0123456789ABCDEF', argument),
  id: (random, argument) => characters(random, '23456789abcdefghjkmnpqrstuvwxyz', argument),
  ID: (random, argument) => characters(random, '23456789ABCDEFGHJKLMNPQRSTUVWXYZ', argument),
  uuid: () => '{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}',
  ip: () => '10.{int:0..40}.{int:0..255}.{int:1..254}',
  public: () => '{int:11..220}.{int:0..255}.{int:0..255}.{int:1..254}',
  ip6: (random) => random.pick(['2001:db8:{hex:4}::{hex:4}', '2001:db8::{hex:4}:{hex:4}:{hex:4}', 'fe80::{hex:4}:{hex:4}:{hex:4}:{hex:4}']),
  mac: () => '{hex:2}:{hex:2}:{hex:2}:{hex:2}:{hex:2}:{hex:2}',
  /** `{one:a|b|c}` one of a set. */
  one: (random, argument) => random.pick(argument.split('|')),
  /** `{maybe:30: cached}` the text in 30 of 100 lines. */
  maybe: (random, argument) => {
    const colon = argument.indexOf(':');
    return random.chance(Number(argument.slice(0, colon)) / 100) ? argument.slice(colon + 1) : '';
  },
  /** `{list:1..5:, :{ip}}` so many items with the separator between them. */
  list: (random, argument, writing) => {
    const [count = '', separator = '', ...item] = argument.split(':');
    return Array.from({ length: random.int(...range(count)) }, () => fill(item.join(':'), writing)).join(separator);
  },
  first: (random) => random.often(FIRST_NAMES),
  last: (random) => random.pick(LAST_NAMES),
  person: () => '{first} {last}',
  user: (random) =>
    `${random.often(FIRST_NAMES).toLowerCase()}${random.pick(['', '', '7', '_42', `.${random.pick(LAST_NAMES).toLowerCase()}`])}`,
  email: (random) => `${random.often(FIRST_NAMES).toLowerCase()}.${random.pick(LAST_NAMES).toLowerCase()}@${random.pick(DOMAINS)}`,
  noun: (random) => random.pick(NOUNS),
  /** `{talk:2..9}` what a person might type, so many words. */
  talk: (random, argument) => Array.from({ length: random.int(...range(argument)) }, () => random.pick(TALK)).join(' '),
  path: (random) => `/${random.pick(FOLDERS)}/${random.pick(FOLDERS)}/${random.pick(NOUNS)}-{int:1..999}.${random.pick(EXTENSIONS)}`,
  version: () => '{int:0..9}.{int:0..30}.{int:0..12}',
};

function characters(random: Random, alphabet: string, length: string): string {
  return Array.from({ length: Number(length) }, () => alphabet[random.int(0, alphabet.length - 1)]).join('');
}

function range(argument: string): [number, number] {
  const [low, high] = (argument.split(':')[0] ?? '').split('..').map(Number);
  if (low === undefined || high === undefined || Number.isNaN(low + high)) throw new Error(`no range: ${argument}`);
  return [low, high];
}
