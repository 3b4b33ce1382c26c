/**
 * Takes secrets and personal data out of text before it is kept. Rules say what they find on the text as it stands; what overlaps becomes one; what
 * remains of the text is untouched. Time is linear in the text, whatever the text.
 */
import { emailRule, cardRule, ibanRule, phoneRule } from './personal.ts';
import { ipRule } from './ip.ts';
import { keyedRule } from './keyed.ts';
import { bearerRule, elementRule, flagRule, statementRule, userRule } from './places.ts';
import { createLabel, labelPattern } from './label.ts';
import { createPatternRules, type NamedPattern } from './patterns.ts';
import { KINDS, matchesOf, type Finding, type Rule } from './rule.ts';
import {
  awsSecretRule,
  hookRule,
  keyBlockRule,
  keyLineRule,
  markedRule,
  passwordHashRule,
  signatureRule,
  tokenRule,
  userInfoRule,
} from './tokens.ts';
import { traitsOf } from './traits.ts';

export interface RedactionOptions {
  /** Whether IP addresses are redacted; they say which machine it was, so by default they stay. */
  readonly ip?: boolean | undefined;
  /** What is replaced by `<name>` besides. */
  readonly patterns?: readonly NamedPattern[] | undefined;
  /** With a salt a value is replaced by kind and hash, `<email:3f2a9c>`, so that the same user is still the same. Null: without. */
  readonly salt?: string | null | undefined;
}

export interface Redaction extends Finding {
  /** What stands in its place. */
  readonly label: string;
}

export interface Redactor {
  /** The text without what is secret or personal; labels that stand in it already remain. Counts what it replaces. */
  redact(this: void, text: string): string;
  /** What would be replaced, in the order of the text, without overlaps. Counts nothing. */
  find(this: void, text: string): readonly Redaction[];
  /** How many values of each kind have been replaced since the last call; those of the user's own patterns are `custom`. */
  takeCounts(): ReadonlyMap<string, number>;
}

/** In the order of their right to name what several have found: from what is most certainly itself to what only its place gives away. */
const RULES: readonly Rule[] = [
  keyBlockRule,
  tokenRule,
  markedRule,
  awsSecretRule,
  passwordHashRule,
  hookRule,
  userInfoRule,
  signatureRule,
  keyedRule,
  flagRule,
  userRule,
  elementRule,
  statementRule,
  bearerRule,
  ibanRule,
  cardRule,
  emailRule,
  phoneRule,
  keyLineRule,
];

/** Throws an Error with a sentence that names a pattern that cannot be used, and its fault. */
export function createRedactor(options: RedactionOptions = {}): Redactor {
  const patterns = options.patterns ?? [];
  const rules = [...createPatternRules(patterns), ...RULES, ...(options.ip === true ? [ipRule] : [])];
  const label = createLabel(options.salt ?? null);
  const labels = labelPattern([...KINDS, ...patterns.map(({ name }) => name)]);
  let counts = new Map<string, number>();

  function find(text: string): readonly Redaction[] {
    const findings = findAll(rules, text);
    if (findings.length === 0) return nothing;
    const settled = text.includes('<') ? spare(merge(findings), text, labels) : merge(findings);
    return settled.map((finding) => ({ ...finding, label: label(finding.kind, finding.same ?? text.slice(finding.start, finding.end)) }));
  }

  return {
    redact(text) {
      const redactions = find(text);
      for (const { kind } of redactions) count(counts, kind);
      return replace(text, redactions);
    },
    find,
    takeCounts() {
      const taken = counts;
      counts = new Map();
      return taken;
    },
  };
}

const nothing: readonly never[] = [];
const countedKinds: ReadonlySet<string> = new Set(KINDS);

function count(counts: Map<string, number>, kind: string): void {
  const counted = countedKinds.has(kind) ? kind : 'custom';
  counts.set(counted, (counts.get(counted) ?? 0) + 1);
}

function findAll(rules: readonly Rule[], text: string): Ranked[] {
  const traits = traitsOf(text);
  const findings: Ranked[] = [];
  let rank = 0;
  const found = (finding: Finding): void => {
    findings.push({ finding, rank });
  };
  for (const rule of rules) {
    if ((rule.traits & traits) === rule.traits) rule.find(text, found);
    rank += 1;
  }
  return findings;
}

interface Ranked {
  readonly finding: Finding;
  readonly rank: number;
}

/** Sorts, and makes one of those that overlap: all of the text that any of them has found, under the name of the first by rank. */
function merge(findings: Ranked[]): Finding[] {
  const sorted = findings.toSorted((a, b) => a.finding.start - b.finding.start || a.rank - b.rank);
  const merged: Ranked[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last === undefined || next.finding.start >= last.finding.end) merged.push(next);
    else merged[merged.length - 1] = union(last, next);
  }
  return merged.map(({ finding }) => finding);
}

function union(a: Ranked, b: Ranked): Ranked {
  const better = b.rank < a.rank ? b : a;
  const { start } = a.finding;
  const end = Math.max(a.finding.end, b.finding.end);
  if (better.finding.start === start && better.finding.end === end) return better;
  return { finding: { kind: better.finding.kind, start, end }, rank: better.rank };
}

/** Leaves alone what has been redacted before: of a finding over a label only the text around it remains. */
function spare(findings: readonly Finding[], text: string, labels: RegExp): Finding[] {
  const spared = [...matchesOf(labels, text)].map(({ index, 0: found }) => ({ start: index, end: index + found.length }));
  if (spared.length === 0) return [...findings];
  let first = 0;
  return findings.flatMap((finding) => {
    while ((spared[first]?.end ?? Infinity) <= finding.start) first += 1;
    const parts: Finding[] = [];
    let at = finding.start;
    for (let i = first; (spared[i]?.start ?? Infinity) < finding.end; i += 1) {
      const { start, end } = spared[i] ?? finding;
      if (start > at) parts.push({ kind: finding.kind, start: at, end: start });
      at = Math.max(at, end);
    }
    if (at === finding.start) return [finding];
    return at < finding.end ? [...parts, { kind: finding.kind, start: at, end: finding.end }] : parts;
  });
}

function replace(text: string, redactions: readonly Redaction[]): string {
  if (redactions.length === 0) return text;
  let redacted = '';
  let at = 0;
  for (const { start, end, label } of redactions) {
    redacted += text.slice(at, start) + label;
    at = end;
  }
  return redacted + text.slice(at);
}
