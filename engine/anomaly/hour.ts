/** The counts of one hour, by pattern and minute: open for counting, or packed. */

type Visit = (pattern: number, minute: number, count: number) => void;

export interface OpenHour {
  readonly add: Visit;
  /** By pattern and then minute, so that a restored window writes the same bytes as one that never stopped. */
  each(visit: Visit): void;
  /** In whatever order, and a cell more than once. */
  eachCount(visit: Visit): void;
}

const minutes = 60;
/** A log of counts is put together once it is longer than this and has doubled. */
const shortLog = 4_096;

/**
 * Counts of the newest two minutes lie in arrays by pattern, for lines that were read together may be of both; what is older is a log of counts, packed,
 * to which a late line is added as it comes. A row of minutes for each pattern would be ten times as much, nearly all of it zero.
 */
export function createOpenHour(): OpenHour {
  let newest = createMinute();
  let former = createMinute();
  let newestMinute = 0;
  let log = createLog();
  let longest = shortLog;

  const append = (pattern: number, minute: number, count: number): void => {
    log.write(pattern);
    log.write(minute);
    log.write(count);
  };
  const close = (minute: number): void => {
    former.each((pattern, count) => append(pattern, newestMinute - 1, count));
    former.clear();
    [newest, former] = [former, newest];
    if (minute > newestMinute + 1) {
      former.each((pattern, count) => append(pattern, newestMinute, count));
      former.clear();
    }
    newestMinute = minute;
  };
  const putTogether = (): void => {
    const loose = log;
    log = createLog();
    eachInOrder((visit) => readLog(loose.bytes(), visit), append);
    longest = Math.max(shortLog, log.length() * 2);
  };

  const eachCount = (visit: Visit): void => {
    readLog(log.bytes(), visit);
    former.each((pattern, count) => visit(pattern, newestMinute - 1, count));
    newest.each((pattern, count) => visit(pattern, newestMinute, count));
  };

  return {
    add(pattern, minute, count) {
      if (minute > newestMinute) close(minute);
      if (minute === newestMinute) newest.add(pattern, count);
      else if (minute === newestMinute - 1) former.add(pattern, count);
      else {
        append(pattern, minute, count);
        if (log.length() > longest) putTogether();
      }
    },
    each: (visit) => eachInOrder(eachCount, visit),
    eachCount,
  };
}

/** The counts of one minute, a cell a pattern. */
function createMinute() {
  let counts = new Uint32Array(16);
  let used = 0;
  return {
    add(pattern: number, count: number): void {
      if (pattern >= used) {
        used = pattern + 1;
        if (used > counts.length) counts = widened(counts, Math.max(used, Math.ceil(counts.length * 1.5)));
      }
      counts[pattern] = (counts[pattern] ?? 0) + count;
    },
    each(visit: (pattern: number, count: number) => void): void {
      for (let pattern = 0; pattern < used; pattern += 1) {
        const count = counts[pattern] ?? 0;
        if (count > 0) visit(pattern, count);
      }
    },
    clear(): void {
      counts.fill(0, 0, used);
      used = 0;
    },
  };
}

/** More entries than an hour can have, so that key and entry fit in one number that sorts as the keys do. */
const mostEntries = 2 ** 24;

/** Visits what `read` tells in any order, by pattern and minute, each once. */
function eachInOrder(read: (visit: Visit) => void, visit: Visit): void {
  const keyed: number[] = [];
  const counts: number[] = [];
  read((pattern, minute, count) => {
    keyed.push((pattern * minutes + minute) * mostEntries + keyed.length);
    counts.push(count);
  });
  const order = Float64Array.from(keyed).toSorted();
  let sum = 0;
  for (let at = 0; at < order.length; at += 1) {
    const entry = order[at] ?? 0;
    const key = Math.floor(entry / mostEntries);
    sum += counts[entry % mostEntries] ?? 0;
    if (Math.floor((order[at + 1] ?? -1) / mostEntries) === key) continue;
    visit(Math.floor(key / minutes), key % minutes, sum);
    sum = 0;
  }
}

/** A minute and a small count are one byte: six bits for the minute, two that say one to three or that the count follows. */
const minuteBits = 6;
const large = 3;

/**
 * Numbers of seven bits a byte, the lowest first (LEB128): for each pattern its distance from the one before and how many minutes follow, for each minute
 * itself with its count.
 */
export function packHour(hour: OpenHour): Uint8Array {
  const log = createLog();
  const cells: number[] = [];
  let current = 0;
  let last = 0;
  const close = (): void => {
    if (cells.length === 0) return;
    log.write(current - last);
    log.write(cells.length / 2);
    for (let at = 0; at < cells.length; at += 2) writeMinute(log, cells[at] ?? 0, cells[at + 1] ?? 0);
    last = current;
    cells.length = 0;
  };
  hour.each((pattern, minute, count) => {
    if (pattern !== current) close();
    current = pattern;
    cells.push(minute, count);
  });
  close();
  return log.bytes().slice();
}

function writeMinute(log: Log, minute: number, count: number): void {
  const small = Math.min(count - 1, large);
  log.byte(minute | (small << minuteBits));
  if (small === large) log.write(count);
}

export function readHour(packed: Uint8Array, visit: Visit): void {
  const reader = createReader(packed);
  let pattern = 0;
  while (reader.hasMore()) {
    pattern += reader.number();
    for (let left = reader.number(); left > 0; left -= 1) {
      const byte = reader.byte();
      const small = byte >> minuteBits;
      visit(pattern, byte & (2 ** minuteBits - 1), small === large ? reader.number() : small + 1);
    }
  }
}

function readLog(log: Uint8Array, visit: Visit): void {
  const reader = createReader(log);
  while (reader.hasMore()) visit(reader.number(), reader.number(), reader.number());
}

type Log = ReturnType<typeof createLog>;

function createLog() {
  let bytes = new Uint8Array(64);
  let length = 0;
  const byte = (value: number): void => {
    if (length === bytes.length) bytes = widened(bytes, Math.ceil(length * 1.5));
    bytes[length] = value;
    length += 1;
  };
  return {
    byte,
    write(number: number): void {
      let left = number;
      for (; left >= 128; left = Math.floor(left / 128)) byte(128 + (left % 128));
      byte(left);
    },
    bytes: () => bytes.subarray(0, length),
    length: () => length,
  };
}

function createReader(bytes: Uint8Array) {
  let at = 0;
  const byte = (): number => {
    at += 1;
    return bytes[at - 1] ?? 0;
  };
  return {
    hasMore: () => at < bytes.length,
    byte,
    number(): number {
      let number = 0;
      for (let scale = 1; ; scale *= 128) {
        const next = byte();
        number += (next % 128) * scale;
        if (next < 128) return number;
      }
    },
  };
}

function widened<Numbers extends Uint8Array | Uint32Array>(from: Numbers, length: number): Numbers;
function widened(from: Uint8Array | Uint32Array, length: number): Uint8Array | Uint32Array {
  const wider = from instanceof Uint8Array ? new Uint8Array(length) : new Uint32Array(length);
  wider.set(from);
  return wider;
}
