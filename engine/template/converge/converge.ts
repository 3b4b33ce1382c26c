import type { Shape } from '../shape.ts';
import { collectStrays } from './collect.ts';
import { joinEqual } from './equal.ts';
import type { Pattern } from './evidence.ts';
import { fit, origins } from './fit.ts';
import { itemsOf } from './items.ts';
import { createLexicon } from './lexicon.ts';
import type { LexiconState } from './lexicon.ts';
import { generalShape } from './general-shape.ts';
import { createTrials, mergeEvident } from './round.ts';
import { joinLists } from './rows.ts';
import { findShared } from './shared.ts';
import { createSymbols } from './symbols.ts';
import { findTails } from './tails.ts';

/** What was seen of one form or pattern. */
export interface Form {
  readonly shape: Shape;
  readonly lines: number;
  /** 0 for none written, else 1 to 6. */
  readonly level: number;
}

/** Forms that are one pattern. */
export interface Merge {
  /** Places in the list of forms, ascending; at least two. */
  readonly members: readonly number[];
  /** The tokens of all of them, with a slot where they vary. */
  readonly shape: Shape;
}

/** Each round makes patterns more alike, so that the next finds more; that many are never needed. */
const mostRounds = 10;

/**
 * Finds the forms that one statement wrote, by what stands in their places: the words of a statement stand in all its lines, the names it mentions
 * do not. Pure and bounded: the same forms give the same answer in whatever order they come, and what was merged gives nothing more to merge.
 * Of what would take in one of the forms `apart`, nothing is merged.
 */
export function converge(forms: readonly Form[], known: LexiconState, apart: readonly Shape[] = []): Merge[] {
  const symbols = createSymbols();
  const lexicon = createLexicon(known, symbols);
  const texts = forms.map(textOf);
  const ordered = [...forms.keys()].toSorted((a, b) => compare(texts[a] ?? '', texts[b] ?? '') || a - b);
  const each = ordered.map((place) => patternOf(forms[place], place, symbols)).filter((pattern) => pattern !== null);
  let patterns = joinLists(joinEqual(each), symbols);
  const early = { symbols, lexicon, shared: findShared(patterns, symbols), isLate: false, trials: createTrials() };
  const late = { ...early, isLate: true };
  for (let round = 0; round < mostRounds; round += 1) {
    const before = patterns.length;
    patterns = collectStrays(mergeEvident(findTails(patterns, early), early), early);
    if (patterns.length === before) patterns = mergeEvident(patterns, late);
    if (patterns.length === before) patterns = findTails(patterns, late);
    if (patterns.length === before) break;
  }
  const others = apart.map((shape) => itemsOf(shape, symbols));
  return patterns.flatMap(({ items, members }) => {
    if (members.length < 2 || others.some((form) => fit(items, form, origins) !== null)) return [];
    const shapes = members.flatMap((member) => forms[member]?.shape ?? []);
    return [{ members: members.toSorted((a, b) => a - b), shape: generalShape(items, shapes, symbols) }];
  });
}

function patternOf(form: Form | undefined, place: number, symbols: Parameters<typeof itemsOf>[1]): Pattern | null {
  if (form === undefined) return null;
  return { items: itemsOf(form.shape, symbols), lines: form.lines, level: form.level, members: [place] };
}

/** By what they say, which is the same in whatever order they came. */
function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function textOf({ shape, level }: Form): string {
  return `${level} ${shape.words.join(' ')}`;
}
