/** Reads one text: the field it speaks of, what is the matter there, and the words left for a name. Only words that stand in it count. */
import PorterStemmer from 'natural/lib/natural/stemmers/porter_stemmer.js';
import { conditions, type Condition } from './conditions.ts';
import { domainOf } from './domains.ts';
import { clauseOf, isOutcome, spell, subjectWords, tellingWords } from './words.ts';

export interface Reading {
  /** Field that the text's own words prove, or that the condition belongs to; a plain word of the text where neither is; null without any. */
  readonly domain: string | null;
  /** Such as `connection_refused` or `decode_failed`; null where the text says of nothing that it is the matter. */
  readonly condition: string | null;
  /** Texts of equal meaning belong together, `database/unreachable`; `/unreachable` names nothing that is; null without a condition. */
  readonly meaning: string | null;
  /** Words that can stand in a name, in order. */
  readonly words: readonly string[];
}

interface Found {
  readonly condition: Condition;
  readonly start: number;
  readonly end: number;
}

/** Subjects of what starts and stops that are one: a program. */
const program = /\b(?:server|service|application|app|worker|daemon|instance|process|sig[a-z]+)\b/;

export function readText(text: string): Reading {
  const spelled = spell(text);
  const found = findCondition(spelled);
  if (!found) return { domain: domainOf(spelled), condition: null, meaning: null, words: tellingWords(spelled) };
  const words = subjectWords(spelled);
  const { name, family } = nameCondition(spelled, found);
  const proven = provenDomain(spelled, found);
  if (proven === null && found.condition.family !== undefined && words.length === 0) {
    return { domain: found.condition.home ?? null, condition: name, meaning: `/${family}`, words };
  }
  const domain = proven ?? found.condition.home ?? subjectOf(spelled, found, words);
  return { domain, condition: name, meaning: `${domain ?? ''}/${family}`, words };
}

function findCondition(spelled: string): Found | null {
  for (const condition of conditions) {
    const match = condition.words.exec(spelled);
    if (match) return { condition, start: match.index, end: match.index + match[0].length };
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

/** What the condition is said of: what stands before it, but not what that is of, to or for; else what follows; else the first word that tells. */
function subjectOf(spelled: string, { condition, start, end }: Found, words: readonly string[]): string | null {
  const { before, behind } = clauseOf(spelled, start, end);
  if ((condition.name === 'started' || condition.name === 'stopped') && isProgram(`${before} ${spelled.slice(start, end)} ${behind}`))
    return 'process';
  const [head = ''] = before.split(/\b(?:to|of|for|from|in|on|at|with|by)\b/);
  const candidates = [...subjectWords(head).toReversed(), ...subjectWords(before).toReversed(), ...subjectWords(behind), ...words];
  const doing = /^(?:could|can|failed to|unable to)/.test(spelled.slice(start))
    ? nameCondition(spelled, { condition, start, end }).name
    : '';
  const subjects = candidates.filter((word) => !isOutcome(word) && !isTold(word, condition) && !doing.split('_').includes(word));
  return (subjects[0] ?? words.find((word) => !isOutcome(word)))?.replaceAll('-', '_') ?? null;
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
