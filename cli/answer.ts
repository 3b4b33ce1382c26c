/** Commands that print one answer or say in one sentence why there is none. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '../api/client.ts';
import { InputError } from './input.ts';
import { createLineWriter } from './output.ts';
import type { Streams } from './streams.ts';
import { isTerminal } from './text/colours.ts';

const watchEveryMs = 5_000;
/** To the upper left, and nothing below. */
const anew = '\u001b[H\u001b[2J';

/** Returns the exit code. */
export async function printAnswer(command: string, streams: Streams, answer: () => Promise<string>): Promise<number> {
  try {
    const writer = createLineWriter(streams.out);
    await writer.line(await answer());
    await writer.end();
    return 0;
  } catch (error) {
    return tellFailure(command, streams, error);
  }
}

/** Prints the answer whenever it is another one, until the signal; a failure after the first answer is told and tried again. */
export async function watchAnswer(command: string, streams: Streams, answer: () => Promise<string>, signal: AbortSignal): Promise<number> {
  let shown: string | null = null;
  while (!signal.aborted) {
    try {
      const text = await answer();
      if (text !== shown) streams.out.write(isTerminal(streams.out) ? `${anew}${text}\n` : `${shown === null ? '' : '\n'}${text}\n`);
      shown = text;
    } catch (error) {
      const code = tellFailure(command, streams, error);
      if (shown === null) return code;
    }
    await sleep(watchEveryMs, undefined, { signal }).catch(() => undefined);
  }
  return 0;
}

/** Returns the exit code. Throws what is no mistake of the user's and no trouble of the operator's. */
export function tellFailure(command: string, { err }: Pick<Streams, 'err'>, error: unknown): number {
  if (!(error instanceof InputError) && !(error instanceof ApiError)) throw error;
  err.write(`logbot ${command}: ${error.message}\n`);
  return 1;
}
