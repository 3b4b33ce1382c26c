/**
 * Groups of patterns that mean the same, with names such as `database.connection_timeout`: read each, weigh its terms, group by k-means, split
 * and merge by meaning, name. A wrong name is worse than none, so nothing is named by likeness alone.
 */
import { group } from './kmeans.ts';
import { nameGroup, type Member } from './naming.ts';
import { cohesion, splitGroups, type Part, type Point } from './split.ts';
import { readText } from './taxonomy.ts';
import { dot, fitVocabulary, termsOf, toUnit, vectorOf, type Vocabulary } from './tfidf.ts';

/** JSON-able; part of a model. */
export interface ClustersState {
  readonly terms: readonly string[];
  readonly idf: readonly number[];
  readonly clusters: readonly ClusterState[];
}

export interface ClusterState {
  /** One of each name. */
  readonly name: string;
  /** Patterns in it. */
  readonly size: number;
  /** What its members mean, `database/unreachable`: who means one of these belongs to it. Empty where nothing but words tells. */
  readonly meanings: readonly string[];
  /** Field that members without a condition speak of. */
  readonly domain: string | null;
  /** `term, weight` of the centre of the members without a condition. */
  readonly center: readonly (readonly [number, number])[];
}

export interface Clusters {
  /** Name of the group a text belongs to, or that its own words prove; null where neither is. */
  nameOf(text: string): string | null;
  readonly state: ClustersState;
}

/** Patterns read for a fit, the most frequent first, and different vectors among them that k-means is given. */
const maxTexts = 2_000;
const maxPoints = 250;

/** Equal patterns give equal groups, in whatever order they come; counts only weigh what members say, so that a busier day renames nothing. */
export function fitClusters(patterns: readonly { readonly text: string; readonly count: number }[], seed: number): Clusters {
  const members = distinctTexts(patterns).map((pattern): Member => ({ ...pattern, reading: readText(pattern.text) }));
  const documents = members.map(({ text, reading }) => termsOf(text, reading));
  const vocabulary = fitVocabulary(documents);
  const points = members.map((member, at): Point => ({ member, vector: vectorOf(documents[at] ?? new Map(), vocabulary) }));
  const centers = group(distinctVectors(points).slice(0, maxPoints), seed).centers.map(toUnit);
  const groups: Point[][] = [...centers.map(() => []), []];
  for (const point of points) (groups[nearest(point.vector, centers).at] ?? groups.at(-1))?.push(point);
  return openClusters({ ...vocabulary, clusters: splitGroups(groups).map(toState) });
}

export function openClusters(state: ClustersState): Clusters {
  const meant = new Map(state.clusters.flatMap(({ name, meanings }) => meanings.map((meaning) => [meaning, name] as const)));
  const names = new Set(state.clusters.map(({ name }) => name));
  const plain = state.clusters.filter(({ center }) => center.length > 0);
  const centers = plain.map(({ center }) => toUnit(dense(center, state.terms.length)));
  return {
    state,
    nameOf(text) {
      const reading = readText(text);
      const own = nameGroup([{ text, count: 1, reading }]);
      if (reading.meaning !== null) return meant.get(reading.meaning) ?? own;
      if (names.has(own)) return own;
      const vector = vectorOf(termsOf(text, reading), state);
      const alike = centers.map((center, at) => (plain[at]?.domain === reading.domain ? center : []));
      const { at, cosine } = nearest(vector, alike);
      if (cosine >= cohesion) return plain[at]?.name ?? null;
      return reading.domain === null ? null : own;
    },
  };
}

function toState({ name, points }: Part): ClusterState {
  const meanings = points.flatMap(({ member }) => member.reading.meaning ?? []);
  const plain = points.filter(({ member }) => member.reading.meaning === null);
  return {
    name,
    size: points.length,
    meanings: [...new Set(meanings)].toSorted(),
    domain: plain[0]?.member.reading.domain ?? null,
    center: sparse(toUnit(sumOf(plain.map(({ vector }) => vector)))),
  };
}

/** Each text once, by text, so that neither counts nor the order of arrival decide where k-means begins. */
function distinctTexts(patterns: readonly { readonly text: string; readonly count: number }[]): readonly Pick<Member, 'text' | 'count'>[] {
  const counts = new Map<string, number>();
  for (const { text, count } of patterns) counts.set(text, (counts.get(text) ?? 0) + count);
  const all = [...counts].map(([text, count]) => ({ text, count }));
  const kept = all.toSorted((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1)).slice(0, maxTexts);
  return kept.toSorted((a, b) => (a.text < b.text ? -1 : 1));
}

function distinctVectors(points: readonly Point[]): readonly (readonly number[])[] {
  const seen = new Map<string, readonly number[]>();
  for (const { vector } of points) {
    const key = vector.flatMap((value, at) => (value > 0 ? [at, value] : [])).join(' ');
    if (key !== '' && !seen.has(key)) seen.set(key, vector);
  }
  return [...seen.values()];
}

/** `at` is -1 where nothing is shared with any. */
function nearest(vector: readonly number[], centers: readonly (readonly number[])[]): { readonly at: number; readonly cosine: number } {
  let best = { at: -1, cosine: 0 };
  centers.forEach((center, at) => {
    const cosine = center.length === 0 ? 0 : dot(vector, center);
    if (cosine > best.cosine) best = { at, cosine };
  });
  return best;
}

function sumOf(vectors: readonly (readonly number[])[]): readonly number[] {
  const [first = [], ...rest] = vectors;
  return rest.reduce((sum, vector) => sum.map((value, at) => value + (vector[at] ?? 0)), first);
}

function sparse(center: readonly number[]): (readonly [number, number])[] {
  return center.flatMap((value, at): (readonly [number, number])[] => (value > 1e-4 ? [[at, Math.round(value * 1e4) / 1e4]] : []));
}

function dense(center: ClusterState['center'], length: Vocabulary['terms']['length']): number[] {
  const vector: number[] = Array.from({ length }, () => 0);
  for (const [at, value] of center) vector[at] = value;
  return vector;
}
