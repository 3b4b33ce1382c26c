/**
 * Follows container logs through the API server (`pods/log`): complete, in order, each line once. What the API cannot give any more
 * (a rotated file, a removed container) is reported as a gap.
 */
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubeError, type KubeClient } from '../kube/client.ts';
import { pause } from '../pause.ts';
import type { Telemetry } from '../telemetry.ts';
import { createBeats, type Beats } from './kubernetes/beats.ts';
import { createEnds, type Ends } from './kubernetes/ends.ts';
import { sight, type Place, type Sighting } from './kubernetes/instance.ts';
import { readLog, type ReadOutcome } from './kubernetes/read.ts';
import { createReplay, type Replay } from './kubernetes/replay.ts';
import { afterError, afterOutcome, isOver, type Step } from './kubernetes/retry.ts';
import { createSlots, type Slots } from './kubernetes/slots.ts';
import { readTime } from './kubernetes/time.ts';
import { backlogForMs, PodGoneError, type FollowTarget, type LogSource, type SourceSink, type StreamPosition } from './source.ts';

export interface KubernetesSourceOptions {
  readonly client: KubeClient;
  readonly now: () => number;
  readonly telemetry: Telemetry;
  readonly limits?: Partial<KubernetesSourceLimits> | undefined;
  /** At least 0, below 1; what is spread over time is spread by it. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

export interface KubernetesSourceLimits {
  /** How far back a container is read that was never read before. */
  readonly backlogForMs: number;
  /** A running container that is silent this long is asked for its log anew: some kubelets forget a reader after rotation. */
  readonly silenceForMs: number;
  readonly batchBytes: number;
  /** A log that writes now and then is left alone this long before its lines are read, so that they come together. */
  readonly restForMs: number;
  /** It is longer, by and by, for a log that goes on writing. */
  readonly restAtMostMs: number;
  /** A longer line is cut; 16 KB is where container runtimes split lines, and what counts stands at the beginning. */
  readonly lineBytes: number;
  /** Logs that begin to be opened at the same time; the rest waits its turn, so that a start does not flood the API server. */
  readonly openingsAtOnce: number;
  /** A turn that others wait for rests up to this long before the next takes it, so that openings come in no lockstep: a second in all for 800 logs. */
  readonly openingsSpreadForMs: number;
  /** Reads of an ended container's log that bring no end before it is given up as a gap; with the waits between, about a minute. */
  readonly lastReads: number;
  /** How long after the opening of a log the pod is asked which instance it was; its status can lag behind the kubelet by this much. */
  readonly settleForMs: number;
  /** First wait before a log is opened again; doubles up to 30 s. */
  readonly retryFirstMs: number;
}

const defaultLimits: KubernetesSourceLimits = {
  backlogForMs,
  silenceForMs: 300_000,
  batchBytes: 65_536,
  restForMs: 100,
  restAtMostMs: 1_000,
  lineBytes: 32_768,
  openingsAtOnce: 20,
  openingsSpreadForMs: 50,
  lastReads: 40,
  settleForMs: 500,
  retryFirstMs: 500,
};

/** A log can be asked for from a whole second on; within that, lines may come twice, which only the position tells. */
const sameTurnMs = 2_000;

/** Equal for the live log and the later `previous` of one container instance; names the record of its position. */
export function streamKey(target: FollowTarget): string {
  return `${target.podUid}/${target.container}/${target.restartCount}`;
}

