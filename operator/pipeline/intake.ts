/**
 * Lines that are pushed, for one detector: asked of the cluster whose they are, each counted once, and brought to the engine by the same sink as
 * fetched ones. Whoever sent them hears that they are taken only after a checkpoint holds them.
 */
import { hash } from 'node:crypto';
import type { EnginePart } from '../../engine/index.ts';
import {
  backlogForMs,
  type FollowTarget,
  type PushedLine,
  type PushedLog,
  type SourceBatch,
  type StreamPosition,
} from '../sources/source.ts';
import { createDuplicates, lineNumber } from './duplicates.ts';
import { createWhereabouts, type Locate } from './whereabouts.ts';

export interface Intake {
  /** How whose they are is found; null: lines are fetched, and pushed ones are left alone. */
  open(locate: Locate | null): void;
  /** Containers that are there, so that what comes after their end still finds them. */
  present(targets: readonly FollowTarget[]): void;
  /** Null before it is known whether lines are pushed. */
  readonly isOpen: boolean | null;
  push(log: PushedLog): PushVerdict;
  /** Nobody knows the pod, and nobody waits for it any longer. */
  lose(lines: number): void;
  /** Resolves when all that was taken so far is saved; rejects when it cannot be waited for any longer. */
  saved(): Promise<void>;
  account(): IntakeAccount;
}

export type PushVerdict =
  | { readonly type: 'taken'; readonly lines: number; readonly doubled: number; readonly early: number }
  /** `switching`: what was fetched is still on its way. */
  | { readonly type: 'not-selected' | 'unnamed' | 'unknown' | 'switching' };

export interface IntakeAccount {
  /** Since the pipeline was opened. */
  readonly doubled: number;
  /** Of pods that nobody knows. */
  readonly unknown: number;
  /** When lines came last; null: none has come yet. */
  readonly lastAtMs: number | null;
  readonly sinceMs: number;
}

export interface IntakeOptions {
  readonly saved: readonly EnginePart[];
  readonly streamKey: (target: FollowTarget) => string;
  position(target: FollowTarget): StreamPosition | null;
  /** Whether a log is still being fetched. */
  isFetching(): boolean;
  /** Must take the batch in before it returns. */
  onBatch(batch: SourceBatch): void;
  /** Lines longer than the limit were cut. */
  onCut(lines: number): void;
  readonly now: () => number;
}

/** What the pipeline tells its own intake. */
export interface IntakeWork extends Intake {
  /** What a checkpoint of now must hold. */
  collect(extent: 'changed' | 'whole'): readonly EnginePart[];
  /** Of what has been taken in so far. */
  readonly ticket: number;
  /** Everything up to the ticket is saved. */
  settle(ticket: number): void;
  /** Somebody waits for a checkpoint. */
  readonly isAwaited: boolean;
  /** Nothing more is saved. */
  close(): void;
}

/** As of fetched lines: what counts stands at the beginning. */
const lineCharacters = 32_768;

export function createIntake(options: IntakeOptions): IntakeWork {
  const duplicates = createDuplicates(options.saved);
  const whereabouts = createWhereabouts(options.now);
  const turns = createTurns();
  let isOpen: boolean | null = null;
  const account = { doubled: 0, unknown: 0, lastAtMs: null as number | null, sinceMs: options.now() };

  function take(target: FollowTarget, lines: readonly PushedLine[]): PushVerdict {
    const nowMs = options.now();
    const before = options.position(target);
    const stream = options.streamKey(target);
    const fetchedTo = fetchedToOf(before);
    const fetchedToNanos = fetchedTo === null ? '' : nanosOf(fetchedTo);
    // A container that was never read before is read from a while ago only, as it is when its log is fetched.
    const earliest = before === null || isUntouched(before) ? nanosAt(nowMs - backlogForMs) : '';
    const fresh = lines.filter(({ nanos }) => nanos === '' || nanos >= earliest);
    const taken = fresh.filter((line) => {
      if (line.nanos === '') return true;
      return line.nanos > fetchedToNanos && duplicates.isNew(numberOf(stream, line), nowMs);
    });
    const doubled = fresh.length - taken.length;
    account.doubled += doubled;
    account.lastAtMs = nowMs;
    if (taken.length > 0) {
      options.onBatch({ target, ...chunkOf(target, taken, nowMs), position: positionAfter(before, taken, fetchedTo) });
      options.onCut(taken.filter(({ text }) => text.length > lineCharacters).length);
      turns.take();
    }
    return { type: 'taken', lines: taken.length, doubled, early: lines.length - fresh.length };
  }

  return {
    open(locate) {
      if ((locate !== null) !== isOpen) account.sinceMs = options.now();
      isOpen = locate !== null;
      whereabouts.ask(locate);
    },
    present: (targets) => whereabouts.present(targets),
    get isOpen() {
      return isOpen;
    },
    push({ origin, lines }) {
      if (options.isFetching()) return { type: 'switching' };
      const found = whereabouts.of(origin);
      return typeof found === 'string' ? { type: found } : take(found, lines);
    },
    lose: (lines) => void (account.unknown += lines),
    saved: () => turns.saved(),
    account: () => ({ ...account }),
    collect: (extent) => duplicates.collect(extent),
    get ticket() {
      return turns.ticket();
    },
    settle: (ticket) => turns.settle(ticket),
    get isAwaited() {
      return turns.isAwaited();
    },
    close: () => turns.close(),
  };
}

