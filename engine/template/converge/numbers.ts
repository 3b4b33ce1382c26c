/** Numbers for pairs of 32-bit numbers, from 0 in the order in which they come first. What a map with texts for keys would do, without making texts. */
export interface PairNumbers {
  of(first: number, second: number): number;
}

const smallest = 256;
/** An entry is the pair and its number plus one, where 0 is free; four cells, so that one lies in one line of the processor's cache. */
const width = 4;

/** An open-addressing table, at most half full. */
export function createPairNumbers(): PairNumbers {
  let entries = new Int32Array(smallest * width);
  let mask = smallest - 1;
  let size = 0;

  function grow(): void {
    const former = entries;
    entries = new Int32Array(former.length * 4);
    mask = entries.length / width - 1;
    for (let at = 0; at < former.length; at += width) {
      if (former[at + 2] !== 0) put(former[at] ?? 0, former[at + 1] ?? 0, former[at + 2] ?? 0);
    }
  }

  function put(first: number, second: number, number: number): void {
    let slot = slotOf(first, second) & mask;
    while (entries[slot * width + 2] !== 0) slot = (slot + 1) & mask;
    entries[slot * width] = first;
    entries[slot * width + 1] = second;
    entries[slot * width + 2] = number;
  }

  return {
    of(first, second) {
      for (let slot = slotOf(first, second); ; slot += 1) {
        const at = (slot & mask) * width;
        const number = entries[at + 2] ?? 0;
        if (number === 0) break;
        if (entries[at] === first && entries[at + 1] === second) return number - 1;
      }
      if (size * 2 >= mask) grow();
      size += 1;
      put(first, second, size);
      return size - 1;
    },
  };
}

function slotOf(first: number, second: number): number {
  const mixed = Math.imul(first ^ Math.imul(second, 0x9e3779b1), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
