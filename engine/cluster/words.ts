/** What a pattern says, ready to be read: one spelling, its clauses, and the words that can stand in a name. */
import stopwords from 'natural/lib/natural/util/stopwords.js';
import { inEnglish } from './language/vocabulary.ts';

/** Patterns are short; of a longer text the beginning says what it is about, and the expressions stay cheap. */
const readCharacters = 400;
const stop = new Set(stopwords.words);

/** Words that say how something was said, not what it is about. */
const hollow = new Set(
  (
    'able max min num threw thrown throws again already another any attempt became because become cannot caused code com could current debug desc did does down due during ' +
    'enough err event falling following get gone got has have info its java lang level line log long longer may message msg needs new not now ' +
    'null occurred one only org out per reason response root severe still success successful successfully takes time took trace try trying ' +
    'unknown upon using value via was were while will within without yet <'
  ).split(' '),
);

/** Words that say something happened: beside a condition they are no subject of it. */
const happening = new Set(
  (
    'abort aborted aborting answer answered back broken cannot close closed connect connected connecting connection connections denied done ' +
    'error errors exception exceeded exit exited fail failed failing fails failure fatal internal invalid is lost missing peer process ready ' +
    'received refused requested reset retried retry retrying sleeping timed timeout timeouts unable unavailable unexpected wait waiting warn warning'
  ).split(' '),
);

/** Behind these stands somebody, or something that is somebody's own. */
const identities = new Set(
  'user username account customer owner author member patient tenant organization team company workspace name mr mrs ms dear hello'.split(
    ' ',
  ),
);

/** `OutOfMemoryError`, `FailedScheduling`: names of what happens. Names of functions and variables, `maxTaskFailures`, say nothing of what happens. */
const typeName = /(?<![\w:])[A-Z]\w*[a-z]\w*(?![\w(]|::|=)/g;

/**
 * One spelling: in English, lower case, `CamelCase` of types and `SNAKE_CASE` as words, placeholders and options of commands (`-Wno-missing`) as `<`. What denies
 * trouble ("0 errors", "without errors") is taken away, since nothing is wrong there.
 */
export function spell(text: string): string {
  const said = text
    .slice(0, readCharacters)
    .replaceAll(/<[^<>]{0,40}>/g, ' < ')
    .replaceAll(/(?<![^\s])--?[A-Za-z][\w-]*/g, ' < ')
    .replaceAll('\u2019', "'")
    .replaceAll(/postgresql/gi, 'postgres')
    .replaceAll(/\be-(?=mails?\b)/gi, 'e')
    .replaceAll(typeName, (name) => name.replaceAll(/([a-z])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3 $2$4'))
    .replaceAll('_', ' ')
    .toLowerCase();
  return inEnglish(said)
    .replaceAll(/\b(?:no|0|zero|without(?: any)?) (?:errors?|failures?|warnings?|timeouts?)\b/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const border = /[:;,()[\]{}"|]| --? |[.!?] |\b(?:because|while|after|caused by|due to|falling back|when)\b/g;

/** The clause of a spelled text that holds the stretch from `start` to `end`, as what stands before and behind the stretch. */
export function clauseOf(spelled: string, start: number, end: number): { readonly before: string; readonly behind: string } {
  const before = spelled.slice(0, start).split(border).at(-1) ?? '';
  return { before, behind: spelled.slice(end).split(border)[0] ?? '' };
}

/** Telling words that can be the subject of a condition. */
export function subjectWords(text: string): readonly string[] {
  return tellingWords(text).filter((word) => !happening.has(word));
}

/**
 * Words of a text that can name what it is about, each once: no identifiers, no ids, nobody's name, no placeholders. In order, but what only
 * says of, for or from what ("address of order") comes last.
 */
export function tellingWords(text: string): readonly string[] {
  const tokens = text.split(/[\s,;()[\]{}"'`!?|]+/);
  const words: string[] = [];
  const attributes: string[] = [];
  tokens.forEach((token, at) => {
    const word = token.replace(/[:.-]+$/, '').replace(/^[:.*-]+/, '');
    if (canTell(word) && !isNamed(tokens, at)) (attribute.test(tokens[at - 1] ?? '') ? attributes : words).push(word);
  });
  return [...new Set([...words, ...attributes])].slice(0, 20);
}

const attribute = /^(?:of|for|from|by|with|per)$/;

/** Words of a spelled text without those that mean nothing by themselves. */
export function plainWords(spelled: string): readonly string[] {
  return (spelled.match(/\p{L}{2,40}/gu) ?? []).filter((word) => !stop.has(word)).slice(0, 40);
}

/** `user alice`: but `user not found` and `account service` name nobody. */
function isNamed(tokens: readonly string[], at: number): boolean {
  const word = tokens[at] ?? '';
  return identities.has(tokens[at - 1] ?? '') && !outcome.test(word) && !kindOfThing.test(word);
}

const outcome = /(?:ed|ing)$|^(?:not|low|full|miss|hit|ok|lost|done|sent|built|set|complete|slow|logout|login)$/;
const kindOfThing =
  /^(?:service|record|profile|session|table|id|name|data|history|cache|list|import|export|request|login|not|is|has|was|with|for)$/;

/** Whether a word says what became of something: `captured`, `saving`, `low`. */
export function isOutcome(word: string): boolean {
  return outcome.test(word) && word.length > 2 && !/^(?:feed|seed|need|speed|string|thing|embed|red|bed|king|ring)$/.test(word);
}

/** Adjectives that look as if something had happened. */
const states =
  /^(?:un[a-z]+|based|named|shared|embedded|dedicated|distributed|related|required|needed|supported|used|limited|fixed|managed|nested|advanced|detailed|mixed|expected|allowed|called|speed|feed|seed|need|exceed|embed|indeed|shadowed|typed|sized|owned|intended|estimated|scheduled|failed)$/;
/** Not behind what denies it or says that it may be. */
const happened =
  /(?<!\b(?:not|never|no longer|previously|already|be|being|if|when|once|until|unless) )(?<![a-z-])(?:[a-z]{3,16}ed|sent|built|lost|hit|miss|paid|sold)(?![a-z-])/g;

/** Words that say what became of something, with where they stand in a spelled text. */
export function outcomesOf(spelled: string): readonly { readonly word: string; readonly start: number; readonly end: number }[] {
  const found = [...spelled.matchAll(happened)].map(({ 0: word, index }) => ({ word, start: index, end: index + word.length }));
  return found.filter(({ word }) => !states.test(word)).slice(0, 4);
}

function canTell(word: string): boolean {
  if (!/^[a-z]{2,20}(?:-[a-z]{2,12})?$/.test(word) || stop.has(word) || hollow.has(word)) return false;
  if (word.length === 2) return word === 'ok';
  // Ids of letters only: hexadecimal ones, and consonants in a row.
  return !/^[a-f]{6,}$/.test(word) && /[aeiouy]/.test(word) && !/[bcdfghjklmnpqrstvwxz]{6}/.test(word) && !/x{2}/.test(word);
}
