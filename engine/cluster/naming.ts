/** Short names of groups, `database.connection_timeout` or `checkout.priced`, from what the members say and nothing else. */
import { isDomainWord } from './domains.ts';
import type { Reading } from './taxonomy.ts';
import { isOutcome } from './words.ts';

/** A text with what is read in it. */
export interface Member {
  readonly text: string;
  readonly count: number;
  readonly reading: Reading;
}

/** Where a text has no word for what it is about, or for what became of it. */
const nothingSaid = 'message';
const maxCharacters = 40;

/**
 * By the condition most patterns of the group have, without a condition by the words most of them share, in their order. Patterns, not lines:
 * an outage multiplies lines, and the group would be another on the morning after.
 */
export function nameGroup(members: readonly Member[]): string {
  const condition = heaviest(members.map(asOne), ({ reading }) => reading.condition);
  if (condition === null) return namePlain(members);
  return join(supportedDomain(members) ?? nothingSaid, [condition]);
}

/**
 * The field that most lines speak of. Those that name none (`connection timeout`) abstain, but while they are more than two thirds, nobody
 * speaks for them.
 */
export function supportedDomain(members: readonly Member[]): string | null {
  const abstain = members.filter(({ reading }) => reading.meaning?.startsWith('/'));
  const speaking = members.filter((member) => !abstain.includes(member));
  if (weigh(speaking) * 3 < weigh(members)) return heaviest(abstain, ({ reading }) => reading.domain);
  const domain = heaviest(speaking, ({ reading }) => reading.domain);
  const support = weigh(speaking.filter(({ reading }) => reading.domain === domain));
  return support * 2 > weigh(speaking) ? domain : null;
}

function namePlain(members: readonly Member[]): string {
  const words = sharedWords(members);
  const domain = supportedDomain(members);
  if (domain !== null) {
    const own = words.filter((word) => word !== domain && !isDomainWord(word));
    return join(domain, toldBy(own));
  }
  const subject = words.find((word) => !isOutcome(word)) ?? words[0];
  if (subject === undefined) return join(nothingSaid, []);
  const rest = words.filter((word) => word !== subject);
  if (rest.length === 0) return join(nothingSaid, [subject]);
  const outcome = rest.slice(0, 4).find(isOutcome);
  return join(subject, outcome === undefined ? rest.slice(0, 2) : [outcome]);
}

/** The outcome and what stands right before it, `migration_applied`; the first words where nothing came of anything. */
function toldBy(words: readonly string[]): readonly string[] {
  const at = words.slice(0, 4).findIndex(isOutcome);
  return at < 0 ? words.slice(0, 2) : words.slice(Math.max(0, at - 1), at + 1);
}

/** Words that most patterns of the group have, in the order of a member that has them all, or most of them. */
function sharedWords(members: readonly Member[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { reading } of members) for (const word of reading.words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const shared = new Set([...counts].filter(([, count]) => count * 2 > members.length).map(([word]) => word));
  const own = ({ reading }: Member): readonly string[] => reading.words.filter((word) => shared.size === 0 || shared.has(word));
  return own(members.toSorted((a, b) => own(b).length - own(a).length || (a.text < b.text ? -1 : 1))[0] ?? nobody);
}

const nobody: Member = { text: '', count: 0, reading: { domain: null, condition: null, meaning: null, words: [] } };

/** What most lines have; ties by name. */
function heaviest(members: readonly Member[], nameOf: (member: Member) => string | null): string | null {
  const weights = new Map<string, number>();
  for (const member of members) {
    const name = nameOf(member);
    if (name !== null) weights.set(name, (weights.get(name) ?? 0) + member.count);
  }
  return [...weights].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0] ?? null;
}

function asOne(member: Member): Member {
  return { ...member, count: 1 };
}

export function weigh(members: readonly Member[]): number {
  return members.reduce((sum, { count }) => sum + count, 0);
}

function join(domain: string, words: readonly string[]): string {
  const told = words.length === 0 ? 'general' : words.join('_');
  return `${domain}.${told}`.replaceAll('-', '_').slice(0, maxCharacters).replace(/_+$/, '');
}
