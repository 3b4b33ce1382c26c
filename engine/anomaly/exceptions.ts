/** Patterns that people want never, or always, to be reported. */

export interface Exceptions {
  isIgnored(pattern: { readonly id: string; readonly text: string }): boolean;
  /** Stronger than `isIgnored`. */
  isAlwaysReported(pattern: { readonly id: string; readonly text: string }): boolean;
  /** Whether any pattern could be. */
  readonly hasReported: boolean;
}

/** Entries are parts of the pattern's text, capitals or not, in which `*` stands for any text, or a pattern's whole id. */
export function createExceptions(ignore: readonly string[], alwaysReport: readonly string[]): Exceptions {
  const ignored = ignore.map(parse).filter((entry) => entry !== null);
  const reported = alwaysReport.map(parse).filter((entry) => entry !== null);
  return {
    isIgnored: (pattern) => ignored.some((entry) => matches(entry, pattern)),
    isAlwaysReported: (pattern) => reported.some((entry) => matches(entry, pattern)),
    hasReported: reported.length > 0,
  };
}

interface Entry {
  readonly id: string;
  readonly parts: readonly string[];
}

/** Null for an entry that would match everything. */
function parse(entry: string): Entry | null {
  const parts = entry
    .toLowerCase()
    .split('*')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.length === 0 ? null : { id: entry.trim(), parts };
}

/** The parts in their order, each found by one forward search: linear in the text, whatever the entry. */
function matches(entry: Entry, pattern: { readonly id: string; readonly text: string }): boolean {
  if (entry.id === pattern.id) return true;
  const text = pattern.text.toLowerCase();
  let from = 0;
  for (const part of entry.parts) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}
