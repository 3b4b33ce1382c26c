/**
 * Texts as vectors: how often a term occurs, times how telling it is (Salton & Buckley 1988). Terms are stems, and concepts that stand
 * for what people say in many ways: "could not connect" and "timeout connecting" share one.
 */
import PorterStemmer from 'natural/lib/natural/stemmers/porter_stemmer.js';
import type { Reading } from './taxonomy.ts';
import { plainWords } from './words.ts';

/** Terms and their weights; more terms make no better groups, only slower ones. */
const maxTerms = 200;
/** A concept counts as much as two words. */
const conceptWeight = 2;

export interface Vocabulary {
  readonly terms: readonly string[];
  readonly idf: readonly number[];
}

/** Term -> weight before TF-IDF. */
export function termsOf(text: string, { domain, meaning }: Reading): ReadonlyMap<string, number> {
  const terms = new Map<string, number>();
  for (const word of plainWords(text)) {
    const stem = PorterStemmer.stem(word);
    terms.set(stem, (terms.get(stem) ?? 0) + 1);
  }
  const condition = meaning?.slice(meaning.indexOf('/') + 1);
  if (condition !== undefined) terms.set(`@${condition}`, conceptWeight);
  if (domain !== null && !meaning?.startsWith('/')) terms.set(`#${domain}`, conceptWeight);
  return terms;
}

/** The terms that most documents share, with their inverse document frequency; ties by name. */
export function fitVocabulary(documents: readonly ReadonlyMap<string, number>[]): Vocabulary {
  const frequency = new Map<string, number>();
  for (const document of documents) for (const term of document.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const chosen = [...frequency].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, maxTerms);
  return {
    terms: chosen.map(([term]) => term),
    idf: chosen.map(([, count]) => Math.log((1 + documents.length) / (1 + count)) + 1),
  };
}

/** Unit vector; all zeros for a text of unknown terms. */
export function vectorOf(document: ReadonlyMap<string, number>, vocabulary: Vocabulary): readonly number[] {
  return toUnit(vocabulary.terms.map((term, at) => (document.get(term) ?? 0) * (vocabulary.idf[at] ?? 0)));
}

/** Product of two vectors of one length: the cosine, where both are unit vectors. */
export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

export function toUnit(vector: readonly number[]): readonly number[] {
  const length = Math.sqrt(dot(vector, vector));
  return length === 0 ? vector : vector.map((value) => value / length);
}
