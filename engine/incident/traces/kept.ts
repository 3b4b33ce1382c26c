/**
 * The requests of late, line by line, for whoever asks about one of them by its id. In memory alone, and of each request a few lines; what went wrong is kept
 * longer than what did not. Its texts have been redacted; for how many there is time is bounded, and the rest is told by its pattern.
 */
import type { Level, WorkloadId } from '../../domain.ts';
import type { RecordSource } from './listener.ts';
import type { SpanObservation } from './spans.ts';

/** A line of a request, or what a span tells of one. */
export type KeptStep = KeptLine | KeptSpan;

export interface KeptLine {
  readonly type: 'line';
  readonly source: RecordSource;
  readonly pattern: number;
  readonly atMs: number;
  readonly level: Level;
  /** Redacted; null where there was no time for it, or it is too long. */
  text: string | null;
}

export interface KeptSpan {
  readonly type: 'span';
  /** `namespace/name`. */
  readonly place: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly atMs: number;
  readonly durationMs: number;
  readonly isError: boolean;
  text: string | null;
}

export interface KeptRequest {
  readonly id: string;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly steps: readonly KeptStep[];
  /** Lines and spans besides those that are kept. */
  readonly more: number;
}

export type FoundRequest =
  | { readonly outcome: 'found'; readonly request: KeptRequest }
  /** More than one begins so; at most ten of them. */
  | { readonly outcome: 'several'; readonly ids: readonly string[]; readonly more: number }
  /** It was there, and is no longer kept. */
  | { readonly outcome: 'expired' }
  | { readonly outcome: 'unknown' };

/** How much is kept now. */
export interface Keeping {
  readonly requests: number;
  /** Of these with an error. */
  readonly failed: number;
  /** When the oldest of those without an error began, else of all; null where nothing is kept. */
  readonly sinceAtMs: number | null;
}

export interface NewLine {
  readonly atMs: number;
  readonly level: Level;
  readonly pattern: number;
  /** Made only where it is kept. */
  readonly message: () => string;
}

export interface KeptRequests {
  line(id: string, source: RecordSource, line: NewLine): void;
  span(span: SpanObservation): void;
  /** Forgets what is too old; to be called with every tick. */
  settle(nowMs: number): void;
  /** By an id or its beginning, of at least four characters. */
  find(id: string): FoundRequest;
  /** By its whole id, as it was written; null where it is not kept. */
  get(id: string): KeptRequest | null;
  keeping(): Keeping;
  /** The rules of redaction have become stricter. */
  redactAgain(): void;
  forget(workload: WorkloadId): void;
}

/** Requests without and with an error that are kept at most, and how long. */
export const keptBounds = { requests: 6_000, failed: 3_000, forMs: 3_600_000 } as const;
/** Of an hour that they are kept. */
const lookEveryMs = 120_000;
const mostSteps = 40_000;
const mostStepsOfRequest = 40;
const mostTexts = 2_000_000;
/** Redacting a text takes some ten microseconds; so many between two ticks, half of them of errors alone. */
const textsATick = 400;
const longestMessage = 4_000;
const longestText = 240;
const longestId = 128;
const shortestBeginning = 4;
/** Ids that are gone are known by a number each: one in 65,000 that was never there is taken for one. */
const mostGone = 65_536;
const answeredAtMost = 10;
/** Ids of these forms are nobody's data. */
const plainId = /^[0-9a-f-]{8,64}$/i;

interface Request {
  readonly id: string;
  firstAtMs: number;
  lastAtMs: number;
  readonly steps: KeptStep[];
  more: number;
  textLength: number;
}

export function createKeptRequests(redact: (text: string) => string): KeptRequests {
  return new Kept(redact);
}

class Kept implements KeptRequests {
  private readonly redact: (text: string) => string;
  /** In the order in which they were first seen. */
  private readonly fine = new Map<string, Request>();
  private readonly failed = new Map<string, Request>();
  /** What each goes on from: one that began anew would pass over all that have been dropped. */
  private readonly oldest = new Map<Map<string, Request>, MapIterator<Request>>();
  private gone: Uint32Array | null = null;
  private goneCount = 0;
  private steps = 0;
  private texts = 0;
  private textsLeft = textsATick;
  private lookedAtMs = Number.NEGATIVE_INFINITY;

  constructor(redact: (text: string) => string) {
    this.redact = redact;
  }

  line(id: string, source: RecordSource, { atMs, level, pattern, message }: NewLine): void {
    const isError = level === 'error' || level === 'fatal';
    const request = this.request(id, atMs, isError);
    if (request === null || !this.hasRoom(request)) return;
    const text = this.mayRedact(isError) ? this.textOf(message()) : null;
    this.add(request, { type: 'line', source, pattern, atMs, level, text });
  }

  span(span: SpanObservation): void {
    const { traceId, spanId, parentId, namespace = '', workload, atMs, durationMs, error } = span;
    const isError = typeof error === 'string';
    const request = this.request(traceId, atMs, isError);
    if (request === null || !this.hasRoom(request)) return;
    const text = this.mayRedact(isError) ? this.textOf(isError ? `${span.name}: ${error}` : span.name) : null;
    this.add(request, { type: 'span', place: `${namespace}/${workload}`, spanId, parentId, atMs, durationMs, isError, text });
  }

