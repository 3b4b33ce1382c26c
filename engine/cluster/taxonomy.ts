/** Reads one text: the field it speaks of, what is the matter there, and the words left for a name. Only words that stand in it count. */
import PorterStemmer from 'natural/lib/natural/stemmers/porter_stemmer.js';
import { findCondition, type Found } from './conditions.ts';
import type { Condition } from './conditions/condition.ts';
import { domainOf } from './domains.ts';
import { thingOf } from './subjects.ts';
import { clauseOf, isOutcome, outcomesOf, spell, subjectWords, tellingWords } from './words.ts';

export interface Reading {
  /** The text in one spelling and in English. */
  readonly spelled: string;
  /** Field that the text's own words prove, or that the condition belongs to; a plain word of the text where neither is; null without any. */
  readonly domain: string | null;
  /** Such as `connection_refused` or `decode_failed`; null where the text says of nothing that it is the matter. */
  readonly condition: string | null;
  /** Texts of equal meaning belong together, `database/unreachable`; `/unreachable` names nothing that is; null without a condition. */
  readonly meaning: string | null;
  /** Words that can stand in a name, in order. */
  readonly words: readonly string[];
}

/** Words, placeholders among them, between a subject and its condition. */
const beside = 3;
/** Words that may stand between a thing and what became of it. */
const between = /^(?:is|was|were|are|has|have|been|got|now|the|an?|new|all|its?|again|success\w*|[^a-z]*|[a-z]*[^a-z]+[a-z]*)$/;
const relation = /^(?:of|for|from|in|on|at|with|by|to)$/;
/** Subjects of what starts and stops that are one: a program. */
const program = /\b(?:server|service|application|app|worker|daemon|instance|process|sig[a-z]+)\b/;

/** Words that stand beside the start and the end of any program. */
const beginning =
  /^(?:port|address|url|gracefully|successfully|start|listening|starting|started|shutting|stopping|stopped|draining|terminating|terminated)$/;

export function readText(text: string): Reading {
  const spelled = spell(text);
  const found = findCondition(spelled);
  const reading =
    found === null ? readEvent(spelled) : found.condition.happens ? readHappening(spelled, found) : readCondition(spelled, found);
  return reading ?? readPlain(spelled);
}

/** Null where nothing is known that the condition is said of. */
function readCondition(spelled: string, found: Found): Reading | null {
  const words = subjectWords(spelled);
  const { name, family } = nameCondition(spelled, found);
  const proven = runs(spelled, found) ? 'process' : provenDomain(spelled, found);
  if (proven === null && found.condition.family !== undefined && words.length === 0) {
    return { spelled, domain: found.condition.home ?? null, condition: name, meaning: `/${family}`, words };
  }
  const domain = proven ?? found.condition.home ?? subjectOf(spelled, found, words);
  return domain === null ? null : { spelled, domain, condition: name, meaning: `${domain}/${family}`, words };
}

function readHappening(spelled: string, { condition, start, end }: Found): Reading | null {
  const thing = thingBeside(spelled, { start, end });
  return thing === null
    ? null
    : { spelled, domain: thing, condition: condition.name, meaning: `${thing}/${condition.name}`, words: subjectWords(spelled) };
}

function readPlain(spelled: string): Reading {
  return { spelled, domain: domainOf(spelled), condition: null, meaning: null, words: tellingWords(spelled) };
}

/** "basket <num> priced": a thing and what became of it, side by side. */
function readEvent(spelled: string): Reading | null {
  for (const { word, start, end } of outcomesOf(spelled)) {
    const thing = thingBeside(spelled, { start, end });
    if (thing === null || thing === word) continue;
    return { spelled, domain: thing, condition: word, meaning: `${thing}/${PorterStemmer.stem(word)}`, words: tellingWords(spelled) };
  }
  return null;
}

/**
 * The thing right beside a stretch: before it ("order <num> of customer <num> was created", whatever it is of or for), else behind it ("created a new order").
 * Null where any other word is between.
 */
function thingBeside(spelled: string, { start, end }: { readonly start: number; readonly end: number }): string | null {
  const { before, behind } = clauseOf(spelled, start, end);
  return (
    thingBefore(before.trim().split(' ').toReversed()) ??
    thingOf(
      behind
        .trim()
        .split(' ')
        .find((word) => !between.test(word)) ?? '',
    )
  );
}

