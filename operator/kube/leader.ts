/**
 * Leader election by a Lease of coordination.k8s.io. The term (`leaseTransitions`) grows with every change of holder: writes that
 * carry it are refused once a later term has written, so a deposed leader that still runs can do no harm.
 */
import type { Telemetry } from '../telemetry.ts';
import type { KubeClient } from './client.ts';
import { createElection, type Election } from './lease.ts';
import { pause } from '../pause.ts';

export interface LeaderOptions {
  readonly client: KubeClient;
  readonly namespace: string;
  /** Name of the Lease. */
  readonly name: string;
  /** Unique to this process: pod name and a random part. */
  readonly identity: string;
  /** Ends the candidacy; a held Lease is released. */
  readonly signal: AbortSignal;
  readonly telemetry: Telemetry;
  /** For the times that stand in the Lease, which people read. */
  readonly now: () => number;
  /** Milliseconds that only go forward: a wall clock that is set must neither end a reign nor prolong it. Default `performance.now`. */
  readonly elapsed?: (() => number) | undefined;
  readonly timing?: Partial<LeaderTiming> | undefined;
  /** No other replica is to take over: the Lease lasts longer, so that a process without processor time, or without an API server for a while, need not begin anew. */
  readonly isAlone?: boolean | undefined;
  /** Whether a holder is a former life of this process, and dead; believed until the Lease is first won. Absent: none is. */
  readonly isFormerLife?: ((identity: string) => boolean) | undefined;
  /** The highest term that anything was written under; the Lease is won with one above it. Absent: the Lease alone counts. */
  readonly latestTerm?: (() => Promise<number>) | undefined;
  /** Not leading because of this (no permission, no connection); null when it is over. */
  onProblem?(problem: string | null): void;
  /** The Lease is lost or the signal has aborted, and `lead` has yet to resolve: true; false once it has. */
  onEnding?(isEnding: boolean): void;
}

export interface LeaderTiming {
  /** How long others wait after the last renewal they saw. */
  readonly leaseForMs: number;
  /** Without a successful renewal for this long, leading ends; shorter than `leaseForMs`, so that two never lead at once. */
  readonly renewWithinMs: number;
  readonly retryEveryMs: number;
}

/** Another replica leads within 15 s of a kill: it has seen the last renewal a retry later, waits for the lease, and begins its work. */
const defaultTiming: LeaderTiming = { leaseForMs: 10_000, renewWithinMs: 7_000, retryEveryMs: 2_000 };
/** With a fifth of a core a renewal was measured to come up to 7 s late. Who waits this long is a new pod after a forced deletion. */
const aloneTiming: LeaderTiming = { ...defaultTiming, leaseForMs: 30_000, renewWithinMs: 25_000 };
/** A request without an answer for so long is given up, and made again. */
const askForMs = 7_000;

/**
 * Calls `lead` each time the Lease is won. Its signal aborts when the Lease is lost or `options.signal` aborts; the next candidacy
 * waits until `lead` has resolved. When `lead` resolves by itself or throws, the Lease is released and the function ends with it.
 * Resolves to `stopped` (the signal) or `ended` (by `lead`).
 */
export async function runAsLeader(
  options: LeaderOptions,
  lead: (term: number, signal: AbortSignal) => Promise<void>,
): Promise<'stopped' | 'ended'> {
  const timing = { ...(options.isAlone ? aloneTiming : defaultTiming), ...options.timing };
  const elapsed = options.elapsed ?? (() => performance.now());
  const election = createElection({ ...options, elapsed, leaseForMs: timing.leaseForMs });
  while (!options.signal.aborted) {
    const term = await acquire(options, timing, election);
    if (term === null) break;
    options.telemetry.emit('LeadershipChanged', { leading: true, term, identity: options.identity });
    options.telemetry.gauge('logdetector_leading', 1);
    const reign = new AbortController();
    const signal = AbortSignal.any([reign.signal, options.signal]);
    const work = lead(term, signal).finally(() => reign.abort());
    // Its failure is awaited below; until then it is not unhandled.
    work.catch(() => undefined);
    await keep({ ...options, elapsed, signal }, timing, election).finally(() => reign.abort());
    const lost = !options.signal.aborted && !election.held;
    options.onEnding?.(true);
    try {
      await work;
    } finally {
      options.onEnding?.(false);
      await election.release();
      options.telemetry.emit('LeadershipChanged', { leading: false, term, identity: options.identity, lost });
      options.telemetry.gauge('logdetector_leading', 0);
    }
    if (!lost && !options.signal.aborted) return 'ended';
  }
  return 'stopped';
}

interface Clock {
  readonly elapsed: () => number;
}

/** Asks for the Lease until it is won; null when the signal aborted before. */
async function acquire(options: LeaderOptions, timing: LeaderTiming, election: Election): Promise<number | null> {
  const { signal } = options;
  while (!signal.aborted) {
    try {
      const term = await election.tryAcquire(AbortSignal.any([signal, AbortSignal.timeout(Math.min(askForMs, timing.renewWithinMs))]));
      options.onProblem?.(null);
      if (term !== null) return term;
    } catch (error) {
      if (signal.aborted) return null;
      options.onProblem?.(error instanceof Error ? error.message : String(error));
    }
    // The moment at which it is free is not slept through.
    await pause(Math.min(timing.retryEveryMs * (0.8 + 0.4 * Math.random()), election.freeInMs()), signal);
  }
  return null;
}

/** Renews until the signal aborts, another holder is seen, or no renewal has succeeded in time. */
async function keep(options: LeaderOptions & Clock, timing: LeaderTiming, election: Election): Promise<void> {
  const { signal, elapsed } = options;
  let renewedAtMs = elapsed();
  for (;;) {
    await pause(timing.retryEveryMs, signal);
    if (signal.aborted) return;
    const leftMs = renewedAtMs + timing.renewWithinMs - elapsed();
    // Also when the process was stopped and goes on now: others may lead already.
    if (leftMs <= 0) return election.lose();
    const startedAtMs = elapsed();
    try {
      if (!(await election.renew(AbortSignal.any([signal, AbortSignal.timeout(Math.min(askForMs, Math.ceil(leftMs)))])))) return;
      renewedAtMs = startedAtMs;
      options.onProblem?.(null);
    } catch (error) {
      if (!signal.aborted) options.onProblem?.(error instanceof Error ? error.message : String(error));
    }
  }
}
