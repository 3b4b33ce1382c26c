/** The counts of one hour, by pattern and minute: open for counting, or packed. */

type Visit = (pattern: number, minute: number, count: number) => void;

export interface OpenHour {
  readonly add: Visit;
  /** By pattern and then minute, so that a restored window writes the same bytes as one that never stopped. */
  each(visit: Visit): void;
}

const minutes = 60;

/** One row of 60 minutes for each pattern that has written, in one array that grows. */
export function createOpenHour(): OpenHour {
  const rows = new Map<number, number>();
  let counts = new Uint32Array(8 * minutes);
  return {
    add(pattern, minute, count) {
      let row = rows.get(pattern);
      if (row === undefined) {
        row = rows.size;
        rows.set(pattern, row);
        if ((row + 1) * minutes > counts.length) counts = doubled(counts);
      }
      const at = row * minutes + minute;
      counts[at] = (counts[at] ?? 0) + count;
    },
    each(visit) {
      for (const [pattern, row] of [...rows].toSorted(([a], [b]) => a - b)) {
        for (let minute = 0; minute < minutes; minute += 1) {
          const count = counts[row * minutes + minute] ?? 0;
          if (count > 0) visit(pattern, minute, count);
        }
      }
    },
  };
}

/**
 * Numbers of seven bits a byte, the lowest first (LEB128): for each pattern its distance from the one before and how many minutes follow, for each minute
 * itself and its count.
 */
export function packHour(hour: OpenHour): Uint8Array {
  const bytes: number[] = [];
  const minutesOf = new Map<number, number[]>();
  hour.each((pattern, minute, count) => {
    const list = minutesOf.get(pattern);
    if (list === undefined) minutesOf.set(pattern, [minute, count]);
    else list.push(minute, count);
  });
  let last = 0;
  for (const [pattern, list] of minutesOf) {
    write(bytes, pattern - last);
    write(bytes, list.length / 2);
    for (const number of list) write(bytes, number);
    last = pattern;
  }
  return Uint8Array.from(bytes);
}

export function readHour(packed: Uint8Array, visit: Visit): void {
  let at = 0;
  const read = (): number => {
    let number = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = packed[at] ?? 0;
      at += 1;
      number += (byte % 128) * scale;
      if (byte < 128) return number;
    }
  };
  let pattern = 0;
  while (at < packed.length) {
    pattern += read();
    for (let left = read(); left > 0; left -= 1) {
      const minute = read();
      visit(pattern, minute, read());
    }
  }
}

function write(bytes: number[], number: number): void {
  let left = number;
  while (left >= 128) {
    bytes.push(128 + (left % 128));
    left = Math.floor(left / 128);
  }
  bytes.push(left);
}

function doubled(counts: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(counts.length * 2);
  wider.set(counts);
  return wider;
}
