/** Short names of groups, `database.connection_timeout` or `checkout.priced`, from what the members say and nothing else. */
import type { Reading } from './taxonomy.ts';

/** A text with what is read in it. */
export interface Member {
  readonly text: string;
  readonly count: number;
  readonly reading: Reading;
}

const maxCharacters = 40;

/**
 * By the condition most patterns of the group have; null where they have none, or nothing that it is said of. Patterns, not lines: an outage multiplies lines,
 * and the group would be another on the morning after.
 */
export function nameGroup(members: readonly Member[]): string | null {
  const condition = heaviest(members.map(asOne), ({ reading }) => reading.condition);
  const domain = condition === null ? null : supportedDomain(members);
  return domain === null ? null : `${domain}.${condition}`.replaceAll('-', '_').slice(0, maxCharacters).replace(/_+$/, '');
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
