const SMALLEST = 256;

/** Signature -> pattern number, in flat arrays. */
export interface Signatures {
  /** The number, or -1. */
  get(low: number, high: number): number;
  set(low: number, high: number, value: number): void;
}

interface Table {
  readonly lows: Int32Array;
  readonly highs: Int32Array;
  /** Number plus one; 0 is free. */
  readonly values: Int32Array;
  readonly mask: number;
  used: number;
}

/**
 * A bounded cache: two generations of an open-addressing table. When the young one is full it becomes the old one, whose entries come back on
 * sight; so what is not seen for a while leaves without a list of who was used last.
 */
export function createSignatures(capacity: number): Signatures {
  let young = createTable(SMALLEST);
  let old = createTable(SMALLEST);
  const set = (low: number, high: number, value: number): void => {
    if (young.used * 2 >= young.values.length) {
      if (young.values.length < capacity) young = grown(young);
      else {
        old = young;
        young = createTable(capacity);
      }
    }
    put(young, low, high, value);
  };
  return {
    get(low, high) {
      const value = look(young, low, high);
      if (value >= 0) return value;
      const former = look(old, low, high);
      if (former >= 0) set(low, high, former);
      return former;
    },
    set,
  };
}

function createTable(size: number): Table {
  return { lows: new Int32Array(size), highs: new Int32Array(size), values: new Int32Array(size), mask: size - 1, used: 0 };
}

function grown(table: Table): Table {
  const larger = createTable(table.values.length * 2);
  for (let i = 0; i < table.values.length; i += 1) {
    const value = table.values[i] ?? 0;
    if (value > 0) put(larger, table.lows[i] ?? 0, table.highs[i] ?? 0, value - 1);
  }
  return larger;
}

function look(table: Table, low: number, high: number): number {
  const { lows, highs, values, mask } = table;
  for (let at = (low ^ (high >>> 7)) & mask; values[at] !== 0; at = (at + 1) & mask) {
    if (lows[at] === low && highs[at] === high) return (values[at] ?? 0) - 1;
  }
  return -1;
}

function put(table: Table, low: number, high: number, value: number): void {
  const { lows, highs, values, mask } = table;
  let at = (low ^ (high >>> 7)) & mask;
  while (values[at] !== 0 && (lows[at] !== low || highs[at] !== high)) at = (at + 1) & mask;
  if (values[at] === 0) table.used += 1;
  lows[at] = low;
  highs[at] = high;
  values[at] = value + 1;
}