  settle(nowMs: number): void {
    this.textsLeft = textsATick;
    if (Math.abs(nowMs - this.lookedAtMs) < lookEveryMs) return;
    this.lookedAtMs = nowMs;
    for (const requests of [this.fine, this.failed])
      for (const request of requests.values()) if (Math.abs(nowMs - request.lastAtMs) > keptBounds.forMs) this.drop(requests, request);
  }

  find(id: string): FoundRequest {
    const wanted = id.trim().toLowerCase();
    const exact = this.all().filter((request) => request.id.toLowerCase() === wanted);
    const found =
      exact.length > 0 || wanted.length < shortestBeginning
        ? exact
        : this.all().filter(({ id: known }) => known.toLowerCase().startsWith(wanted));
    const [only] = found;
    if (found.length === 1 && only !== undefined) return { outcome: 'found', request: only };
    if (found.length > 1) {
      const ids = found.slice(0, answeredAtMost).map((request) => request.id);
      return { outcome: 'several', ids, more: found.length - ids.length };
    }
    return { outcome: this.gone?.includes(numberOf(wanted)) === true ? 'expired' : 'unknown' };
  }

  get(id: string): KeptRequest | null {
    return this.failed.get(id) ?? this.fine.get(id) ?? null;
  }

  keeping(): Keeping {
    const [oldest = null] = this.fine.size > 0 ? this.fine.values() : this.failed.values();
    return { requests: this.fine.size + this.failed.size, failed: this.failed.size, sinceAtMs: oldest?.firstAtMs ?? null };
  }

  redactAgain(): void {
    for (const request of this.all())
      for (const step of request.steps) {
        const before = step.text?.length ?? 0;
        step.text = step.text === null ? null : this.textOf(step.text);
        request.textLength += (step.text?.length ?? 0) - before;
        this.texts += (step.text?.length ?? 0) - before;
      }
  }

  forget(workload: WorkloadId): void {
    for (const requests of [this.fine, this.failed])
      for (const request of requests.values())
        if (request.steps.some((step) => step.type === 'line' && step.source.id === workload)) this.drop(requests, request);
  }

  private all(): readonly Request[] {
    return [...this.fine.values(), ...this.failed.values()];
  }

  /** Null for an id that may not be kept. */
  private request(id: string, atMs: number, isError: boolean): Request | null {
    const known = this.failed.get(id) ?? this.fine.get(id);
    if (known === undefined) return this.begin(id, atMs, isError);
    known.firstAtMs = Math.min(known.firstAtMs, atMs);
    known.lastAtMs = Math.max(known.lastAtMs, atMs);
    if (isError && this.fine.delete(id)) this.put(this.failed, known, keptBounds.failed);
    return known;
  }

  private begin(id: string, atMs: number, isError: boolean): Request | null {
    if (id.length > longestId || (!plainId.test(id) && this.redact(id) !== id)) return null;
    const request = { id, firstAtMs: atMs, lastAtMs: atMs, steps: [], more: 0, textLength: 0 };
    this.put(isError ? this.failed : this.fine, request, isError ? keptBounds.failed : keptBounds.requests);
    return request;
  }

  private put(requests: Map<string, Request>, request: Request, most: number): void {
    requests.set(request.id, request);
    if (requests.size > most) this.dropOldest(requests);
  }

  private hasRoom(request: Request): boolean {
    if (request.steps.length < mostStepsOfRequest) return true;
    request.more += 1;
    return false;
  }

  private add(request: Request, step: KeptStep): void {
    request.steps.push(step);
    const length = step.text?.length ?? 0;
    request.textLength += length;
    this.texts += length;
    this.steps += 1;
    while ((this.steps > mostSteps || this.texts > mostTexts) && this.fine.size + this.failed.size > 1)
      this.dropOldest(this.fine.size > 0 ? this.fine : this.failed);
  }

  private dropOldest(requests: Map<string, Request>): void {
    let oldest = this.oldest.get(requests)?.next();
    if (oldest === undefined || oldest.done === true) {
      const begun = requests.values();
      this.oldest.set(requests, begun);
      oldest = begun.next();
    }
    if (oldest.done !== true) this.drop(requests, oldest.value);
  }

  private drop(requests: Map<string, Request>, request: Request): void {
    requests.delete(request.id);
    this.steps -= request.steps.length;
    this.texts -= request.textLength;
    this.gone ??= new Uint32Array(mostGone);
    this.gone[this.goneCount % mostGone] = numberOf(request.id);
    this.goneCount += 1;
  }

  private mayRedact(isError: boolean): boolean {
    if (this.textsLeft <= (isError ? 0 : textsATick / 2)) return false;
    this.textsLeft -= 1;
    return true;
  }

  /** Redacted before it is cut: a secret that is cut is none that the rules know. */
  private textOf(message: string): string | null {
    if (message.length > longestMessage) return null;
    const text = this.redact(message);
    return text.length > longestText ? `${text.slice(0, longestText).toWellFormed()}…` : text;
  }
}

/** Of the id whatever its case (FNV-1a); never 0, which stands for nothing. As many ids as lines may be dropped, so no text is made of it. */
function numberOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) {
    const code = id.charCodeAt(at);
    hash = Math.imul(hash ^ (code >= 65 && code <= 90 ? code + 32 : code), 0x01000193);
  }
  return (hash | 1) >>> 0;
}
