/** Reads one text: the field it speaks of, what is the matter there, and the words left for a name. Only words that stand in it count. */
import PorterStemmer from 'natural/lib/natural/stemmers/porter_stemmer.js';
import { findCondition, type Found } from './conditions.ts';
import { domainOf } from './domains.ts';
import { subjectOf, thingBeside } from './subject.ts';
import { clauseOf, outcomesOf, spell, subjectWords, tellingWords } from './words.ts';

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
  const domain =
    proven ?? found.condition.home ?? subjectOf(spelled, found, name.endsWith('_failed') ? name.slice(0, -'_failed'.length) : '');
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

/** What could not be done is part of the condition's name: `decode_failed`, `not_stored`. */
function nameCondition(spelled: string, { condition, start }: Found): { readonly name: string; readonly family: string } {
  if (condition.name !== 'failed' || condition.home !== undefined)
    return { name: condition.name, family: condition.family ?? condition.name };
  const said = spelled.slice(start);
  const passive = /^(?:could|can) ?not be ([a-z]{2,13}(?:ed|en|wn|nt|ld|ft|ut|ad|nd|pt|ght|one))\b/.exec(said)?.[1];
  if (passive !== undefined) return { name: `not_${passive}`, family: `failed-${PorterStemmer.stem(passive)}` };
  const active =
    /^(?:could ?not|can ?not|couldn't|can't|failed to|unable to|(?:failure|error) (?:while |when |during )?(?=[a-z]+ing\b)) ?(?!(?:both|have|has|been|not|also|yet|even|just|use)\b)([a-z]{3,15})\b/.exec(
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

/** Whether what starts or stops is a program, named or not. */
function runs(spelled: string, { condition, start, end }: Found): boolean {
  if (condition.name !== 'started' && condition.name !== 'stopped') return false;
  const { before, behind } = clauseOf(spelled, start, end);
  if (program.test(`${before}${spelled.slice(start, end)}${behind}`)) return true;
  return [before, behind].every(
    (part) => subjectWords(part).every((word) => beginning.test(word)) && !/\b(?:log|connections?|sessions?)\b/.test(part),
  );
}
