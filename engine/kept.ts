/** Where saved states have text of log lines, Events and statuses, so that none is saved raw and none kept by older rules stays as it was. */
import { fieldsAt, listAt } from './evidence/field.ts';
import { decode, encode, fromLatin, toLatin } from './line/bytes.ts';
import type { Redactor } from './redact/redact.ts';

type Redact = (text: string) => string;

const ofMiner = new Set(['text', 'samples']);
const ofIncidents = new Set([
  'text',
  'firstText',
  'title',
  'symptom',
  'sentence',
  'reasons',
  'samples',
  'what',
  'why',
  'message',
  'summary',
]);
/** A reader keeps lines that are no record yet as bytes, each a character, and the further lines of a record as text. */
const bytesOfReader = new Set(['source', 'bytes', 'pieces']);
const textOfReader = new Set(['rest']);

export interface KeptPatterns {
  /** The state that a miner has just told, which then is the caller's: texts and samples are redacted already, the words they are made of are not. */
  hideWords(state: unknown): unknown;
  /** A state that was saved, perhaps by older rules. */
  redact(state: unknown): unknown;
}

/**
 * For the miner of one workload. Where a miner tells no text beside the words, the redacted text is the words themselves, so there is nothing to hide.
 * Remembers what is to be hidden elsewhere, since patterns are told every few seconds.
 */
export function createKeptPatterns({ redact, find }: Pick<Redactor, 'redact' | 'find'>): KeptPatterns {
  const known = new Map<string, { readonly text: string; readonly hidden: readonly Hidden[] }>();
  const hiddenIn = (id: string, { words, spaced }: Words): readonly Hidden[] => {
    const text = textOf({ words, spaced });
    let entry = known.get(id);
    if (entry?.text !== text) {
      if (known.size >= mostKnown) known.clear();
      known.set(id, (entry = { text, hidden: findWords({ words, spaced }, find) }));
    }
    return entry.hidden;
  };
  const hideWords = (state: unknown, isTold: boolean): unknown => {
    for (const cell of listAt(state, 'cells')) {
      const { id, text } = cell;
      const shape = fieldsAt(cell, 'shape');
      const { words, spaced } = shape;
      if ((isTold && text === undefined) || !isTexts(words) || typeof spaced !== 'string') continue;
      const hidden = hiddenIn(String(id), { words, spaced });
      if (hidden.length === 0) continue;
      const labels = new Map(hidden.map(({ at, label }) => [at, label]));
      Object.assign(shape, { words: words.map((word, at) => labels.get(at) ?? word) });
    }
    return state;
  };
  return {
    hideWords: (state) => hideWords(state, true),
    redact(state) {
      // The rules may have changed.
      known.clear();
      return hideWords(redactUnder(ofMiner, state, redact), false);
    },
  };
}

/** A miner has at most so many patterns with text. */
const mostKnown = 2_000;

/** The words of a pattern; a blank stands before a word where `spaced` has a 1. */
interface Words {
  readonly words: readonly string[];
  readonly spaced: string;
}

interface Hidden {
  readonly at: number;
  readonly label: string;
}

/** The words of a pattern that a finding in its text touches. */
function findWords({ words, spaced }: Words, find: Redactor['find']): readonly Hidden[] {
  const findings = find(textOf({ words, spaced }));
  if (findings.length === 0) return [];
  let end = 0;
  return words.flatMap((word, at) => {
    const start = end + (spaced[at] === '1' ? 1 : 0);
    end = start + word.length;
    const finding = findings.find((one) => one.start < start + word.length && one.end > start);
    return finding === undefined ? [] : [{ at, label: finding.label }];
  });
}

function textOf({ words, spaced }: Words): string {
  let text = '';
  for (const [at, word] of words.entries()) text += (spaced[at] === '1' ? ' ' : '') + word;
  return text;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** The state of the incidents, with the evidence behind them. */
export function redactIncidents(state: unknown, redact: Redact): unknown {
  return redactUnder(ofIncidents, state, redact);
}

/** The state of a reader of lines: what waits in it has not been redacted, since it is no text for anybody yet. */
export function redactReader(state: unknown, redact: Redact): unknown {
  const redactBytes = (bytes: string): string => {
    const text = decode(fromLatin(bytes), 0, bytes.length);
    const redacted = redact(text);
    return redacted === text ? bytes : toLatin(encode(redacted));
  };
  return redactUnder(bytesOfReader, redactUnder(textOfReader, state, redact), redactBytes);
}

/**
 * With every text, and every list of texts, under one of the names redacted, at any depth. What holds none of them, or none that changes, is no copy: states
 * are large, saved often, and hardly ever hold such a text.
 */
function redactUnder(names: ReadonlySet<string>, state: unknown, redact: Redact): unknown {
  if (Array.isArray(state)) return mapChanged(state, (item) => redactUnder(names, item, redact));
  if (!isFields(state)) return state;
  let copy: Record<string, unknown> | null = null;
  for (const [name, value] of Object.entries(state)) {
    const redacted = names.has(name) ? redactTexts(value, redact) : redactUnder(names, value, redact);
    if (redacted !== value) (copy ??= { ...state })[name] = redacted;
  }
  return copy ?? state;
}

function redactTexts(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  return Array.isArray(value) ? mapChanged(value, (item) => (typeof item === 'string' ? redact(item) : item)) : value;
}

/** The list itself where nothing in it changes. */
function mapChanged(list: readonly unknown[], change: (item: unknown) => unknown): readonly unknown[] {
  let copy: unknown[] | null = null;
  for (let at = 0; at < list.length; at += 1) {
    const item = list[at];
    const changed = change(item);
    if (changed !== item) (copy ??= [...list])[at] = changed;
  }
  return copy ?? list;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
