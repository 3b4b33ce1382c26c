/**
 * Requests that fail in several workloads: errors of one id within two seconds of each other are one failure that crosses them. Only numbers are kept, of pairs
 * of workloads; who called whom is told where the lines of one enclose those of the other, which clocks that differ can hide but not turn round.
 */
import type { WorkloadId } from '../../domain.ts';

/** Of two workloads, as of the last minutes. */
export interface Crossing {
  /** Requests that failed in both. */
  readonly requests: number;
  readonly lastAtMs: number;
}

/** When the lines of a request began and ended in a workload. */
export interface Stay {
  readonly workload: WorkloadId;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whose requests are seen to go on to whom. */
interface Calls {
  infer(from: WorkloadId, to: WorkloadId, atMs: number): void;
}

export interface Crossings {
  /** An error of a request. */
  see(id: string, workload: WorkloadId, atMs: number): void;
  /** Reads the requests that are over, and forgets what is. */
  settle(): void;
  /** Null for none. */
  between(a: WorkloadId, b: WorkloadId): Crossing | null;
  forget(workload: WorkloadId): void;
  clear(): void;
  /** Errors of requests of which there were too many at once. */
  readonly refused: number;
}

/** A request is over when nothing of it failed for so long. */
const windowMs = 10_000;
/** Errors this far apart are of one failure: a caller that waited longer has said so by a timeout of its own. */
const crossesWithinMs = 2_000;
const lastsForMs = 10 * 60_000;
const mostRequests = 4_096;
const mostWorkloads = 16;
const mostPairs = 5_000;
const mostIds = 16;
/** So many requests of a tick are looked up for who called whom. */
const mostLookedUp = 50;
/** Of so many that are nested one in the other, nearly all in the same way. */
const leastNested = 3;
const sameWay = 0.8;

interface Pair extends Crossing {
  /** The lesser of both ids. */
  readonly first: WorkloadId;
  readonly second: WorkloadId;
  requests: number;
  lastAtMs: number;
  firstEncloses: number;
  secondEncloses: number;
  /** Those that crossed last: an id that comes again and again is that of a customer or a session, and not of a request. */
  readonly ids: string[];
}

interface Crossed {
  readonly id: string;
  readonly stays: readonly Stay[];
  readonly atMs: number;
}

/** `staysOf`: where a request has been, as far as that is kept. */
export function createCrossings(staysOf: (id: string) => readonly Stay[], calls: Calls): Crossings {
  return new Followed(staysOf, calls);
}

class Followed implements Crossings {
  refused = 0;
  /** When each workload first failed in the request. */
  private readonly open = new Map<string, Map<WorkloadId, number>>();
  private readonly pairs = new Map<string, Pair>();
  private readonly staysOf: (id: string) => readonly Stay[];
  private readonly calls: Calls;
  private newestAtMs = Number.NEGATIVE_INFINITY;

  constructor(staysOf: (id: string) => readonly Stay[], calls: Calls) {
    this.staysOf = staysOf;
    this.calls = calls;
  }

  see(id: string, workload: WorkloadId, atMs: number): void {
    this.newestAtMs = Math.max(this.newestAtMs, atMs);
    const request = this.open.get(id);
    if ((request === undefined && this.open.size >= mostRequests) || (request?.size ?? 0) >= mostWorkloads) this.refused += 1;
    else if (request === undefined) this.open.set(id, new Map([[workload, atMs]]));
    else request.set(workload, Math.min(request.get(workload) ?? atMs, atMs));
  }

  settle(): void {
    let left = mostLookedUp;
    for (const [id, request] of this.open) {
      if (this.newestAtMs - Math.max(...request.values()) < windowMs) continue;
      this.open.delete(id);
      const crossed = pairsIn([...request]);
      if (crossed.length === 0) continue;
      const stays = left > 0 ? this.staysOf(id) : [];
      left -= 1;
      for (const { a, b, atMs } of crossed) this.cross(a, b, { id, stays, atMs });
    }
    for (const [key, { lastAtMs }] of this.pairs) if (this.newestAtMs - lastAtMs > lastsForMs) this.pairs.delete(key);
  }

  between(a: WorkloadId, b: WorkloadId): Crossing | null {
    return this.pairs.get(keyOf(a, b)) ?? null;
  }

  forget(workload: WorkloadId): void {
    for (const [key, { first, second }] of this.pairs) if (first === workload || second === workload) this.pairs.delete(key);
  }

  clear(): void {
    this.open.clear();
    this.pairs.clear();
    this.newestAtMs = Number.NEGATIVE_INFINITY;
  }

  private cross(a: WorkloadId, b: WorkloadId, { id, stays, atMs }: Crossed): void {
    const pair = this.pairOf(a, b);
    if (pair === null) {
      this.refused += 1;
      return;
    }
    if (pair.ids.includes(id)) return;
    pair.ids.push(id);
    if (pair.ids.length > mostIds) pair.ids.shift();
    pair.requests += 1;
    pair.lastAtMs = Math.max(pair.lastAtMs, atMs);
    const [first, second] = [pair.first, pair.second].map((workload) => stays.find((stay) => stay.workload === workload));
    if (first === undefined || second === undefined) return;
    if (encloses(first, second)) pair.firstEncloses += 1;
    else if (encloses(second, first)) pair.secondEncloses += 1;
    const nested = pair.firstEncloses + pair.secondEncloses;
    if (nested < leastNested) return;
    if (pair.firstEncloses >= sameWay * nested) this.calls.infer(pair.first, pair.second, atMs);
    else if (pair.secondEncloses >= sameWay * nested) this.calls.infer(pair.second, pair.first, atMs);
  }

  private pairOf(a: WorkloadId, b: WorkloadId): Pair | null {
    const [first, second] = a < b ? [a, b] : [b, a];
    const key = keyOf(a, b);
    const known = this.pairs.get(key);
    if (known !== undefined) return known;
    if (this.pairs.size >= mostPairs) return null;
    const pair = { first, second, requests: 0, lastAtMs: 0, firstEncloses: 0, secondEncloses: 0, ids: [] };
    this.pairs.set(key, pair);
    return pair;
  }
}

function keyOf(a: WorkloadId, b: WorkloadId): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

function pairsIn(
  failed: readonly (readonly [WorkloadId, number])[],
): readonly { readonly a: WorkloadId; readonly b: WorkloadId; readonly atMs: number }[] {
  return failed.flatMap(([a, atMs], index) =>
    failed
      .slice(index + 1)
      .filter(([, other]) => Math.abs(other - atMs) <= crossesWithinMs)
      .map(([b, other]) => ({ a, b, atMs: Math.max(atMs, other) })),
  );
}

/** Equal times say nothing. */
function encloses(outer: Stay, inner: Stay): boolean {
  return outer.fromMs <= inner.fromMs && outer.toMs >= inner.toMs && outer.toMs - outer.fromMs > inner.toMs - inner.fromMs;
}
