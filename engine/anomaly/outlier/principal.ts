/**
 * Do the features still go together as they usually do? Principal components of the usual windows hold what moves together, such as load; what is
 * left of a window beside them is unusual (Jackson & Mudholkar 1979; on counts of log lines Xu et al. 2009). More load is no news by that.
 */
import { features } from './features.ts';

export interface Principal {
  /** The squared length of what the leading components do not explain, each part in its own usual deviations. */
  score(point: Float64Array): number;
  learn(point: Float64Array): void;
  snapshot(): readonly number[];
  restore(covariance: readonly number[]): void;
}

const size = features.length;
/** Share of the variance that is called usual movement. */
const explained = 0.7;
const memory = 4_320;
/** Components move slowly: they are found again after so many windows. */
const refitAfter = 30;
/** Less variance than this is that of counting, whatever was seen. */
const leastVariance = 0.3;
const sweeps = 12;

export function createPrincipal(): Principal {
  let covariance = identity();
  let learned = 0;
  /** Those that are left, one after another, each divided by its deviation. */
  let rest: readonly Float64Array[] | null = null;

  return {
    score(point) {
      rest ??= remaining(covariance);
      let sum = 0;
      for (const axis of rest) sum += dot(axis, point) ** 2;
      return sum;
    },
    learn(point) {
      learned += 1;
      const rate = 1 / Math.min(memory, learned + 60);
      for (let i = 0; i < size; i += 1)
        for (let j = 0; j < size; j += 1) {
          const at = i * size + j;
          covariance[at] = (covariance[at] ?? 0) + rate * ((point[i] ?? 0) * (point[j] ?? 0) - (covariance[at] ?? 0));
        }
      if (learned % refitAfter === 0) rest = null;
    },
    snapshot: () => [learned, ...[...covariance].map((value) => Math.round(value * 1e4) / 1e4)],
    restore([count = 0, ...values]) {
      learned = count;
      covariance = Float64Array.from(values);
      rest = null;
    },
  };
}

function identity(): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => Number(at % (size + 1) === 0));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < size; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function remaining(covariance: Float64Array): readonly Float64Array[] {
  const { values, axes } = eigenOf(covariance);
  const order = values.map((_, i) => i).toSorted((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  let sum = 0;
  return order.flatMap((i) => {
    const isLeading = sum < explained * total;
    const variance = Math.max(leastVariance, values[i] ?? 0);
    sum += values[i] ?? 0;
    return isLeading ? [] : [axes[i]?.map((part) => part / Math.sqrt(variance)) ?? new Float64Array(size)];
  });
}

/** Eigenvalues and unit eigenvectors of a symmetric matrix by the cyclic method of Jacobi (Golub & Van Loan 8.5). */
function eigenOf(matrix: Float64Array): { readonly values: readonly number[]; readonly axes: readonly Float64Array[] } {
  const a = Float64Array.from(matrix);
  const axes = identity();
  for (let sweep = 0; sweep < sweeps; sweep += 1)
    for (let p = 0; p < size - 1; p += 1) for (let q = p + 1; q < size; q += 1) rotate(a, axes, [p, q]);
  const places = [...features.keys()];
  return {
    values: places.map((i) => a[i * size + i] ?? 0),
    axes: places.map((i) => axes.slice(i * size, (i + 1) * size)),
  };
}

function rotate(a: Float64Array, axes: Float64Array, [p, q]: readonly [number, number]): void {
  const off = a[p * size + q] ?? 0;
  if (Math.abs(off) < 1e-12) return;
  const theta = ((a[q * size + q] ?? 0) - (a[p * size + p] ?? 0)) / (2 * off);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k += 1) turn(a, [k * size + p, k * size + q], [c, s]);
  for (let k = 0; k < size; k += 1) turn(a, [p * size + k, q * size + k], [c, s]);
  for (let k = 0; k < size; k += 1) turn(axes, [p * size + k, q * size + k], [c, s]);
}

function turn(a: Float64Array, [first, second]: readonly [number, number], [c, s]: readonly [number, number]): void {
  const [x, y] = [a[first] ?? 0, a[second] ?? 0];
  a[first] = c * x - s * y;
  a[second] = s * x + c * y;
}