export function createKubernetesSource(options: KubernetesSourceOptions): LogSource {
  const limits = { ...defaultLimits, ...options.limits };
  const random = options.random ?? Math.random;
  const slots = createSlots({ count: limits.openingsAtOnce, spreadForMs: limits.openingsSpreadForMs, random });
  const ends = createEnds();
  const beats = createBeats(limits.restForMs);
  return {
    async follow(target, from, sink, signal) {
      if (from?.finished) return;
      const stream = streamKey(target);
      const own = forgettingEnds(sink, ends, stream);
      const reading = {
        ...options,
        limits,
        random,
        slots,
        ends,
        beats,
        target,
        sink: own,
        signal,
        replay: createReplay(inTurn(from, target)),
      };
      const problem = createProblem(target, sink);
      let attempts = 0;
      // Of an instance that was read before, the place may have changed meanwhile.
      let isFirst = from === null;
      while (!signal.aborted) {
        const seenBefore = reading.replay.position.linesSeen;
        // Perhaps it was read to its end by an earlier description of the instance.
        const step = await attempt(reading, { attempts, atEnd: ends.get(stream) !== undefined, isFirst });
        // What has ended has written no more while nobody reached it.
        if (step.atEnd === false && !isOver(target)) ends.delete(stream);
        isFirst = false;
        attempts = step.fresh || reading.replay.position.linesSeen > seenBefore ? 0 : attempts + 1;
        problem.set(step.problem);
        if (step.done) return await finish(reading, step.gap);
        await pause(step.waitMs, signal);
      }
      if (signal.reason instanceof PodGoneError) await finish(reading, ends.get(stream) ? undefined : 'log-gone');
    },
  };
}

/** A log that goes on was not at its end. */
function forgettingEnds(sink: SourceSink, ends: Ends, stream: string): SourceSink {
  return {
    ...sink,
    onBatch(batch) {
      if (batch.lines > 0) ends.delete(stream);
      return sink.onBatch(batch);
    },
  };
}

/** Of a turn that begins later than the last one ended nothing is compared with that: what lies between is missed, and said to be by whoever gives the turns. */
function inTurn(from: StreamPosition | null, { fromMs }: FollowTarget): StreamPosition | null {
  if (from === null || fromMs === undefined || from.lastAt === null || Date.parse(from.lastAt) >= fromMs - sameTurnMs) return from;
  return { ...from, lastAt: null, recent: {} };
}

interface Reading {
  readonly client: KubeClient;
  readonly now: () => number;
  readonly telemetry: Telemetry;
  readonly limits: KubernetesSourceLimits;
  readonly random: () => number;
  readonly slots: Slots;
  readonly ends: Ends;
  readonly beats: Beats;
  readonly target: FollowTarget;
  readonly sink: SourceSink;
  readonly signal: AbortSignal;
  readonly replay: Replay;
}

/** One opening of the log, read as far as it goes, and what follows from how it ended. */
async function attempt(reading: Reading, so: { attempts: number; atEnd: boolean; isFirst: boolean }): Promise<Step> {
  const { target, limits, telemetry } = reading;
  const facts = { target, limits, attempts: so.attempts, atEnd: so.atEnd };
  try {
    const isLive = !target.terminated && !target.previous;
    const sighting: Sighting = isLive && so.isFirst ? { place: 'current', currentSinceMs: null } : await sightOf(reading);
    const { place } = sighting;
    if (place !== 'current' && place !== 'previous') return afterOutcome({ type: place }, facts);
    const hasEnded = target.terminated || place === 'previous' || sighting.currentHasEnded === true;
    const outcome = await open(reading, place, hasEnded);
    note(outcome, reading);
    return afterOutcome(outcome, { ...facts, hasEnded });
  } catch (error) {
    if (reading.signal.aborted) return { done: false, waitMs: 0, problem: null };
    if (!(error instanceof KubeError)) throw error;
    telemetry.emit('StreamFailed', { code: error.code, pod: target.pod, container: target.container, error: error.message });
    return afterError(error, facts);
  }
}

function note(outcome: ReadOutcome, { target, ends, telemetry }: Reading): void {
  if (outcome.type === 'ended') ends.set(streamKey(target), { rest: outcome.rest });
  if (outcome.type === 'notice') telemetry.emit('StreamFailed', { code: 'notice', pod: target.pod, container: target.container });
}

