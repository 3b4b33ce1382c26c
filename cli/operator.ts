/** The way to an operator, for the commands that ask one. */
import { readFile } from 'node:fs/promises';
import { createApiClient } from '../api/client.ts';
import type { ApiClient } from '../api/client.ts';
import { sentenceOf } from './input/error.ts';
import { InputError } from './input.ts';
import type { Streams } from './streams.ts';

/** To judge a day anew for a comparison, or to look at a large model, takes the operator its time. */
const patienceMs = 120_000;

export interface OperatorAddress {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly tokenFile: string;
}

/** Throws an `InputError` that names the file of the token when it cannot be read. */
export async function openOperator({ url, tokenFile }: OperatorAddress): Promise<ApiClient> {
  const token = await readToken(tokenFile);
  return createApiClient({ url, token: () => Promise.resolve(token), timeoutMs: patienceMs });
}

/** Who is told to have done it. */
export function userOf(environment: Streams['environment']): string {
  const name = environment['USER'] || environment['LOGNAME'] || environment['USERNAME'] || 'unnamed';
  return name.slice(0, 100);
}

async function readToken(file: string): Promise<string> {
  const name = `the file of the token, ${file},`;
  const token = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new InputError(sentenceOf(error, name), { cause: error });
  });
  if (token.trim() === '') throw new InputError(`${name} is empty`);
  return token.trim();
}
