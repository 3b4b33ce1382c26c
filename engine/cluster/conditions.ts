/** All conditions in the order in which they are looked for, and how. */
import type { Condition } from './conditions/condition.ts';
import { general } from './conditions/general.ts';
import { particular } from './conditions/particular.ts';
import { said } from './conditions/said.ts';

export interface Found {
  readonly condition: Condition;
  /** Stretch of the spelled text that says it. */
  readonly start: number;
  readonly end: number;
}

const conditions: readonly Condition[] = [...particular, ...said, ...general];
/** Characters between words that say one thing together: about eight words. */
const reach = 60;

/** The first condition that a spelled text says; null for none. */
export function findCondition(spelled: string): Found | null {
  for (const condition of conditions) {
    const match = condition.words.exec(spelled);
    if (!match || condition.unless?.test(spelled) === true) continue;
    const found = stretch(spelled, condition, match);
    if (found) return found;
  }
  return null;
}

/** From the first to the last of the words that say it together; null where one of them is missing or far away. */
function stretch(spelled: string, condition: Condition, match: RegExpExecArray): Found | null {
  let start = match.index;
  let end = start + match[0].length;
  for (const words of condition.near ?? []) {
    const other = words.exec(spelled);
    if (!other || other.index > end + reach || other.index + other[0].length < start - reach) return null;
    start = Math.min(start, other.index);
    end = Math.max(end, other.index + other[0].length);
  }
  return { condition, start, end };
}
