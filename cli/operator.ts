/** The way to an operator, for the commands that ask one. */
import { readFile } from 'node:fs/promises';
import { createApiClient } from '../api/client.ts';
import type { ApiClient } from '../api/client.ts';
import { packageVersion } from './version.ts';
import type { RemoteAddress } from './remote/remote.ts';
import { sentenceOf } from './input/error.ts';
import { InputError } from './input.ts';
import type { Streams } from './streams.ts';

/** To judge a day anew for a comparison, or to look at a large model, takes the operator its time. */
const patienceMs = 120_000;

/** With the API's own token, which sees and may do everything. */
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

/** Whom a question is put to, and about what. */
export interface Asked {
  readonly address: OperatorAddress | RemoteAddress;
  /** `*`: all that may be seen. Null: the namespace of the kubeconfig's context, or all where there is no kubeconfig. */
  readonly namespace: string | null;
}

/** The operator as one question sees it. */
export interface Operator {
  readonly client: ApiClient;
  /** As the API wants them: one name, or `*`. */
  readonly namespaces: string;
  close(): Promise<void>;
}

/** Throws an `InputError` or an `ApiError` with a sentence on what is missing. */
export async function reachOperator({ address, namespace }: Asked, environment: Streams['environment']): Promise<Operator> {
  if ('url' in address) {
    const client = await openOperator(address);
    return { client, namespaces: namespace ?? '*', close: () => Promise.resolve() };
  }
  // The client of Kubernetes is loaded only where it is needed.
  const { openRemote } = await import('./remote/remote.ts');
  const remote = await openRemote(address, environment, packageVersion());
  try {
    const namespaces = namespace ?? remote.namespace;
    if (namespaces !== '*') await remote.visible(namespaces);
    return { client: remote.client, namespaces, close: () => remote.close() };
  } catch (error) {
    await remote.close();
    throw error;
  }
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
