/**
 * A log is read in gulps. A line costs little, but each one that is taken from the connection by itself costs a wake-up, so a log that writes now and then
 * is left alone for a moment, in which its lines come together on their way.
 */
import type { Readable } from 'node:stream';
import { unreachable } from '../../kube/client.ts';
import type { Beats } from './beats.ts';

export interface GulpsOptions {
  readonly body: Readable;
  /** Host of the API server, for the sentence when the connection breaks. */
  readonly server: string;
  readonly beats: Beats;
  /** A gulp is about as large at most; a log that fills it is read on at once. */
  readonly gulpBytes: number;
  /** How long a log is left alone that writes now and then. */
  readonly restForMs: number;
  /** As long as this where it goes on writing. */
  readonly restAtMostMs: number;
  /** Without a byte for this long it is silent. */
  readonly silenceMs: number;
}

/** Pieces of the log in their order, or why there are none: it ended, or nothing came. */
export type Gulp = readonly Buffer[] | 'ended' | 'silent';

export interface Gulps {
  /** Rejects with `ApiUnreachable` when the connection broke, after all that had come before has been handed out. */
  next(): Promise<Gulp>;
  /** It is read no further. */
  stop(): void;
}

/** What is on its way comes within a turn of the event loop; who never stops writing is interrupted after so many. */
const turnsAtMost = 8;

export function createGulps(options: GulpsOptions): Gulps {
  const { body, server, beats, gulpBytes, restForMs, restAtMostMs } = options;
  const tap = createTap(body, gulpBytes);
  const silence = createSilence(options.silenceMs, () => tap.wake());
  let restMs = 0;

  async function rest(forMs: number): Promise<void> {
    if (forMs === 0 || tap.isOver) return;
    const cancel = beats.after(forMs, () => tap.wake());
    // Only a broken connection wakes it before: nothing else is told while it rests.
    await tap.woken();
    cancel();
  }

  async function swallow(): Promise<void> {
    tap.open();
    for (let turn = 0; turn < turnsAtMost && !tap.isFull && !tap.isOver; turn += 1) {
      const before = tap.bytes;
      await nextTurn();
      if (tap.bytes === before) break;
    }
    tap.close();
  }

  /** False: nothing came for too long. */
  async function listen(): Promise<boolean> {
    silence.begin();
    tap.open();
    while (tap.isEmpty && !silence.isOver) await tap.woken();
    tap.close();
    silence.end();
    return !tap.isEmpty;
  }

  return {
    async next() {
      await rest(restMs);
      await swallow();
      if (tap.isEmpty) {
        if (!(await listen())) return 'silent';
        restMs = 0;
        await rest(restForMs);
        await swallow();
      }
      restMs = tap.isFull ? 0 : Math.min(restAtMostMs, Math.max(restForMs, restMs * 2));
      const pieces = tap.take();
      if (pieces.length > 0) return pieces;
      if (tap.failure !== null) throw unreachable(server, tap.failure);
      return 'ended';
    },
    stop() {
      silence.stop();
      body.destroy();
    },
  };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

interface Tap {
  /** Lets the body flow; what comes wakes whoever waits. */
  open(): void;
  /** Stops it: what comes now stays where it is, at first in the body, then in the kernel, then with the server. */
  close(): void;
  readonly bytes: number;
  readonly isEmpty: boolean;
  readonly isFull: boolean;
  /** Nothing more comes. */
  readonly isOver: boolean;
  readonly failure: Error | null;
  woken(): Promise<void>;
  wake(): void;
  take(): readonly Buffer[];
}

function createTap(body: Readable, fullBytes: number): Tap {
  let pieces: Buffer[] = [];
  let bytes = 0;
  let isOver = false;
  let failure: Error | null = null;
  let wake: (() => void) | null = null;

  function tell(): void {
    wake?.();
    wake = null;
  }
  function end(error: Error | null): void {
    if (isOver) return;
    isOver = true;
    failure = error;
    tell();
  }
  body.on('data', (piece: Buffer) => {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= fullBytes) body.pause();
    tell();
  });
  body.once('end', () => end(null));
  body.on('error', (error) => end(error));
  body.once('close', () => end(new Error('it was closed before its end')));
  body.pause();

  return {
    open: () => void body.resume(),
    close: () => void body.pause(),
    get bytes() {
      return bytes;
    },
    get isEmpty() {
      return bytes === 0 && !isOver;
    },
    get isFull() {
      return bytes >= fullBytes;
    },
    get isOver() {
      return isOver;
    },
    get failure() {
      return failure;
    },
    woken: () => new Promise((resolve) => (wake = resolve)),
    wake: tell,
    take() {
      const taken = pieces;
      pieces = [];
      bytes = 0;
      return taken;
    },
  };
}

interface Silence {
  begin(): void;
  end(): void;
  readonly isOver: boolean;
  stop(): void;
}

/** One timer that is set anew only when it fires: setting it for every line would cost more than the line. */
function createSilence(forMs: number, then: () => void): Silence {
  let sinceMs: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isOver = false;

  function arm(waitMs: number): void {
    timer = setTimeout(() => {
      timer = null;
      if (sinceMs === null) return;
      const leftMs = sinceMs + forMs - performance.now();
      if (leftMs > 0) return arm(leftMs);
      isOver = true;
      then();
    }, waitMs);
  }

  return {
    begin() {
      sinceMs = performance.now();
      if (timer === null) arm(forMs);
    },
    end: () => void (sinceMs = null),
    get isOver() {
      return isOver;
    },
    stop: () => clearTimeout(timer ?? undefined),
  };
}