function numberOf(stream: string, { nanos, text, mark, nth }: PushedLine): number {
  return lineNumber(hash('sha256', `${stream}\n${nanos}\n${mark}\n${nth}\n${text}`, 'buffer'));
}

/** It was met, and nothing of it has been fetched or pushed. */
function isUntouched({ lastAt, fetchedTo, linesSeen }: StreamPosition): boolean {
  return lastAt === null && fetchedTo === undefined && linesSeen === 0;
}

function fetchedToOf(before: StreamPosition | null): string | null {
  return before?.fetchedTo === undefined ? (before?.lastAt ?? null) : before.fetchedTo;
}

function chunkOf(target: FollowTarget, lines: readonly PushedLine[], nowMs: number) {
  const text = lines.map((line) => `${timeOf(line.nanos, nowMs)} ${line.text.slice(0, lineCharacters)}\n`).join('');
  return { chunk: { stream: target, framing: 'kubernetes' as const, bytes: Buffer.from(text), receivedAtMs: nowMs }, lines: lines.length };
}

/** Where fetching would begin, were it wished again. */
function positionAfter(before: StreamPosition | null, taken: readonly PushedLine[], fetchedTo: string | null): StreamPosition {
  const newest = taken.reduce((latest, { nanos }) => (nanos > latest ? nanos : latest), before?.lastAt ? nanosOf(before.lastAt) : '');
  return {
    lastAt: newest === '' ? (before?.lastAt ?? null) : rfc3339(newest),
    recent: {},
    linesSeen: (before?.linesSeen ?? 0) + taken.length,
    finished: false,
    fetchedTo,
  };
}

/** A clock that is ahead of ours counts as now. */
function timeOf(nanos: string, nowMs: number): string {
  const now = nanosAt(nowMs);
  return rfc3339(nanos === '' || nanos > now ? now : nanos);
}

function rfc3339(nanos: string): string {
  return `${new Date(Number(nanos.slice(0, 13))).toISOString().slice(0, 20)}${nanos.slice(10)}Z`;
}

function nanosAt(atMs: number): string {
  return `${String(Math.max(0, Math.floor(atMs))).padStart(13, '0')}000000`;
}

/** Of RFC 3339 with up to nine digits of a second. */
function nanosOf(time: string): string {
  const digits = /\.(\d{1,9})/.exec(time)?.[1] ?? '';
  const seconds = Math.floor(Date.parse(time) / 1000);
  return `${String(seconds).padStart(10, '0')}${digits.padEnd(9, '0')}`;
}

function closed(): Error {
  return new Error('The reading of this LogDetector has ended.');
}

/** Who waits for which save. */
function createTurns() {
  let taken = 0;
  let saved = 0;
  let isClosed = false;
  let waiting: { readonly ticket: number; readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  return {
    take: () => void (taken += 1),
    ticket: () => taken,
    isAwaited: () => waiting.length > 0,
    settle(ticket: number) {
      saved = Math.max(saved, ticket);
      for (const one of waiting) if (one.ticket <= saved) one.resolve();
      waiting = waiting.filter((one) => one.ticket > saved);
    },
    saved(): Promise<void> {
      if (taken <= saved) return Promise.resolve();
      if (isClosed) return Promise.reject(closed());
      return new Promise((resolve, reject) => void waiting.push({ ticket: taken, resolve, reject }));
    },
    close() {
      isClosed = true;
      for (const { reject } of waiting) reject(closed());
      waiting = [];
    },
  };
}
