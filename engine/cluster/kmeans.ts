/** k-means with k chosen by silhouette (Rousseeuw 1987). Equal input gives equal groups. */
import { kmeans } from 'ml-kmeans';

/** Index of the group of each point, and the centres. */
export interface Grouping {
  readonly groups: readonly number[];
  readonly centers: readonly (readonly number[])[];
}

const candidates = [2, 3, 4, 6, 8, 12, 16, 24, 32] as const;
const maxIterations = 10;
/** Silhouettes compare every point with every other: a sample is enough to choose k. */
const judgedPoints = 200;

/** `points` are unit vectors, at most some hundred, all different. */
export function group(points: readonly (readonly number[])[], seed: number): Grouping {
  const data = points.map((point) => [...point]);
  if (data.length < 3) return { groups: data.map((_, at) => at), centers: data };
  let best: { readonly grouping: Grouping; readonly score: number } | null = null;
  for (const k of candidates.filter((candidate) => candidate < data.length)) {
    const { clusters, centroids } = kmeans(data, k, { seed, maxIterations, initialization: 'kmeans++' });
    const score = silhouette(data, clusters, k);
    if (!best || score > best.score) best = { grouping: { groups: clusters, centers: centroids }, score };
  }
  return best?.grouping ?? { groups: data.map(() => 0), centers: data.slice(0, 1) };
}

/** Mean silhouette of an even sample: 1 where every point is far nearer to its own group than to the next, 0 where it is between two. */
function silhouette(data: readonly (readonly number[])[], groups: readonly number[], k: number): number {
  const step = Math.max(1, Math.ceil(data.length / judgedPoints));
  let sum = 0;
  let judged = 0;
  for (let at = 0; at < data.length; at += step) {
    sum += silhouetteOf(at, { data, groups, k, step });
    judged += 1;
  }
  return sum / judged;
}

interface Sample {
  readonly data: readonly (readonly number[])[];
  readonly groups: readonly number[];
  readonly k: number;
  readonly step: number;
}

function silhouetteOf(point: number, { data, groups, k, step }: Sample): number {
  const means = meanDistances(point, { data, groups, k, step });
  const own = groups[point] ?? 0;
  const inside = means[own] ?? Number.NaN;
  const outside = Math.min(...means.filter((mean, key) => key !== own && !Number.isNaN(mean)));
  // A group of one says nothing about how well it is apart.
  if (Number.isNaN(inside) || outside === Infinity) return 0;
  return (outside - inside) / Math.max(inside, outside, 1e-9);
}

/** From the point to each group, without itself; NaN for an empty group. */
function meanDistances(point: number, { data, groups, k, step }: Sample): number[] {
  const sums = new Float64Array(k);
  const sizes = new Float64Array(k);
  for (let other = 0; other < data.length; other += step) {
    if (other === point) continue;
    const key = groups[other] ?? 0;
    sums[key] = (sums[key] ?? 0) + distance(data[point] ?? [], data[other] ?? []);
    sizes[key] = (sizes[key] ?? 0) + 1;
  }
  return Array.from(sums, (sum, key) => sum / (sizes[key] ?? 0));
}

function distance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += ((a[at] ?? 0) - (b[at] ?? 0)) ** 2;
  return Math.sqrt(sum);
}
