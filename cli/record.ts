/** `logbot record`: writes what an operator sees of one LogDetector, redacted, into a file that `logbot replay` runs. */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import { userInfo } from 'node:os';
import { ApiError } from '../api/client.ts';
import { sentenceOf } from './input/error.ts';
import { InputError } from './input.ts';
import { openOperator } from './operator.ts';
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
    const query = { forSeconds: Math.max(1, Math.round(options.forMs / 1000)), user: userInfo().username.slice(0, 100) || 'unnamed' };
    const recording = await client.record(options.detector, query, stop.signal);
    const out = options.file === null ? streams.out : await openFile(options.file);
    await write(recording, { meter, out, isFile: options.file !== null });
    meter.end(endOf(stop.signal.aborted, meter));
    return 0;
  } catch (error) {
    meter.end(null);
    if (!(error instanceof InputError) && !(error instanceof ApiError)) throw error;
    streams.err.write(`logbot record: ${error.message}\n`);
    return 1;
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
  readonly meter: Meter;
  readonly out: Writable;
  /** A file is ended, standard output is not. */
  readonly isFile: boolean;
}

/** Only whole lines; what a torn connection has left of the last is not written. */
async function write(recording: AsyncIterable<string>, { meter, out, isFile }: Target): Promise<void> {
  let rest = '';
  try {
    for await (const text of recording) {
      const end = text.lastIndexOf('\n') + 1;
      const whole = end === 0 ? '' : rest + text.slice(0, end);
      rest = end === 0 ? rest + text : text.slice(end);
      if (whole === '') continue;
      meter.count(whole);
      if (!out.write(whole)) await new Promise<void>((resolve) => void out.once('drain', resolve));
    }
  } finally {
    if (isFile) {
      out.end();
      await finished(out);
    }
  }
}
