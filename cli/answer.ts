/** Commands that print one answer or say in one sentence why there is none. */
import { ApiError } from '../api/client.ts';
import { InputError } from './input.ts';
import { createLineWriter } from './output.ts';
import type { Streams } from './streams.ts';

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

/** Returns the exit code. Throws what is no mistake of the user's and no trouble of the operator's. */
export function tellFailure(command: string, { err }: Pick<Streams, 'err'>, error: unknown): number {
  if (!(error instanceof InputError) && !(error instanceof ApiError)) throw error;
  err.write(`logbot ${command}: ${error.message}\n`);
  return 1;
}
