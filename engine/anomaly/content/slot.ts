/** What is counted of one slot: its few values and their shares. */
import type { Rise } from './rise.ts';

const mostValues = 16;
/** When so many are counted, all counts are halved. */
const mostUsual = 8_192;
/** A slot is one of few values while its values hold this share of the lines. */
const fewShare = 0.9;
/** Values that come in runs, as of a leader or a version, change by nature. */
const runShare = 0.3;
/** What has had the same value in so many lines makes way for what varies. */
const enoughConstant = 40;

/** Redacted; a value that is masked has none. */
export interface ValueName {
  readonly key: string;
  readonly value: string | null;
}

/** One of the few values of a slot. */
export interface Value {
  readonly hash: number;
  count: number;
  /** Total of the slot when it was first seen. */
  born: number;
  rise: Rise | null;
}

/** A place in the lines of a pattern, with what stands in it. */
export interface Slot {
  pattern: number;
  usedAtMs: number;
  total: number;
  /** Lines whose value was none of those that had a place. */
  missed: number;
  /** Lines whose value was that of the line before. */
  repeats: number;
  last: number;
  readonly values: Value[];
  name: ValueName | null;
  named: number;
}

export function learn(slot: Slot, hash: number): void {
  slot.total += 1;
  if (slot.last === hash) slot.repeats += 1;
  slot.last = hash;
  const known = slot.values.find((value) => value.hash === hash);
  if (known !== undefined) known.count += 1;
  else {
    slot.missed += 1;
    if (slot.values.length < mostValues) slot.values.push({ hash, count: 1, born: slot.total - 1, rise: null });
    else forgetRarest(slot);
  }
  if (slot.total >= mostUsual) halve(slot);
}

/** Every value makes way by one for what has no place. */
function forgetRarest(slot: Slot): void {
  for (let i = slot.values.length - 1; i >= 0; i -= 1) {
    const value = slot.values[i];
    if (value === undefined) continue;
    value.count -= 1;
    if (value.count <= 0) slot.values.splice(i, 1);
  }
}

function halve(slot: Slot): void {
  for (const value of slot.values) {
    value.count /= 2;
    value.born /= 2;
  }
  slot.total /= 2;
  slot.missed /= 2;
  slot.repeats /= 2;
}

export function isConstant({ total, values }: Slot): boolean {
  return values.length === 1 && total >= enoughConstant;
}

/** Each of few values is new once, and an id is new in every line: what makes way for it leaves room for as many more, so that lines without room are few. */
export function isWide({ total, missed }: Slot): boolean {
  return total >= 40 && missed > mostValues + Math.max(8, total * (1 - fewShare));
}

/** Whether one line's value says much about the next one's. */
export function comesInRuns({ values, total, repeats }: Slot): boolean {
  const byChance = values.reduce((sum, { count }) => sum + (count / total) ** 2, 0);
  return repeats / total > byChance + runShare;
}

/** Of the lines since it was first seen, as an upper estimate, so that what was seen once or twice is not taken for known. */
export function usualShare({ total }: Slot, { count, born }: Value): number {
  return (count + 1 + Math.sqrt(count)) / (total - born + 1);
}
