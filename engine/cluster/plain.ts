/**
 * Groups of texts that have no meaning of the taxonomy, by likeness alone: dense regions of the latent space, and where a region is a chain of unlike texts,
 * k-means within it. What stands alone stays alone. They have no name: likeness says that texts belong together, not what they say.
 */
import { isGuarded } from '../template/guard.ts';
import { findRegions } from './density.ts';
import { group } from './kmeans.ts';
import { centerOf, dot } from './latent.ts';
import type { Member } from './naming.ts';

export interface Point {
  readonly member: Member;
  /** Unit vector. */
  readonly vector: Float64Array;
}

/** Cosine from which on texts are alike: they share more than half of what tells. */
export const cohesion = 0.7;
/** Neighbours are looked for among all pairs. */
const maxPoints = 2_000;

/** Points beyond `maxPoints` belong to no group until they ask for the nearest. */
export function groupPlain(points: readonly Point[], seed: number): readonly (readonly Point[])[] {
  const asked = points.slice(0, maxPoints);
  const guards = asked.map(({ member }) => guardsOf(member));
  const words = asked.map(({ member }) => new Set(member.reading.words));
  const isNear = (a: number, b: number): boolean => {
    const [from, to] = [asked[a], asked[b]];
    if (from === undefined || to === undefined || guards[a] !== guards[b]) return false;
    return dot(from.vector, to.vector) >= cohesion && from.member.reading.words.some((word) => words[b]?.has(word));
  };
  const regions = findRegions(asked.length, isNear);
  const members: Point[][] = [];
  asked.forEach((point, at) => {
    const region = regions[at] ?? -1;
    if (region >= 0) (members[region] ??= []).push(point);
  });
  return members.flatMap((region) => cutChain(region, seed));
}

/** Words of a member whose change changes what it says: who differs in them says the opposite. */
export function guardsOf({ reading }: Pick<Member, 'reading'>): string {
  const found = reading.spelled.match(/[a-z]+/g)?.filter(isGuarded) ?? [];
  return [...new Set(found)].toSorted().join(' ');
}

function cutChain(region: readonly Point[], seed: number): readonly (readonly Point[])[] {
  const center = centerOf(region.map(({ vector }) => vector));
  if (region.every(({ vector }) => dot(vector, center) >= cohesion)) return [region];
  const { groups } = group(
    region.map(({ vector }) => vector),
    seed,
  );
  const cut: Point[][] = [];
  region.forEach((point, at) => (cut[groups[at] ?? 0] ??= []).push(point));
  return cut.filter((members) => members !== undefined && members.length > 1);
}
