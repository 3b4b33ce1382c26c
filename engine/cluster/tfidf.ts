/**
 * Texts as vectors: how often a term occurs, times how telling it is (Salton & Buckley 1988). Terms are stems, and concepts that stand
 * for what people say in many ways: "could not connect" and "timeout connecting" share one.
 */
import PorterStemmer from 'natural/lib/natural/stemmers/porter_stemmer.js';
import stopwords from 'natural/lib/natural/util/stopwords.js';
import { conceptsOf, meaningOf } from './taxonomy.ts';

/** Terms and their weights; more terms make no better groups, only slower ones. */
const maxTerms = 200;
/** A concept counts as much as two words. */
const conceptWeight = 2;
const maxWords = 40;
const stop = new Set(stopwords.words);

export interface Vocabulary {
  readonly terms: readonly string[];
  readonly idf: readonly number[];
}

/** Term -> weight before TF-IDF. */
export function termsOf(text: string): ReadonlyMap<string, number> {
  const terms = new Map<string, number>();
  for (const word of wordsOf(text)) {
    const stem = PorterStemmer.stem(word);
    terms.set(stem, (terms.get(stem) ?? 0) + 1);
  }
  for (const concept of conceptsOf(meaningOf(text))) terms.set(concept, conceptWeight);
  return terms;
}

/** Words in lower case, without wildcards, numbers and words that mean nothing by themselves. */
export function wordsOf(text: string): readonly string[] {
  const plain = text.replaceAll(/<[^<>]{0,40}>/g, ' ').replaceAll(/([a-z])([A-Z])/g, '$1 $2');
  const words = plain.toLowerCase().match(/[\p{L}]{2,40}/gu) ?? [];
  return words.filter((word) => !stop.has(word)).slice(0, maxWords);
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
export function vectorOf(document: ReadonlyMap<string, number>, vocabulary: Vocabulary): number[] {
  const vector = vocabulary.terms.map((term, at) => (document.get(term) ?? 0) * (vocabulary.idf[at] ?? 0));
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? vector : vector.map((value) => value / length);
}
