/** The yardstick of the benchmarks: what makes a ratio of two machines, or of two hours on a shared one, comparable. */

const word = 1;
const digit = 2;
const classes = Uint8Array.from({ length: 256 }, (_, byte) => (isBetween(byte, 48, 57) ? digit : isBetween(byte | 32, 97, 122) ? word : 0));
const tableSize = 4_096;
const longestLine = 8_192;

interface Seen {
  count: number;
  lastAt: number;
}

/**
 * Does with the bytes what any miner must do, and no more: finds the lines, classes and hashes their bytes into tokens, looks the line's form up in
 * a table and then in a map, makes one object a line. So caches, branches and the collector weigh in it as they do in the engine, and a busy
 * neighbour slows both alike. Returns a number that depends on every byte, so that nothing is optimised away. Made anew for every run: nothing is
 * known from the last.
 */
export function calibrate(chunks: Iterable<Uint8Array>): number {
  const table = new Int32Array(tableSize);
  const forms = new Map<number, Seen>();
  const hashes = new Int32Array(longestLine);
  let recent: Seen = { count: 0, lastAt: 0 };
  for (const bytes of chunks) {
    let at = 0;
    for (let feed = bytes.indexOf(10); feed >= 0; feed = bytes.indexOf(10, at)) {
      const form = formOf(bytes, at, feed, hashes);
      const slot = form & (tableSize - 1);
      table[slot] = (table[slot] ?? 0) ^ form;
      recent = { count: (forms.get(slot)?.count ?? 0) + 1, lastAt: recent.lastAt + feed - at };
      forms.set(slot, recent);
      at = feed + 1;
    }
  }
  return recent.lastAt + forms.size + table.reduce((sum, value) => (sum + value) | 0, 0);
}

// oxlint-disable-next-line max-params -- an object a line would be measured too
function formOf(bytes: Uint8Array, start: number, end: number, hashes: Int32Array): number {
  let tokens = 0;
  let hash = 0x811c9dc5 | 0;
  let flags = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    const kind = classes[byte] ?? 0;
    if (kind !== 0) {
      hash = Math.imul(hash ^ byte, 0x01000193);
      flags |= kind;
      continue;
    }
    if (tokens < longestLine) hashes[tokens] = (flags & digit) === 0 ? hash ^ byte : byte;
    tokens += 1;
    hash = 0x811c9dc5 | 0;
    flags = 0;
  }
  let form = tokens;
  for (let token = 0; token < Math.min(tokens, longestLine); token += 1)
    form = Math.imul(form ^ (hashes[token] ?? 0), 0x85ebca6b) + (form >>> 13);
  return form;
}

function isBetween(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}
