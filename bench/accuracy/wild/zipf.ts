import type { Field } from '../field.ts';

/** A field whose second item is drawn half as often as the first, the third a third as often, and so on (Zipf's law). */
export function zipf(items: readonly string[]): Field {
  return (random) => items[Math.floor((items.length + 1) ** random.next()) - 1] ?? '';
}

/** The same of the words of a text. */
export function zipfWords(text: string): Field {
  return zipf(text.trim().split(/\s+/));
}
