/** k-means with k chosen by silhouette (Rousseeuw 1987), not before the elbow of the spread (Thorndike 1953). Equal input gives equal groups. */
import { kmeans } from 'ml-kmeans';
import { createRandom } from '../math.ts';

/** Index of the group of each point, and the centres. */
export interface Grouping {
  readonly groups: readonly number[];
  readonly centers: readonly (readonly number[])[];
}

const candidates = [2, 3, 4, 6, 8, 12, 16, 24, 32] as const;
const maxIterations = 10;
/** Silhouettes compare every point with every other: a sample is enough to choose k. */
const judgedPoints = 200;

/** `points` are unit vectors. */
export function group(points: readonly ArrayLike<number>[], seed: number): Grouping {
  const data = points.map((point) => Array.from(point));
  if (data.length < 3) return { groups: data.map((_, at) => at), centers: data };
  const starts = chooseStarts(data, seed);
  const sample = sampleOf(data);
  const tried = candidates
    .filter((k) => k < data.length)
    .map((k) => {
      const { clusters: groups, centroids: centers } = kmeans(data, k, { maxIterations, initialization: starts.slice(0, k) });
      return { k, groups, centers, spread: spreadOf(data, groups, centers), score: silhouette(sample, groups, k) };
    });
  const elbow = elbowOf(tried);
  return tried.filter(({ k }) => k >= elbow).reduce((best, next) => (next.score > best.score ? next : best));
}

/** Sum of squared distances to the own centre. */
function spreadOf(data: readonly (readonly number[])[], groups: readonly number[], centers: readonly (readonly number[])[]): number {
  return data.reduce((sum, point, at) => sum + distance(point, centers[groups[at] ?? 0] ?? point) ** 2, 0);
}

/** The k farthest below the straight line from the first to the last: before it, each further group still explains much. */
function elbowOf(tried: readonly { readonly k: number; readonly spread: number }[]): number {
  const [first, last] = [tried[0], tried.at(-1)];
  if (first === undefined || last === undefined || first.k === last.k) return 0;
  const slope = (last.spread - first.spread) / (last.k - first.k);
  const depths = tried.map(({ k, spread }) => ({ k, depth: first.spread + slope * (k - first.k) - spread }));
  return depths.reduce((deepest, next) => (next.depth > deepest.depth ? next : deepest)).k;
}

/**
 * Each start is drawn by its squared distance to those before (k-means++, Arthur & Vassilvitskii 2007). Drawn once: the first k are the starts
 * for k, while the package would draw anew for each.
 */
function chooseStarts(data: readonly number[][], seed: number): number[][] {
  const random = createRandom(seed);
  const starts: number[][] = [];
  const squares = data.map(() => 1);
  while (starts.length < Math.min(candidates.at(-1) ?? 0, data.length)) {
    const start = data[draw(squares, random)] ?? [];
    starts.push([...start]);
    data.forEach((point, at) => {
      const square = distance(point, start) ** 2;
      squares[at] = starts.length === 1 ? square : Math.min(squares[at] ?? 0, square);
    });
  }
  return starts;
}

/** Index drawn with a chance in proportion to its weight. */
function draw(weights: readonly number[], random: () => number): number {
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const drawn = weights.findIndex((weight) => {
    left -= weight;
    return weight > 0 && left <= 0;
  });
  return drawn < 0 ? weights.findLastIndex((weight) => weight > 0) : drawn;
}

/** An even sample of the points, and how far they are from each other. */
interface Sample {
  readonly indexes: readonly number[];
  readonly distances: readonly Float64Array[];
}

function sampleOf(data: readonly (readonly number[])[]): Sample {
  const step = Math.max(1, Math.ceil(data.length / judgedPoints));
  const indexes = data.map((_, at) => at).filter((at) => at % step === 0);
  const distances = indexes.map((a) => Float64Array.from(indexes, (b) => distance(data[a] ?? [], data[b] ?? [])));
  return { indexes, distances };
}

/** Mean over the sample: 1 where every point is far nearer to its own group than to the next, 0 where it is between two. */
function silhouette({ indexes, distances }: Sample, groups: readonly number[], k: number): number {
  const own = indexes.map((at) => groups[at] ?? 0);
  const scores = distances.map((row, at) => silhouetteOf(at, own, meanDistances(at, { row, own, k })));
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

function silhouetteOf(at: number, own: readonly number[], means: readonly number[]): number {
  const inside = means[own[at] ?? 0] ?? Number.NaN;
  const outside = Math.min(...means.filter((mean, key) => key !== own[at] && !Number.isNaN(mean)));
  // A group of one says nothing about how well it is apart.
  if (Number.isNaN(inside) || outside === Infinity) return 0;
  return (outside - inside) / Math.max(inside, outside, 1e-9);
}

/** From the point to each group, without itself; NaN for an empty group. */
function meanDistances(at: number, { row, own, k }: { row: Float64Array; own: readonly number[]; k: number }): number[] {
  const sums = new Float64Array(k);
  const sizes = new Float64Array(k);
  own.forEach((key, other) => {
    if (other === at) return;
    sums[key] = (sums[key] ?? 0) + (row[other] ?? 0);
    sizes[key] = (sizes[key] ?? 0) + 1;
  });
  return Array.from(sums, (sum, key) => sum / (sizes[key] ?? 0));
}

function distance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += ((a[at] ?? 0) - (b[at] ?? 0)) ** 2;
  return Math.sqrt(sum);
}
