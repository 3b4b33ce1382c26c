/**
 * Reads German, French, Spanish and Portuguese texts in English, word by word: enough to see that they mean what an English line means, and no more. A text
 * is only touched when it has more words of another language than English ones, so that English stays as it is.
 */
import StemmerDe from 'natural/lib/natural/stemmers/porter_stemmer_de.js';
import StemmerEs from 'natural/lib/natural/stemmers/porter_stemmer_es.js';
import StemmerFr from 'natural/lib/natural/stemmers/porter_stemmer_fr.js';
import StemmerPt from 'natural/lib/natural/stemmers/porter_stemmer_pt.js';
import { events } from './events.ts';
import { particles } from './particles.ts';
import { nouns } from './nouns.ts';
import { troubles } from './troubles.ts';

interface Language {
  /** Phrases and words as written, without accents. */
  readonly phrases: ReadonlyMap<string, string>;
  /** Stems of single words. */
  readonly stems: ReadonlyMap<string, string>;
  readonly stem: (word: string) => string;
  readonly hasCompounds: boolean;
}

/** English words that tell English and nothing else. */
const englishParticles =
  'the a an of to from for in on at by with and or is are was were be been has have had not no this that it its after before while when could ' +
  'cannot can will would did does as';
const wordsAndRest = /\p{L}+|[^\p{L}]+/gu;
/** German parts what cannot be done from its denial. */
const apart = /\b(konnten?|kann|können|könnte|darf)\b([^:.;]{1,80}?) (?:nicht|keine?n?)\b/u;
const longestPhrase = 5;
/** Words between phrases that are one: elided articles of French are letters of their own. */
const joint = /^[ '’-]$/;

const rows = [...particles, ...troubles, ...nouns, ...events];
/** Made when the first text of theirs comes: most programs never write one. */
const languages = [
  once(() => createLanguage(1, (word) => StemmerDe.stem(word))),
  once(() => createLanguage(2, (word) => StemmerFr.stem(word))),
  once(() => createLanguage(3, (word) => StemmerEs.stem(word))),
  once(() => createLanguage(4, (word) => StemmerPt.stem(word))),
];
const known = once(indexWords);

/** `text` in lower case. What is not known stays; accents go. English comes back as it was. */
export function inEnglish(text: string): string {
  if (!/\p{L}{2}/u.test(text)) return text;
  const tokens = text.match(wordsAndRest) ?? [];
  const language = languages[languageOf(tokens)]?.();
  if (language === undefined) return text;
  return translate(language.hasCompounds ? (text.replace(apart, '$1 nicht$2').match(wordsAndRest) ?? []) : tokens, language);
}

/** Index among the languages; -1 for English and for what has no more of another than of English. */
function languageOf(tokens: readonly string[]): number {
  const scores = [0, 0, 0, 0, 0];
  for (const token of tokens) {
    const mask = known().get(fold(token)) ?? 0;
    for (let at = 0; at < scores.length; at += 1) if (mask & (1 << at)) scores[at] = (scores[at] ?? 0) + 1;
  }
  const others = scores.slice(0, -1);
  const most = Math.max(...others);
  return most > (scores.at(-1) ?? 0) ? others.indexOf(most) : -1;
}

function translate(tokens: readonly string[], language: Language): string {
  let said = '';
  for (let at = 0; at < tokens.length;) {
    const { english, length } = phraseAt(tokens, at, language);
    said += english;
    at += length;
  }
  return said.replaceAll(/ {2,}/g, ' ').trim();
}

/** The longest phrase that begins at a token; else the word, and without its apostrophe an article of one letter. */
function phraseAt(tokens: readonly string[], at: number, language: Language): { readonly english: string; readonly length: number } {
  const first = tokens[at] ?? '';
  if (!/^\p{L}/u.test(first)) return { english: first, length: 1 };
  const candidates = candidatesAt(tokens, at);
  const words = candidates.findLastIndex((candidate) => language.phrases.has(candidate)) + 1;
  if (words > 0) return { english: language.phrases.get(candidates[words - 1] ?? '') ?? '', length: 2 * words - 1 };
  if (first.length === 1 && tokens[at + 1] === "'") return { english: '', length: 2 };
  return { english: wordInEnglish(first, language) ?? fold(first), length: 1 };
}

/** One word, two words, three: with one blank, hyphen or apostrophe between them. */
function candidatesAt(tokens: readonly string[], at: number): readonly string[] {
  const candidates: string[] = [fold(tokens[at] ?? '')];
  for (let next = at + 2; candidates.length < longestPhrase && joint.test(tokens[next - 1] ?? ''); next += 2) {
    candidates.push(`${candidates.at(-1)} ${fold(tokens[next] ?? '')}`);
  }
  return candidates;
}

function wordInEnglish(word: string, language: Language): string | null {
  const found = partInEnglish(word, language);
  if (found !== null || !language.hasCompounds || word.length < 9) return found;
  for (let cut = word.length - 4; cut >= 4; cut -= 1) {
    const behind = partInEnglish(word.slice(cut), language);
    const before = behind === null ? null : partInEnglish(word.slice(0, cut).replace(/s$/, ''), language);
    if (before !== null) return `${before} ${behind}`;
  }
  return null;
}

function partInEnglish(word: string, language: Language): string | null {
  const written = fold(word);
  const { phrases, stems, stem } = language;
  const exact = phrases.get(written) ?? phrases.get(written.replace(/s$/, ''));
  if (exact !== undefined || written.length < 4) return exact ?? null;
  return stems.get(fold(stem(word))) ?? stems.get(fold(stem(written))) ?? null;
}

function createLanguage(column: 1 | 2 | 3 | 4, stem: (word: string) => string): Language {
  const phrases = new Map<string, string>();
  const stems = new Map<string, string>();
  for (const row of rows) {
    for (const form of formsOf(row[column])) {
      for (const written of spellingsOf(form)) keepFirst(phrases, written, row[0]);
      const stemmed = form.includes(' ') || form.length < 4 ? [] : [form, ...spellingsOf(form)].map((written) => fold(stem(written)));
      for (const key of stemmed.filter(({ length }) => length > 2)) keepFirst(stems, key, row[0]);
    }
  }
  return { phrases, stems, stem, hasCompounds: column === 1 };
}

function keepFirst(map: Map<string, string>, key: string, value: string): void {
  if (!map.has(key)) map.set(key, value);
}

/** Word -> languages that have it, a bit each, English the fifth. */
function indexWords(): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  const add = (word: string, language: number): void =>
    spellingsOf(word).forEach((written) => index.set(written, (index.get(written) ?? 0) | (1 << language)));
  for (const word of englishParticles.split(' ')) add(word, 4);
  for (const [english, ...others] of rows) {
    if (english !== '') for (const word of english.split(' ')) add(word, others.length);
    others.forEach((forms, language) => {
      for (const form of formsOf(forms)) for (const word of form.split(' ')) add(word, language);
    });
  }
  return index;
}

function formsOf(forms: string): readonly string[] {
  return forms.split(', ').map((form) => form.toLowerCase());
}

/** Without accents, and as those write it who have no umlauts on their keyboard. */
function spellingsOf(form: string): readonly string[] {
  return [...new Set([fold(form), fold(form.replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue'))])];
}

function fold(word: string): string {
  if (/^[a-z ]*$/.test(word)) return word;
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ß', 'ss');
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}
