/**
 * Texts as vectors: how often a term occurs, times how telling it is (Salton & Buckley 1988). Terms are stems of the English reading, and concepts that stand
 * for what people say in many ways: "could not connect" and "timeout connecting" share one.
 */
import PorterStemmer from 'natural/lib/natural/stemmers/porter_stemmer.js';
import type { Reading } from './taxonomy.ts';
import { plainWords } from './words.ts';

/** More terms make no better groups, only slower ones. */
const maxTerms = 300;
/** A concept counts as much as two words. */
const conceptWeight = 2;

export interface Vocabulary {
  readonly terms: readonly string[];
  readonly idf: readonly number[];
}

/** Index of a term -> weight. */
export type Sparse = ReadonlyMap<number, number>;

/** Term -> weight before TF-IDF. */
export function termsOf({ spelled, domain, meaning }: Reading): ReadonlyMap<string, number> {
  const terms = new Map<string, number>();
  for (const word of plainWords(spelled)) {
    const stem = PorterStemmer.stem(word);
    terms.set(stem, (terms.get(stem) ?? 0) + 1);
  }
  const condition = meaning?.slice(meaning.indexOf('/') + 1);
  if (condition !== undefined) terms.set(`@${condition}`, conceptWeight);
  if (domain !== null && !meaning?.startsWith('/')) terms.set(`#${domain}`, conceptWeight);
  return terms;
}

/** The terms that most documents share, with their inverse document frequency; ties by name. What only one document has tells of no group. */
export function fitVocabulary(documents: readonly ReadonlyMap<string, number>[]): Vocabulary {
  const frequency = new Map<string, number>();
  for (const document of documents) for (const term of document.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const shared = [...frequency].filter(([, count]) => count > 1);
  const chosen = shared.toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, maxTerms);
  return {
    terms: chosen.map(([term]) => term),
    idf: chosen.map(([, count]) => Math.log((1 + documents.length) / (1 + count)) + 1),
  };
}

/** Gives the weights of a document a unit length; empty for one of unknown terms. */
export function createWeigher(vocabulary: Vocabulary): (document: ReadonlyMap<string, number>) => Sparse {
  const indexes = new Map(vocabulary.terms.map((term, at) => [term, at]));
  return (document) => {
    const weights = new Map<number, number>();
    for (const [term, count] of document) {
      const at = indexes.get(term);
      if (at !== undefined) weights.set(at, count * (vocabulary.idf[at] ?? 0));
    }
    const length = Math.hypot(...weights.values());
    for (const [at, weight] of weights) weights.set(at, weight / length);
    return weights;
  };
}
