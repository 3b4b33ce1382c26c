/** The way to an operator, for the commands that ask one. */
import { readFile } from 'node:fs/promises';
import { createApiClient } from '../api/client.ts';
import type { ApiClient } from '../api/client.ts';
import { sentenceOf } from './input/error.ts';
import { InputError } from './input.ts';

export interface OperatorAddress {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly tokenFile: string;
}

/** Throws an `InputError` that names the file of the token when it cannot be read. */
export async function openOperator({ url, tokenFile }: OperatorAddress): Promise<ApiClient> {
  const token = await readToken(tokenFile);
  return createApiClient({ url, token: () => Promise.resolve(token) });
}

async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new InputError(sentenceOf(error, file), { cause: error });
  }
}
