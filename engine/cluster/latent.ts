/**
 * Latent semantic analysis (Deerwester et al. 1990): the directions in which the documents differ most, so that texts meet whose words occur in the same
 * company. The right singular vectors of documents x terms are the eigenvectors of terms x terms, found by orthogonal iteration (Golub & Van Loan, 8.2.4).
 */
import { createRandom } from '../math.ts';
import type { Sparse } from './tfidf.ts';

const maxDimensions = 32;
const rounds = 12;
/** What keeps less of its length than this in the latent directions says something that they do not know. */
const leastKept = 0.5;

/** One row a term, one column a direction; orthonormal columns, rounded to 1e-3 so that they store small. */
export type Basis = readonly (readonly number[])[];

/** `documents` of unit length over `terms` terms. */
export function fitBasis(documents: readonly Sparse[], terms: number): Basis {
  const dimensions = Math.min(maxDimensions, terms);
  const gram = gramOf(documents, terms);
  const random = createRandom(1);
  let columns: Float64Array[] = Array.from({ length: dimensions }, () => Float64Array.from({ length: terms }, () => random() - 0.5));
  for (let round = 0; round < rounds; round += 1) columns = orthonormal(columns.map((column) => multiply(gram, column)));
  return Array.from({ length: terms }, (_, term) => columns.map((column) => Math.round((column[term] ?? 0) * 1e3) / 1e3));
}

/** Unit vector in the latent directions; null for a document that they say too little of. */
export function project(document: Sparse, basis: Basis): Float64Array | null {
  const vector = new Float64Array(basis[0]?.length ?? 0);
  for (const [term, weight] of document) {
    const row = basis[term] ?? [];
    for (let at = 0; at < vector.length; at += 1) vector[at] = (vector[at] ?? 0) + weight * (row[at] ?? 0);
  }
  const length = Math.hypot(...vector);
  return length < leastKept ? null : vector.map((value) => value / length);
}

/** Product of two vectors of one length: the cosine, where both are unit vectors. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

/** Unit vector of the sum; zeros for none. */
export function centerOf(vectors: readonly ArrayLike<number>[]): Float64Array {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) + (vector[at] ?? 0);
  const length = Math.hypot(...sum);
  return length === 0 ? sum : sum.map((value) => value / length);
}

function gramOf(documents: readonly Sparse[], terms: number): readonly Float64Array[] {
  const gram = Array.from({ length: terms }, () => new Float64Array(terms));
  for (const document of documents) {
    for (const [a, x] of document) {
      const row = gram[a] ?? new Float64Array(terms);
      for (const [b, y] of document) row[b] = (row[b] ?? 0) + x * y;
    }
  }
  return gram;
}

function multiply(matrix: readonly Float64Array[], vector: Float64Array): Float64Array {
  return Float64Array.from(matrix, (row) => dot(row, vector));
}

/** Modified Gram-Schmidt; a column that depends on those before it becomes zero. */
function orthonormal(columns: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const column of columns) {
    for (const other of done) {
      const shared = dot(column, other);
      for (let at = 0; at < column.length; at += 1) column[at] = (column[at] ?? 0) - shared * (other[at] ?? 0);
    }
    const length = Math.hypot(...column);
    done.push(length < 1e-9 ? column.fill(0) : column.map((value) => value / length));
  }
  return done;
}
