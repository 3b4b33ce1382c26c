/** Lines per pattern in 5-second buckets for the last 15 minutes: the newest few open for counting, the others as short sorted lists. */
import { OpenBucket, width } from './open-bucket.ts';
import { Trailing } from './trailing.ts';

export const bucketMs = 5_000;
/** 15 minutes. */
const kept = 180;
/** So many of the newest are open: lines that were read together were written over as many seconds, and come as often late as not. */
const openBuckets = 8;
const empty = new Uint32Array(0);

/**
 * In five seconds a workload writes few of its patterns, so a bucket that is over is kept as a list of those. A late line finds its place by bisection.
 */
export class Buckets {
  /** Number of the newest bucket since the epoch; -1 before the first. */
  head = -1;
  /** One more than the highest pattern. */
  patterns = 0;
  private readonly over: Uint32Array[] = emptyLists();
  private readonly renamed = new Map<number, number>();
  /** Those of the newest buckets that have lines, each at its number modulo theirs; all other buckets are in `over`. */
  private readonly open: (OpenBucket | undefined)[] = noneOpen();
  private spare: OpenBucket | undefined = undefined;
  private readonly trailing = new Trailing();
  /** Where the last line was counted, and when that bucket began: most lines are of the bucket of the one before. */
  private current: OpenBucket | undefined = undefined;
  private currentAtMs = 0;

  /** Moves the head on and empties what comes round again. A head that goes back by more than the ring starts anew. */
  advance(head: number): void {
    if (head <= this.head && head > this.head - kept) return;
    this.rename();
    this.current = undefined;
    const former = this.head;
    const steps = head > former && head - former <= openBuckets ? head - former : 0;
    this.closeBefore(head);
    if (steps === 0) this.trailing.forget();
    for (let step = 0; step < steps; step += 1) this.trailing.drop((age) => this.listOf(former + step - age));
    this.empty(head < former ? 0 : former + 1, head);
    this.head = head;
    for (let step = 1; step <= steps; step += 1) this.trailing.add(this.listOf(former + step - openBuckets));
  }

  holds(bucket: number): boolean {
    return bucket <= this.head && bucket > this.head - kept && bucket >= 0;
  }

  add(pattern: number, atMs: number, count = 1): void {
    if (pattern >= this.patterns) this.patterns = pattern + 1;
    const offset = atMs - this.currentAtMs;
    if (this.current !== undefined && offset >= 0 && offset < bucketMs) this.current.add(pattern, count, offset | 0);
    else this.addTo(Math.floor(atMs / bucketMs), pattern, { count, atMs });
  }

  private addTo(bucket: number, pattern: number, { count, atMs }: { readonly count: number; readonly atMs: number }): void {
    if (this.renamed.size > 0) this.rename();
    const offset = Math.floor(atMs - bucket * bucketMs);
    if (!this.isOpen(bucket)) {
      if (this.holds(bucket)) this.put(bucket, pattern, { count, offset });
      return;
    }
    this.current = this.opened(bucket);
    this.currentAtMs = bucket * bucketMs;
    this.current.add(pattern, count, offset);
  }

  count(pattern: number, bucket: number): number {
    this.rename();
    if (!this.holds(bucket)) return 0;
    if (this.isOpen(bucket)) return this.open[bucket % openBuckets]?.count(pattern) ?? 0;
    const list = this.listOf(bucket);
    const at = placeOf(list, pattern);
    return list[at] === pattern ? (list[at + 1] ?? 0) : 0;
  }

  /** When the first line of the bucket was written; the bucket's start when there is none. */
  firstAtMs(pattern: number, bucket: number): number {
    const offset = this.count(pattern, bucket) > 0 ? this.offset(pattern, bucket) : 0;
    return bucket * bucketMs + offset;
  }

