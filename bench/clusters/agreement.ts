/** How far two groupings of the same things agree, both as labels in the same order. */

/** Harmonic mean of homogeneity and completeness (Rosenberg & Hirschberg 2007): 0 to 1. */
export function vMeasure(expected: readonly string[], found: readonly string[]): number {
  const joint = entropy(expected.map((label, at) => `${label}\n${found[at]}`));
  const shared = entropy(expected) + entropy(found) - joint;
  return (2 * shared) / (entropy(expected) + entropy(found));
}

/** Adjusted Rand index (Hubert & Arabie 1985): 1 for equal groupings, about 0 for chance. */
export function adjustedRand(a: readonly string[], b: readonly string[]): number {
  const [inA, inB, inBoth] = [pairs(a), pairs(b), pairs(a.map((label, at) => `${label}\n${b[at]}`))];
  const expected = (inA * inB) / ((a.length * (a.length - 1)) / 2);
  const most = (inA + inB) / 2;
  return most === expected ? 1 : (inBoth - expected) / (most - expected);
}

function entropy(labels: readonly string[]): number {
  return sizes(labels).reduce((sum, size) => sum - (size / labels.length) * Math.log(size / labels.length), 0);
}

function pairs(labels: readonly string[]): number {
  return sizes(labels).reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}

function sizes(labels: readonly string[]): readonly number[] {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts.values()];
}
