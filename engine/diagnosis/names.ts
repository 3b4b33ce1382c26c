/** How alike two names of objects are: typing errors, another separator, a part that is left out. */

/** 0 to 1: 1 for equal names; by the edits that lead from one to the other, separators not counted. */
export function likeness(one: string, other: string): number {
  const [a, b] = [plain(one), plain(other)];
  const longest = Math.max(a.length, b.length);
  if (longest === 0 || longest > maxLength) return 0;
  return 1 - editsBetween(a, b) / longest;
}

/** The name that is most like it, where it is alike enough to be meant. */
export function meant(name: string, among: Iterable<string>): string | null {
  let best: { readonly name: string; readonly like: number } | null = null;
  for (const candidate of among) {
    const like = likeness(name, candidate);
    if (like >= alike && (best === null || like > best.like)) best = { name: candidate, like };
  }
  return best?.name ?? null;
}

/** Two wrong letters in a name of eight; below it names of one family (`cart`, `card-fraud`) would be taken for each other. */
const alike = 0.75;
const maxLength = 253;

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Levenshtein's distance. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
