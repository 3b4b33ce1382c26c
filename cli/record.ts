/** `logbot record`: writes what an operator sees of one LogDetector, redacted, into a file that `logbot replay` runs. */
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ApiError } from '../api/client.ts';
import { tellFailure } from './answer.ts';
import { sentenceOf } from './input/error.ts';
import { InputError } from './input.ts';
import { openOperator, userOf } from './operator.ts';
import type { OperatorAddress } from './operator.ts';
import { createMeter } from './record/meter.ts';
import type { Meter } from './record/meter.ts';
import type { Streams } from './streams.ts';

export interface RecordOptions {
  /** `namespace/name` */
  readonly detector: string;
  readonly forMs: number;
  /** Null: standard output. */
  readonly file: string | null;
}

/** Returns the exit code. Ctrl-C ends the recording, which is whole up to there; a second one ends the command. */
export async function recordCommand(options: RecordOptions, address: OperatorAddress, streams: Streams): Promise<number> {
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  const meter = createMeter(options.forMs, streams.err, Date.now);
  try {
    const client = await openOperator(address);
    const query = { forSeconds: Math.max(1, Math.round(options.forMs / 1000)), user: userOf(streams.environment) };
    const recording = await client.record(options.detector, query, stop.signal);
    const isRead = await write(recording, meter, { file: options.file, out: streams.out });
    meter.end(isRead ? endOf(stop.signal.aborted, meter) : 'nobody reads it any more');
    return 0;
  } catch (error) {
    meter.end(null);
    const isUnanswered = stop.signal.aborted && error instanceof ApiError;
    return tellFailure('record', streams, isUnanswered ? new InputError('ended by Ctrl-C before the operator answered') : error);
  } finally {
    // What was asked for and is not read would keep this process alive.
    stop.abort();
    process.removeListener('SIGINT', onInterrupt);
  }
}

/** A recording of less than this share of the time asked for has been ended by the operator. */
const wholeShare = 0.95;

function endOf(isInterrupted: boolean, { share }: Meter): string {
  if (isInterrupted) return 'ended by Ctrl-C';
  return share >= wholeShare ? 'done' : 'ended early by the operator, which restarts or reads this LogDetector no more';
}

async function openFile(path: string): Promise<Writable> {
  const file = createWriteStream(path, { mode: 0o600 });
  return new Promise((resolve, reject) => {
    file.once('open', () => resolve(file));
    file.once('error', (error) => reject(new InputError(sentenceOf(error, path), { cause: error })));
  });
}

interface Target {
  readonly file: string | null;
  /** Where it goes without a file; it is not ended. */
  readonly out: Writable;
}

/** False when who reads standard output has seen enough. Throws an `InputError` when the file cannot be written to. */
async function write(recording: AsyncIterable<string>, meter: Meter, { file, out }: Target): Promise<boolean> {
  const lines = wholeLines(recording, meter);
  try {
    await (file === null ? pipeline(lines, out, { end: false }) : pipeline(lines, await openFile(file)));
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (file === null && code === 'EPIPE') return false;
    if (file === null || error instanceof InputError || code === null) throw error;
    throw new InputError(`${file} cannot be written any further: ${String(error)}`, { cause: error });
  }
}

/** What a torn connection has left of the last line is no part of it. */
async function* wholeLines(recording: AsyncIterable<string>, meter: Meter): AsyncGenerator<string> {
  let rest = '';
  for await (const text of recording) {
    const end = text.lastIndexOf('\n') + 1;
    const whole = end === 0 ? '' : rest + text.slice(0, end);
    rest = end === 0 ? rest + text : text.slice(end);
    if (whole === '') continue;
    meter.count(whole);
    yield whole;
  }
}