  /** Adds the buckets from `from` to `to`, both included, to `sums`. */
  sum(from: number, to: number, sums: Float64Array): void {
    this.rename();
    const over = to < this.head ? null : this.trailing.of(this.head - from, this.patterns, this.sumOver);
    if (over !== null) addSums(over, sums);
    const first = over === null ? from : this.head - openBuckets + 1;
    for (let bucket = Math.max(first, this.head - kept + 1, 0); bucket <= Math.min(to, this.head); bucket += 1) {
      if (this.isOpen(bucket)) this.open[bucket % openBuckets]?.addTo(sums);
      else addList(this.listOf(bucket), sums);
    }
  }

  /** Done with the next call of anything else, for all that were merged until then: each costs a look at every bucket. */
  merge(from: number, into: number): void {
    if (this.renamed.has(into)) this.rename();
    this.current = undefined;
    this.patterns = Math.max(this.patterns, into + 1);
    this.renamed.set(from, into);
  }

  /** `age in buckets, pattern, count, offset` repeated. */
  list(): number[] {
    this.rename();
    const list: number[] = [];
    for (let bucket = Math.max(0, this.head - kept + 1); bucket <= this.head; bucket += 1) {
      this.each(bucket, (pattern, count, offset) => list.push(this.head - bucket, pattern, count, offset));
    }
    return list;
  }

  restore(state: { readonly head: number; readonly patterns: number; readonly fine: readonly number[] }): void {
    this.renamed.clear();
    this.current = undefined;
    this.trailing.forget();
    this.over.splice(0, kept, ...emptyLists());
    this.open.splice(0, openBuckets, ...noneOpen());
    this.head = state.head;
    this.patterns = state.patterns;
    for (let at = 0; at + 3 < state.fine.length; at += 4) {
      const [age = 0, pattern = 0, count = 0, offset = 0] = state.fine.slice(at, at + 4);
      if (this.holds(state.head - age)) this.put(state.head - age, pattern, { count, offset });
    }
  }

  private rename(): void {
    const { renamed } = this;
    if (renamed.size === 0) return;
    const nameOf = (pattern: number): number => {
      let into = pattern;
      for (let next = renamed.get(into); next !== undefined; next = renamed.get(into)) into = next;
      return into;
    };
    for (let bucket = Math.max(0, this.head - kept + 1); bucket <= this.head - openBuckets; bucket += 1) {
      if (hasAny(this.listOf(bucket), renamed)) this.over[bucket % kept] = renameList(this.listOf(bucket), nameOf);
    }
    this.trailing.rename(renamed.keys(), nameOf);
    for (const bucket of this.open) {
      for (const from of renamed.keys()) {
        const count = bucket?.take(from) ?? 0;
        if (count > 0) bucket?.add(nameOf(from), count, bucket.offset(from));
      }
    }
    renamed.clear();
  }

  private readonly sumOver = (sums: Float64Array, length: number): void => {
    for (let bucket = Math.max(0, this.head - length); bucket <= this.head - openBuckets; bucket += 1) addList(this.listOf(bucket), sums);
  };

  private each(bucket: number, visit: (pattern: number, count: number, offset: number) => void): void {
    if (this.isOpen(bucket)) return this.open[bucket % openBuckets]?.each(visit);
    const list = this.listOf(bucket);
    for (let at = 0; at < list.length; at += width) visit(list[at] ?? 0, list[at + 1] ?? 0, list[at + 2] ?? 0);
  }

  private closeBefore(head: number): void {
    for (let bucket = Math.max(0, this.head - openBuckets + 1); bucket <= this.head; bucket += 1) {
      if (bucket <= head - openBuckets || head < this.head) this.close(bucket);
    }
  }

  /** For what comes round again. */
  private empty(from: number, head: number): void {
    for (let bucket = Math.max(from, head - kept + 1, 0); bucket <= head; bucket += 1) this.over[bucket % kept] = empty;
  }