/** `words` backwards from what happened. */
function thingBefore(words: readonly string[]): string | null {
  const at = words.findIndex((word) => !between.test(word));
  if (at < 0) return null;
  if (relation.test(words[at] ?? '')) return thingBefore(words.slice(at + 1));
  const thing = thingOf(words[at] ?? '');
  return thing !== null && relation.test(words[at + 1] ?? '') ? thingBefore(words.slice(at + 2)) : thing;
}

/** What could not be done is part of the condition's name: `decode_failed`, `not_stored`. */
function nameCondition(spelled: string, { condition, start }: Found): { readonly name: string; readonly family: string } {
  if (condition.name !== 'failed' || condition.home !== undefined)
    return { name: condition.name, family: condition.family ?? condition.name };
  const said = spelled.slice(start);
  const passive = /^(?:could|can) ?not be ([a-z]{3,15})\b/.exec(said)?.[1];
  if (passive !== undefined) return { name: `not_${passive}`, family: `failed-${PorterStemmer.stem(passive)}` };
  const active =
    /^(?:could ?not|can ?not|couldn't|can't|failed to|unable to|(?:failure|error) (?:while |when |during )?(?=[a-z]+ing\b)) ?([a-z]{3,15})\b/.exec(
      said,
    )?.[1];
  if (active === undefined) return { name: 'failed', family: 'failed' };
  return { name: `${active}_failed`, family: `failed-${PorterStemmer.stem(active)}` };
}

/** The clause of the condition knows best; where it names no field, the rest of the text may, but for what can be so of anything only what stands before. */
function provenDomain(spelled: string, { condition, start, end }: Found): string | null {
  if (condition.always) return condition.home ?? null;
  const { before, behind } = clauseOf(spelled, start, end);
  const said = condition.hides ? ' < ' : spelled.slice(start, end);
  const inClause = domainOf(`${before}${said}${behind}`.trim());
  const prefix = spelled.slice(0, start);
  return inClause ?? domainOf(condition.home === undefined ? prefix : `${prefix}${said}${spelled.slice(end)}`);
}

/**
 * What the condition is said of: what stands before it, but not what that is of, to or for; else what follows; else the first word that tells. It must
 * be a thing that services deal with, or stand right beside the condition: any other word is as likely wrong as right, and null.
 */
function subjectOf(spelled: string, found: Found, words: readonly string[]): string | null {
  const { condition, start, end } = found;
  const { before, behind } = clauseOf(spelled, start, end);
  const [head = ''] = before.split(/\b(?:to|of|for|from|in|on|at|with|by)\b/);
  const candidates = [...subjectWords(head).toReversed(), ...subjectWords(before).toReversed(), ...subjectWords(behind), ...words];
  const doing = /^(?:could|can|failed to|unable to)/.test(spelled.slice(start)) ? nameCondition(spelled, found).name.split('_') : [];
  const subjects = candidates.filter((word) => !isOutcome(word) && !isTold(word, condition) && !doing.includes(word));
  const subject = subjects[0] ?? words.find((word) => !isOutcome(word));
  if (subject === undefined) return null;
  const near = [
    ...before.trim().split(' ').slice(-beside),
    ...behind
      .trim()
      .split(' ')
      .slice(0, doing.length > 0 ? beside : 1),
  ];
  return thingOf(subject) ?? (near.includes(subject) ? subject.replaceAll('-', '_') : null);
}

/** Whether what starts or stops is a program, named or not. */
function runs(spelled: string, { condition, start, end }: Found): boolean {
  if (condition.name !== 'started' && condition.name !== 'stopped') return false;
  const { before, behind } = clauseOf(spelled, start, end);
  if (program.test(`${before}${spelled.slice(start, end)}${behind}`)) return true;
  return [before, behind].every((part) => subjectWords(part).every((word) => beginning.test(word)) && !/\blog\b/.test(part));
}

/** The word says the condition, not of what. */
function isTold(word: string, condition: Condition): boolean {
  return condition.words.test(word) || /^(?:service|server|system|slowly|found|key)$/.test(word);
}
