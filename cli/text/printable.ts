/** Control characters and the marks that turn the direction of writing: a log line must not move the cursor or reorder what stands beside it. */
const HARMFUL = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/gu;

/** A log's text as one line that a terminal only shows. */
export function printable(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(HARMFUL, '\ufffd');
}