  /** Whether the bucket is one of those that are open for counting. */
  private isOpen(bucket: number): boolean {
    return bucket <= this.head && bucket > this.head - openBuckets && bucket >= 0;
  }

  /** One of the newest buckets, to be counted in. */
  private opened(bucket: number): OpenBucket {
    const open = this.open[bucket % openBuckets];
    if (open !== undefined) return open;
    const fresh = this.spare ?? new OpenBucket();
    this.spare = undefined;
    this.open[bucket % openBuckets] = fresh;
    return fresh;
  }

  /** Turns an open bucket into a list. */
  private close(bucket: number): void {
    const open = this.open[bucket % openBuckets];
    if (open === undefined) return;
    this.over[bucket % kept] = open.list();
    this.open[bucket % openBuckets] = undefined;
    open.clear();
    this.spare = open;
  }

  private put(bucket: number, pattern: number, { count, offset }: { readonly count: number; readonly offset: number }): void {
    if (this.isOpen(bucket)) return this.opened(bucket).add(pattern, count, offset);
    this.trailing.put(this.head - bucket, pattern, count);
    const list = this.listOf(bucket);
    const at = placeOf(list, pattern);
    if (list[at] === pattern) {
      list[at + 1] = (list[at + 1] ?? 0) + count;
      list[at + 2] = Math.min(list[at + 2] ?? 0, offset);
      return;
    }
    const longer = new Uint32Array(list.length + width);
    longer.set(list.subarray(0, at));
    longer.set([pattern, count, offset], at);
    longer.set(list.subarray(at), at + width);
    this.over[bucket % kept] = longer;
  }

  private offset(pattern: number, bucket: number): number {
    if (this.isOpen(bucket)) return this.open[bucket % openBuckets]?.offset(pattern) ?? 0;
    const list = this.listOf(bucket);
    return list[placeOf(list, pattern) + 2] ?? 0;
  }

  private listOf(bucket: number): Uint32Array {
    return this.over[bucket % kept] ?? empty;
  }
}

function noneOpen(): undefined[] {
  return Array.from({ length: openBuckets }, () => undefined);
}

function emptyLists(): Uint32Array[] {
  return Array.from({ length: kept }, () => empty);
}

function hasAny(list: Uint32Array, patterns: ReadonlyMap<number, number>): boolean {
  for (let at = 0; at < list.length; at += width) if (patterns.has(list[at] ?? 0)) return true;
  return false;
}

function renameList(list: Uint32Array, nameOf: (pattern: number) => number): Uint32Array {
  const entries = new Map<number, [count: number, offset: number]>();
  for (let at = 0; at < list.length; at += width) {
    const [pattern = 0, count = 0, offset = 0] = list.subarray(at, at + width);
    const name = nameOf(pattern);
    const [counted, first] = entries.get(name) ?? [0, offset];
    entries.set(name, [counted + count, Math.min(first, offset)]);
  }
  const named = [...entries].toSorted(([a], [b]) => a - b);
  return Uint32Array.from(named.flatMap(([pattern, [count, offset]]) => [pattern, count, offset]));
}

/** Where the pattern stands in a list, or would stand. */
function placeOf(list: Uint32Array, pattern: number): number {
  let low = 0;
  let high = list.length / width;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle * width] ?? 0) < pattern) low = middle + 1;
    else high = middle;
  }
  return low * width;
}

function addSums(from: Float64Array, sums: Float64Array): void {
  const size = Math.min(from.length, sums.length);
  for (let pattern = 0; pattern < size; pattern += 1) sums[pattern] = (sums[pattern] ?? 0) + (from[pattern] ?? 0);
}

/** Spans of minutes are summed every few seconds, so without a call for each pattern. */
function addList(list: Uint32Array, sums: Float64Array): void {
  for (let at = 0; at < list.length; at += width) {
    const pattern = list[at] ?? 0;
    sums[pattern] = (sums[pattern] ?? 0) + (list[at + 1] ?? 0);
  }
}
