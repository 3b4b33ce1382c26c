/**
 * Zeros to count in, the same memory each time: valid until asked for again. A new array each second for each workload would be memory outside of the
 * heap that waits for a collection.
 */
export function createScratch(): (length: number) => Float64Array {
  let numbers = new Float64Array(256);
  return (length) => {
    if (length > numbers.length) numbers = new Float64Array(length * 2);
    return numbers.subarray(0, length).fill(0);
  };
}
