/**
 * How easily is a window told from the usual ones? Trees that cut at random need few cuts to set an outlier apart (isolation forest, Liu, Ting & Zhou
 * 2008). It knows nothing of distributions, so that it finds what lies between two usual states, which no distance from a mean does.
 */
import { createRandom, hash64 } from '../../math.ts';
import { features } from './features.ts';

export interface Forest {
  /** From 0 to 1; about 0.5 for what is usual. 0 while too few windows are known. */
  score(point: Float64Array): number;
  learn(point: Float64Array): void;
  snapshot(): ForestState;
  restore(state: ForestState): void;
}

export interface ForestState {
  readonly learned: number;
  /** The sample, a row of features after another. */
  readonly sample: readonly number[];
}

const size = features.length;
const trees = 32;
const inTree = 64;
const deepest = 6;
const nodesInTree = 2 * inTree;
const mostKept = 224;
const fewest = inTree;
/** The sample is of some days, so that all their hours are in it: once full, so seldom a window takes the place of another. */
const takenOnce = 16;
/** Places in the sample that change before the trees are grown anew. */
const regrowAfter = 8;

/** All trees in four arrays, a stretch of nodes each; a leaf has feature -1 and its depth in `cuts`. */
interface Grove {
  readonly cuts: Float32Array;
  readonly by: Int8Array;
  readonly below: Uint16Array;
  readonly above: Uint16Array;
}

/** `seed` is a name: equal names and windows give equal trees. */
export function createForest(seed: string): Forest {
  const start = Number.parseInt(hash64(seed).slice(0, 8), 16);
  const sample = new Float32Array(mostKept * size);
  let kept = 0;
  let grove: Grove | null = null;
  let isGrown = false;
  let [learned, changed] = [0, 0];

  function take(place: number, point: Float64Array): void {
    // As it is saved, so that a restart grows equal trees.
    sample.set(
      point.map((value) => Math.round(value * 100) / 100),
      place * size,
    );
    changed += 1;
    if (changed >= regrowAfter) [changed, isGrown] = [0, false];
  }

  return {
    score(point) {
      if (kept < fewest) return 0;
      grove ??= emptyGrove();
      if (!isGrown) grow(grove, sample.subarray(0, kept * size), createRandom(start ^ kept));
      isGrown = true;
      let depth = 0;
      for (let tree = 0; tree < trees; tree += 1) depth += depthIn(grove, tree * nodesInTree, point);
      return 2 ** (-depth / trees / averageDepth(inTree));
    },
    learn(point) {
      learned += 1;
      const isFull = kept >= mostKept;
      if (isFull && learned % takenOnce !== 0) return;
      if (isFull) return take(Math.floor(createRandom(start ^ learned)() * mostKept), point);
      kept += 1;
      take(kept - 1, point);
    },
    snapshot: () => ({ learned, sample: [...sample.subarray(0, kept * size)].map((value) => Math.round(value * 100) / 100) }),
    restore(state) {
      learned = state.learned;
      kept = Math.min(mostKept, Math.floor(state.sample.length / size));
      sample.set(state.sample.slice(0, kept * size));
      [changed, isGrown] = [0, false];
    },
  };
}

function emptyGrove(): Grove {
  const nodes = trees * nodesInTree;
  return { cuts: new Float32Array(nodes), by: new Int8Array(nodes), below: new Uint16Array(nodes), above: new Uint16Array(nodes) };
}

interface Growing {
  readonly grove: Grove;
  readonly sample: Float32Array;
  readonly random: () => number;
  next: number;
}

function grow(grove: Grove, sample: Float32Array, random: () => number): void {
  const rows = Array.from({ length: sample.length / size }, (_, row) => row);
  for (let tree = 0; tree < trees; tree += 1) {
    for (let i = 0; i < inTree; i += 1) {
      const other = i + Math.floor(random() * (rows.length - i));
      [rows[i], rows[other]] = [rows[other] ?? 0, rows[i] ?? 0];
    }
    growNode({ grove, sample, random, next: tree * nodesInTree }, rows.slice(0, inTree), 0);
  }
}

/** Returns the place of the node. */
function growNode(growing: Growing, rows: readonly number[], depth: number): number {
  const { grove, sample, random } = growing;
  const place = growing.next;
  growing.next += 1;
  const cut = depth >= deepest || rows.length <= 1 ? null : drawCut(sample, rows, random);
  grove.by[place] = cut === null ? -1 : cut.feature;
  grove.cuts[place] = cut === null ? depth + averageDepth(rows.length) : cut.at;
  if (cut === null) return place;
  const isBelow = (row: number): boolean => (sample[row * size + cut.feature] ?? 0) < (grove.cuts[place] ?? 0);
  grove.below[place] = growNode(growing, rows.filter(isBelow), depth + 1);
  grove.above[place] = growNode(
    growing,
    rows.filter((row) => !isBelow(row)),
    depth + 1,
  );
  return place;
}

/** Of a feature in which the rows differ; null when they do in none. */
function drawCut(
  sample: Float32Array,
  rows: readonly number[],
  random: () => number,
): { readonly feature: number; readonly at: number } | null {
  const open: { readonly feature: number; readonly least: number; readonly most: number }[] = [];
  for (let feature = 0; feature < size; feature += 1) {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const row of rows) {
      const value = sample[row * size + feature] ?? 0;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    if (most > least) open.push({ feature, least, most });
  }
  const chosen = open[Math.floor(random() * open.length)];
  return chosen === undefined ? null : { feature: chosen.feature, at: chosen.least + random() * (chosen.most - chosen.least) };
}

function depthIn({ cuts, by, below, above }: Grove, root: number, point: Float64Array): number {
  let place = root;
  for (;;) {
    const feature = by[place] ?? -1;
    const cut = cuts[place] ?? 0;
    if (feature < 0) return cut;
    place = ((point[feature] ?? 0) < cut ? below[place] : above[place]) ?? 0;
  }
}

/** Of an unsuccessful search in a binary tree of so many points. */
function averageDepth(points: number): number {
  if (points <= 1) return 0;
  return points === 2 ? 1 : 2 * (Math.log(points - 1) + 0.5772156649) - (2 * (points - 1)) / points;
}
