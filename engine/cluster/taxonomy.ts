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

/** Words, placeholders among them, between a thing and what became of it. */
const beside = 3;
/** Subjects of what starts and stops that are one: a program. */
const program = /\b(?:server|service|application|app|worker|daemon|instance|process|sig[a-z]+)\b/;

export function readText(text: string): Reading {
  const spelled = spell(text);
  const found = findCondition(spelled);
  if (!found) return readEvent(spelled) ?? readPlain(spelled);
  const words = subjectWords(spelled);
  const { name, family } = nameCondition(spelled, found);
  if (found.condition.happens) {
    const thing = thingBeside(spelled, found);
    return thing === null ? readPlain(spelled) : { spelled, domain: thing, condition: name, meaning: `${thing}/${family}`, words };
  }
  const proven = provenDomain(spelled, found);
  if (proven === null && found.condition.family !== undefined && words.length === 0) {
    return { spelled, domain: found.condition.home ?? null, condition: name, meaning: `/${family}`, words };
  }
  const domain = proven ?? found.condition.home ?? subjectOf(spelled, found, words);
  return domain === null ? readPlain(spelled) : { spelled, domain, condition: name, meaning: `${domain}/${family}`, words };
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

/** The thing nearest to a stretch, at most `beside` words away in its clause, what stands before it first; null for none. */
function thingBeside(spelled: string, { start, end }: { readonly start: number; readonly end: number }): string | null {
  const { before, behind } = clauseOf(spelled, start, end);
  const left = before.trim().split(' ').toReversed();
  const right = behind.trim().split(' ');
  for (let at = 0; at < beside; at += 1) {
    const thing = thingOf(left[at] ?? '') ?? thingOf(right[at] ?? '');
    if (thing !== null) return thing;
  }
  return null;
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

/** The clause of the condition knows best; where it names no field, the rest of the text may. */
function provenDomain(spelled: string, { condition, start, end }: Found): string | null {
  if (condition.always) return condition.home ?? null;
  const { before, behind } = clauseOf(spelled, start, end);
  const said = condition.hides ? ' < ' : spelled.slice(start, end);
  return domainOf(`${before}${said}${behind}`.trim()) ?? domainOf(`${spelled.slice(0, start)}${said}${spelled.slice(end)}`);
}

/**
 * What the condition is said of: what stands before it, but not what that is of, to or for; else what follows; else the first word that tells. It must
 * be a thing that services deal with, or stand right beside the condition: any other word is as likely wrong as right, and null.
 */
function subjectOf(spelled: string, found: Found, words: readonly string[]): string | null {
  const { condition, start, end } = found;
  const { before, behind } = clauseOf(spelled, start, end);
  if ((condition.name === 'started' || condition.name === 'stopped') && isProgram(`${before} ${spelled.slice(start, end)} ${behind}`))
    return 'process';
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

function isProgram(clause: string): boolean {
  return (
    program.test(clause) ||
    subjectWords(clause).every((word) =>
      /^(?:port|address|url|gracefully|successfully|start|listening|starting|started|shutting|stopping|stopped|draining|terminating|terminated)$/.test(
        word,
      ),
    )
  );
}

/** The word says the condition, not of what. */
function isTold(word: string, condition: Condition): boolean {
  return condition.words.test(word) || /^(?:service|server|system|slowly|found|key)$/.test(word);
}
