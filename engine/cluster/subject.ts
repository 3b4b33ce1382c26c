/**
 * What a condition is said of: the noun right beside it. Any other word of a text is as likely wrong as right, so it is nobody's subject; a noun phrase of several
 * words is known by its last one, and only where that is a thing that services deal with.
 */
import { thingOf } from './things.ts';
import { clauseOf, isOutcome, subjectWords } from './words.ts';

/** Words that may stand between a subject and what is said of it. */
const between =
  /^(?:is|was|were|are|be|been|has|have|got|now|the|an?|any|this|all|new|its?|again|success\w*|[^a-z]*|[a-z]*[^a-z-]+[a-z]*)$/;
const relation = /^(?:of|for|from|in|into|on|at|with|by|to|via|using|as|after|between)$/;
/** What only may be, must be or is asked about has not happened. */
const unreal =
  /\b(?:must|should|shall|please|may|might|need(?:s|ed)? to|required to|will|would|if|cannot|could not|not|no|never|non|until|unless|once|frequently)\b/;
/** What may stand behind an event that is told: nothing, a value, how and when. */
const told = /^(?:success\w*|and|but|again|because|since|due|now|manually|automatically|[^a-z]*|[a-z]*[^a-z-]+[a-z]*)$/;

/** Behind a thing it says what of it, not what it is: the container in "unknown container id". */
const kindWord = /(?<=[a-z]) (?:ids?|names?|numbers?|types?|values?)$/;

/** Longer words in lower case are names of functions. */
const longestNoun = 13;

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * `verb` is what could not be done, which stands between a condition and its object. What is denied of an object has it behind ("could not decode cookie",
 * "invalid cookie"), everything else before ("cookie expired").
 */
export function subjectOf(spelled: string, { start, end }: Stretch, verb: string): string | null {
  const { before, behind } = clauseOf(spelled, start, end);
  const object = verb === '' ? behind : behind.replace(verb, ' ');
  const isBehind = /^(?:could|can|failed to|unable|invalid|malformed|illegal|unknown|missing|no|error \w+ing)/.test(spelled.slice(start));
  return (isBehind ? behindOf(object, true) : null) ?? beforeOf(before) ?? behindOf(object, false);
}

/** The thing to which something happened: "order <num> created", "created a new order". Null for what did not, or not yet, and for other words between. */
export function thingBeside(spelled: string, { start, end }: Stretch): string | null {
  const { before, behind } = clauseOf(spelled, start, end);
  if (unreal.test(before)) return null;
  const [next = ''] = behind.trim().split(' ');
  const thing = thingOf(beforeOf(before) ?? '');
  if (thing !== null && (told.test(next) || relation.test(next))) return thing;
  return /[a-z]/.test(before) ? null : thingOf(behindOf(behind, false) ?? '');
}

/** The last noun before, but not what that is of, to or for: the order in "order of customer <num>". */
function beforeOf(before: string): string | null {
  let words = before.trim().split(' ').toReversed();
  for (let turn = 0; turn < 3; turn += 1) {
    words = words.slice(words.findIndex((word) => !between.test(word) && !relation.test(word)));
    if (words.length === 0 || !relation.test(words[1] ?? '')) break;
    words = words.slice(2);
  }
  return nounOf(words[0] ?? '');
}

/** The noun of the phrase behind; `anyWord` where it is said of whatever stands there, in one word. */
function behindOf(behind: string, anyWord: boolean): string | null {
  const words = behind.trim().split(' ');
  if (anyWord && relation.test(words[0] ?? '')) return null;
  const phrase = words.slice(
    Math.max(
      0,
      words.findIndex((word) => !between.test(word) && !relation.test(word)),
    ),
  );
  const length = phrase.findIndex((word) => between.test(word) || relation.test(word));
  const nouns = (length < 0 ? phrase : phrase.slice(0, length)).join(' ').replace(kindWord, '').split(' ');
  const thing = thingOf(nouns.at(-1) ?? '');
  return thing ?? (anyWord && nouns.length === 1 ? nounOf(nouns[0] ?? '') : null);
}

/** Null for a word that is no noun, or says the condition and not of what. */
function nounOf(word: string): string | null {
  const thing = thingOf(word);
  if (thing !== null) return thing;
  const [noun] = subjectWords(word);
  return noun === undefined ||
    noun.length > longestNoun ||
    isOutcome(noun) ||
    /^(?:system|found|please|you|unset|[a-z]+(?<!rep|supp|fami|assemb)ly)$/.test(noun)
    ? null
    : noun.replaceAll('-', '_');
}
