const SMALLEST = 256;

/** Key of two halves -> index of a pattern, in flat arrays. */
export interface Signatures {
  /** The index, or -1. */
  get(low: number, high: number): number;
  set(low: number, high: number, index: number): void;
  clear(): void;
}

/** Four numbers an entry, so that one lies in one line of the processor's cache: two halves, index plus one (0 is free), nothing. */
const WIDTH = 4;

interface Table {
  readonly entries: Int32Array;
  readonly mask: number;
  used: number;
}

/**
 * A bounded cache: two generations of an open-addressing table. When the young one is full it becomes the old one, whose entries come back on
 * sight; so what is not seen for a while leaves without a list of who was used last. `capacity` is a power of two.
 */
export function createSignatures(capacity: number): Signatures {
  let young = createTable(SMALLEST);
  let old = createTable(SMALLEST);
  const set = (low: number, high: number, index: number): void => {
    if (young.used * 3 > young.mask * 2) {
      if (young.mask + 1 < capacity) young = grown(young);
      else {
        old = young;
        young = createTable(capacity);
      }
    }
    put(young, low, high, index);
  };
  return {
    get(low, high) {
      const index = look(young, low, high);
      if (index >= 0 || old.used === 0) return index;
      const former = look(old, low, high);
      if (former >= 0) set(low, high, former);
      return former;
    },
    set,
    clear() {
      young = createTable(SMALLEST);
      old = createTable(SMALLEST);
    },
  };
}

function createTable(size: number): Table {
  return { entries: new Int32Array(size * WIDTH), mask: size - 1, used: 0 };
}

function grown({ entries, mask }: Table): Table {
  const larger = createTable((mask + 1) * 2);
  for (let at = 0; at < entries.length; at += WIDTH) {
    const index = entries[at + 2] ?? 0;
    if (index > 0) put(larger, entries[at] ?? 0, entries[at + 1] ?? 0, index - 1);
  }
  return larger;
}

function look({ entries, mask }: Table, low: number, high: number): number {
  for (let slot = low ^ (high >>> 7); ; slot += 1) {
    const at = (slot & mask) * WIDTH;
    const index = entries[at + 2] ?? 0;
    if (index === 0) return -1;
    if (entries[at] === low && entries[at + 1] === high) return index - 1;
  }
}

function put(table: Table, low: number, high: number, index: number): void {
  const { entries, mask } = table;
  let slot = low ^ (high >>> 7);
  let at = (slot & mask) * WIDTH;
  while (entries[at + 2] !== 0 && (entries[at] !== low || entries[at + 1] !== high)) {
    slot += 1;
    at = (slot & mask) * WIDTH;
  }
  if (entries[at + 2] === 0) table.used += 1;
  entries[at] = low;
  entries[at + 1] = high;
  entries[at + 2] = index + 1;
}
