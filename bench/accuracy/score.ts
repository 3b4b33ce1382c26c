/** How well the groups of a miner are the groups of the truth. */
export interface Score {
  /** The share of lines whose group is exactly the set of lines of their true group (Zhu et al., ICSE-SEIP 2019). */
  ga: number;
  /** F1 over groups; a group counts when it equals a true one (Jiang et al., ISSTA 2024). */
  fga: number;
  patterns: number;
  truth: number;
}

/** The same sums as `../shared/tools/parsing-accuracy.mjs`: one id a line on both sides. @throws when the two are not of one length. */
export function score(predicted: readonly string[], truth: readonly string[]): Score {
  if (predicted.length !== truth.length) throw new Error(`${predicted.length} ids for ${truth.length} lines`);
  const groups = groupBy(predicted);
  const trueGroups = groupBy(truth);
  let correctLines = 0;
  let correctGroups = 0;
  for (const members of groups.values()) {
    if (!isSame(members, trueGroups.get(truth[members[0] ?? 0] ?? '') ?? [])) continue;
    correctLines += members.length;
    correctGroups += 1;
  }
  const precision = correctGroups / groups.size;
  const recall = correctGroups / trueGroups.size;
  const fga = correctGroups === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { ga: correctLines / truth.length, fga, patterns: groups.size, truth: trueGroups.size };
}

/** A true template whose lines are not exactly one group of the miner. */
export interface Miss {
  truth: string;
  lines: readonly number[];
  /** The groups its lines went to, the largest first, with how many of its lines they have and how many of others, and one of its lines. */
  groups: readonly { line: number; own: number; foreign: number; foreignTruths: readonly string[] }[];
}

/** The wrongly grouped true templates, the most lines first. */
export function misses(predicted: readonly string[], truth: readonly string[]): Miss[] {
  const groups = groupBy(predicted);
  const missed: Miss[] = [];
  for (const [id, lines] of groupBy(truth)) {
    const parts = [...new Set(lines.map((line) => predicted[line] ?? ''))].map((group) => {
      const members = groups.get(group) ?? [];
      const foreign = members.filter((line) => truth[line] !== id);
      const foreignTruths = [...new Set(foreign.map((line) => truth[line] ?? ''))];
      return { line: members[0] ?? 0, own: members.length - foreign.length, foreign: foreign.length, foreignTruths };
    });
    const isRight = parts.length === 1 && parts[0]?.foreign === 0;
    if (!isRight) missed.push({ truth: id, lines, groups: parts.toSorted((a, b) => b.own - a.own) });
  }
  return missed.toSorted((a, b) => b.lines.length - a.lines.length);
}

function groupBy(ids: readonly string[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const [line, id] of ids.entries()) {
    const members = groups.get(id);
    if (members) members.push(line);
    else groups.set(id, [line]);
  }
  return groups;
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((line, i) => line === b[i]);
}
