/**
 * What k-means put together, taken apart again where it says different things, and brought together where it says the same: the splitting
 * and merging of ISODATA (Ball & Hall 1965). So no choice of k forces unlike texts under one name, and the next training, with another k,
 * comes to the same groups.
 */
import { isDomainWord } from './domains.ts';
import type { Member } from './naming.ts';
import { nameGroup, weigh } from './naming.ts';
import { dot, toUnit } from './tfidf.ts';
import { isOutcome } from './words.ts';

export interface Point {
  readonly member: Member;
  /** Unit vector, or all zeros. */
  readonly vector: readonly number[];
}

export interface Part {
  readonly name: string;
  readonly points: readonly Point[];
}

/** Cosine to the centre below which a text leaves its group: it shares less than half of what tells with it. */
export const cohesion = 0.6;

/** Named parts, each name once, by name. */
export function splitGroups(groups: readonly (readonly Point[])[]): readonly Part[] {
  const meant = new Map<string, Point[]>();
  const plain: Point[][] = [];
  for (const group of groups) {
    for (const point of group) if (point.member.reading.meaning !== null) gather(meant, point.member.reading.meaning, point);
    plain.push(...(group.length === 0 ? [] : splitPlain(group.filter(({ member }) => member.reading.meaning === null))));
  }
  placeBare(meant);
  const named = new Map<string, Point[]>();
  for (const points of [...meant.values(), ...plain]) gather(named, nameGroup(points.map(({ member }) => member)), ...points);
  return [...named].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, points]) => ({ name, points }));
}

/**
 * "Connection timeout" alone names nothing that cannot be reached. Where only one field is in such trouble, it means that one; else it stays
 * by itself.
 */
function placeBare(meant: Map<string, Point[]>): void {
  for (const [meaning, bare] of meant) {
    if (!meaning.startsWith('/')) continue;
    const others = [...meant].filter(([other]) => other !== meaning && other.endsWith(meaning));
    const [only] = others;
    if (!only || others.length > 1 || weigh(only[1].map(({ member }) => member)) * 2 < weigh(bare.map(({ member }) => member))) continue;
    only[1].push(...bare);
    meant.delete(meaning);
  }
}

/** Leaves together only what is near the middle of its part, speaks of the same field and shares what it is said of. */
function splitPlain(group: readonly Point[]): Point[][] {
  const parts: { readonly points: Point[]; sum: readonly number[] }[] = [];
  for (const point of group.toSorted((a, b) => (a.member.text < b.member.text ? -1 : 1))) {
    const part = parts.find(
      ({ points: [first], sum }) => first !== undefined && sharesSubject(first, point) && dot(toUnit(sum), point.vector) >= cohesion,
    );
    if (part) {
      part.points.push(point);
      part.sum = part.sum.map((value, at) => value + (point.vector[at] ?? 0));
    } else parts.push({ points: [point], sum: point.vector });
  }
  return parts.map(({ points }) => points);
}

/** "Cart loaded" and "product loaded" share what was done, not to what. */
function sharesSubject({ member: { reading: a } }: Point, { member: { reading: b } }: Point): boolean {
  if (a.domain !== b.domain) return false;
  return (
    a.words.some((word) => !isOutcome(word) && !isDomainWord(word) && b.words.includes(word)) ||
    (a.domain !== null && a.words.join() === b.words.join())
  );
}

function gather(into: Map<string, Point[]>, key: string, ...points: readonly Point[]): void {
  const there = into.get(key);
  if (there) there.push(...points);
  else into.set(key, [...points]);
}
