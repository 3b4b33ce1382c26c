/**
 * Logistic regression with a ridge, fitted by Newton's method on standardised features (Hastie, Tibshirani & Friedman 2009, 4.4). Written here because it
 * is a page, and has to give equal numbers wherever it runs.
 */

export interface Example {
  readonly features: readonly number[];
  readonly isUseful: boolean;
}

/** The probability, 0 to 1, that it is useful. */
export type Predictor = (features: readonly number[]) => number;

const ridge = 1;
const steps = 30;
const enough = 1e-9;

/** Needs at least one example; all features of equal number. */
export function fitLogistic(examples: readonly Example[]): Predictor {
  const width = examples[0]?.features.length ?? 0;
  const scales = Array.from({ length: width }, (_, at) => scaleOf(examples.map(({ features }) => features[at] ?? 0)));
  const rowOf = (features: readonly number[]): number[] => [
    1,
    ...scales.map(({ mean, spread }, at) => ((features[at] ?? 0) - mean) / spread),
  ];
  const rows = examples.map(({ features }) => rowOf(features));
  let weights: number[] = Array.from({ length: width + 1 }, () => 0);
  for (let step = 0; step < steps; step += 1) {
    const change = newtonStep(rows, examples, weights);
    weights = weights.map((weight, at) => weight + (change[at] ?? 0));
    if (Math.max(...change.map(Math.abs)) < enough) break;
  }
  return (features) => sigmoid(dot(weights, rowOf(features)));
}

function newtonStep(rows: readonly (readonly number[])[], examples: readonly Example[], weights: readonly number[]): number[] {
  const size = weights.length;
  // The constant is not held back: it is how much is useful at all.
  const gradient = weights.map((weight, at) => (at === 0 ? 0 : -ridge * weight));
  const hessian: number[][] = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => (i === j ? (i === 0 ? 1e-6 : ridge) : 0)),
  );
  rows.forEach((row, at) => {
    const probability = sigmoid(dot(weights, row));
    const error = (examples[at]?.isUseful === true ? 1 : 0) - probability;
    const curvature = probability * (1 - probability);
    for (let i = 0; i < size; i += 1) {
      gradient[i] = (gradient[i] ?? 0) + error * (row[i] ?? 0);
      const line = hessian[i];
      if (line) for (let j = 0; j < size; j += 1) line[j] = (line[j] ?? 0) + curvature * (row[i] ?? 0) * (row[j] ?? 0);
    }
  });
  return solve(hessian, gradient);
}

/** Gaussian elimination; the ridge keeps every pivot above zero. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const size = right.length;
  const rows = matrix.map((row, at) => Float64Array.from([...row, ...right.slice(at, at + 1)]));
  rows.forEach((pivot, at) => {
    for (const row of rows.slice(at + 1)) subtract(row, pivot, at);
  });
  const solution: number[] = Array.from({ length: size }, () => 0);
  for (const [from, row] of rows.toReversed().entries()) {
    const at = size - 1 - from;
    const known = solution.reduce((sum, value, column) => sum + value * (row[column] ?? 0), 0);
    solution[at] = ((row[size] ?? 0) - known) / (row[at] ?? 1);
  }
  return solution;
}

/** Takes so much of the pivot's row from another that nothing of its column is left. */
function subtract(row: Float64Array, pivot: Float64Array, at: number): void {
  const factor = (row[at] ?? 0) / (pivot[at] ?? 1);
  for (let column = at; column < row.length; column += 1) row[column] = (row[column] ?? 0) - factor * (pivot[column] ?? 0);
}

/** A feature that is the same everywhere says nothing, and is left at zero. */
function scaleOf(values: readonly number[]): { readonly mean: number; readonly spread: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, spread: variance > 1e-12 ? Math.sqrt(variance) : 1 };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-Math.max(-40, Math.min(40, value))));
}
