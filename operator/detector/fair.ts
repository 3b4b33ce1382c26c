/** Streams for several who want them: nobody gets less than another who gets no more than it wants. Pure. */

/** Each its equal part of `all`, and of what others leave; of what cannot be divided the first get one more. Max-min fair. */
export function fairShares(wanted: readonly number[], all: number): readonly number[] {
  const shares = wanted.map(() => 0);
  let left = all;
  const modestFirst = wanted.map((want, index) => ({ want, index })).toSorted((a, b) => a.want - b.want || b.index - a.index);
  modestFirst.forEach(({ want, index }, at) => {
    const share = Math.min(want, Math.floor(left / (modestFirst.length - at)));
    shares[index] = share;
    left -= share;
  });
  return shares;
}
