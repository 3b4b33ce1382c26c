/** Groups of patterns that mean the same, with names such as `database.connection_timeout`. */
import { group } from './kmeans.ts';
import { meaningOf } from './taxonomy.ts';
import { fitVocabulary, termsOf, vectorOf, wordsOf } from './tfidf.ts';

/** JSON-able; part of a model. */
export interface ClustersState {
  readonly terms: readonly string[];
  readonly idf: readonly number[];
  readonly clusters: readonly ClusterState[];
}

export interface ClusterState {
  readonly name: string;
  /** Patterns in it. */
  readonly size: number;
  /** `term, weight` of its centre. */
  readonly center: readonly (readonly [number, number])[];
}

export interface Clusters {
  /** Name of the group a text belongs to; null where none is near. */
  nameOf(text: string): string | null;
  readonly state: ClustersState;
}

/** Patterns read for a fit, the most frequent first, and different vectors among them that k-means is given. */
const maxTexts = 2_000;
const maxPoints = 250;
/** Cosine below which a text is no member of the nearest group. */
const nearEnough = 0.35;

export function fitClusters(patterns: readonly { readonly text: string; readonly count: number }[], seed: number): Clusters {
  const texts = patterns
    .toSorted((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1))
    .slice(0, maxTexts)
    .map(({ text }) => text);
  const documents = texts.map(termsOf);
  const vocabulary = fitVocabulary(documents);
  const vectors = documents.map((document) => vectorOf(document, vocabulary));
  const points = distinct(vectors).slice(0, maxPoints);
  const centers = group(points, seed).centers.map(toUnit);
  const members = centers.map((): string[] => []);
  vectors.forEach((vector, at) => members[nearest(vector, centers).at]?.push(texts[at] ?? ''));
  const clusters = centers.flatMap((center, at): ClusterState[] => {
    const own = members[at] ?? [];
    return own.length === 0 ? [] : [{ name: nameGroup(own), size: own.length, center: sparse(center) }];
  });
  return openClusters({ ...vocabulary, clusters });
}

export function openClusters(state: ClustersState): Clusters {
  const centers = state.clusters.map(({ center }) => toUnit(dense(center, state.terms.length)));
  return {
    state,
    nameOf(text) {
      const { at, cosine } = nearest(vectorOf(termsOf(text), state), centers);
      if (cosine >= nearEnough) return state.clusters[at]?.name ?? null;
      const { domain, symptom } = meaningOf(text);
      return domain !== null && symptom !== null ? `${domain}.${symptom}` : null;
    },
  };
}

/** By what most members are about and what happened to it; where the vocabulary has no word, by the group's own. */
function nameGroup(texts: readonly string[]): string {
  const meanings = texts.map(meaningOf);
  const words = commonWords(texts);
  const domain = mostCommon(meanings.map((meaning) => meaning.domain)) ?? words[0] ?? 'other';
  const symptom = mostCommon(meanings.map((meaning) => meaning.symptom));
  const own = words.filter((word) => word !== domain).slice(0, 2);
  return `${domain}.${symptom ?? (own.length > 0 ? own.join('_') : 'general')}`;
}

/** The name that most have; null counts only where nobody has one. */
function mostCommon(names: readonly (string | null)[]): string | null {
  return rank(names.filter((name) => name !== null))[0] ?? null;
}

function commonWords(texts: readonly string[]): readonly string[] {
  return rank(texts.flatMap((text) => [...new Set(wordsOf(text))])).filter((word) => /^[\p{L}]{3,20}$/u.test(word));
}

/** By frequency, then by name. */
function rank(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
}

function distinct(vectors: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const seen = new Map<string, readonly number[]>();
  for (const vector of vectors) {
    const key = vector.flatMap((value, at) => (value > 0 ? [at, value] : [])).join(' ');
    if (key !== '' && !seen.has(key)) seen.set(key, vector);
  }
  return [...seen.values()];
}

function nearest(vector: readonly number[], centers: readonly (readonly number[])[]): { readonly at: number; readonly cosine: number } {
  let best = { at: -1, cosine: 0 };
  centers.forEach((center, at) => {
    const cosine = dot(vector, center);
    if (cosine > best.cosine) best = { at, cosine };
  });
  return best;
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

function toUnit(vector: readonly number[]): readonly number[] {
  const length = Math.sqrt(dot(vector, vector));
  return length === 0 ? vector : vector.map((value) => value / length);
}

function sparse(center: readonly number[]): (readonly [number, number])[] {
  return center.flatMap((value, at): (readonly [number, number])[] => (value > 1e-4 ? [[at, Math.round(value * 1e4) / 1e4]] : []));
}

function dense(center: ClusterState['center'], length: number): number[] {
  const vector: number[] = Array.from({ length }, () => 0);
  for (const [at, value] of center) vector[at] = value;
  return vector;
}