async function open(reading: Reading, place: Place, hasEnded: boolean): Promise<ReadOutcome> {
  const { client, target, limits, replay, signal, slots, now } = reading;
  // What has ended is removed by the kubelet, at the latest with the next restart; what runs can wait.
  const body = await slots.use({ signal, isUrgent: hasEnded }, () =>
    client.log({
      namespace: target.workload.namespace,
      pod: target.pod,
      container: target.container,
      follow: !hasEnded,
      previous: place === 'previous',
      timestamps: true,
      sinceTime: replay.since() ?? wholeSecond(target.fromMs ?? now() - limits.backlogForMs),
      signal,
    }),
  );
  reading.telemetry.emit('StreamOpened', { pod: target.pod, container: target.container });
  reading.sink.onOpen(target);
  const openedAtMs = performance.now();
  replay.begin();
  return await readToEnd(reading, body, { place, hasEnded, openedAtMs });
}

interface Opened {
  readonly place: Place;
  readonly hasEnded: boolean;
  readonly openedAtMs: number;
}

async function readToEnd(reading: Reading, body: Readable, { place, hasEnded, openedAtMs }: Opened): Promise<ReadOutcome> {
  const { client, target, limits, random, replay, signal, now } = reading;
  return await readLog({
    ...limits,
    beats: reading.beats,
    body,
    target,
    hasEnded,
    replay,
    sink: reading.sink,
    now,
    server: client.server,
    // Spread, so that a thousand quiet containers are not all asked at once.
    silenceMs: limits.silenceForMs * (0.8 + 0.4 * random()),
    async confirm(firstLineAtMs) {
      await sleep(Math.max(0, openedAtMs + limits.settleForMs - performance.now()), undefined, { signal });
      return isOfTarget(await sightOf(reading), place, firstLineAtMs);
    },
    onCut: () => reading.telemetry.emit('LinesCut', { lines: 1 }),
  }).finally(() => reading.sink.onClose(target));
}

/** Whether a log that was asked for at `asked` and begins with a line of that time is the target's. */
function isOfTarget(sighting: Sighting, asked: Place, firstLineAtMs: number): boolean {
  // The pod is gone, and with it the log that we hold in hands; it was opened while the pod was there.
  if (sighting.place === asked || sighting.place === 'gone' || sighting.place === 'unknown') return true;
  // Restarted meanwhile: what was written before the new instance began is of the old one.
  return asked === 'current' && sighting.currentSinceMs !== null && firstLineAtMs < sighting.currentSinceMs;
}

/** Without the permission to read the pod the caller's word must do. */
async function sightOf({ client, target, signal }: Reading): Promise<Sighting> {
  try {
    return await sight(client, target, signal);
  } catch (error) {
    if (!(error instanceof KubeError) || error.code !== 'ApiForbidden') throw error;
    return { place: target.previous ? 'previous' : 'current', currentSinceMs: null };
  }
}

/** Says that nothing more will come of this instance. */
async function finish({ target, sink, replay, ends, now }: Reading, gap: string | undefined): Promise<void> {
  if (gap !== undefined) sink.onGap({ target, reason: gap, lines: -1, atMs: now() });
  const rest = ends.get(streamKey(target))?.rest;
  ends.delete(streamKey(target));
  const isLine = rest && readTime(rest, 0, rest.length) !== null;
  const bytes = isLine ? Buffer.concat([rest, Buffer.from('\n')]) : new Uint8Array(0);
  const lines = isLine ? 1 : 0;
  const chunk = { stream: target, framing: 'kubernetes' as const, bytes, receivedAtMs: now() };
  await sink.onBatch({ target, chunk, lines, position: { ...replay.advance(bytes, lines), finished: true } });
}

function createProblem(target: FollowTarget, sink: SourceSink): { set(problem: string | null): void } {
  let told: string | null = null;
  return {
    set(problem) {
      if (problem === told) return;
      told = problem;
      sink.onState(target, problem);
    },
  };
}

function wholeSecond(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}
