/** The credentials of a kubeconfig or of the pod's service account, and the connections that are made with them. */
import { spawn } from 'node:child_process';
import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { Pool, ProxyAgent, type Dispatcher } from 'undici';
import { OperatorError } from '../errors.ts';
import { KubeError } from './refusal.ts';

export type Headers = Readonly<Record<string, string>>;

export interface Credentials {
  /** Rejects with the signal's reason when it aborts, and with `ApiUnauthorized` when the program that hands them out takes too long. */
  current(signal?: AbortSignal): Promise<{ readonly dispatcher: Dispatcher; readonly headers: Headers }>;
  /** They were refused: reads them anew, past what the library remembers. False when they are the same as before. */
  renew(refused: Headers, signal?: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

export interface CredentialsOptions {
  /** Of the API server. */
  readonly origin: string;
  /** Reads the kubeconfig anew. */
  readonly load: () => KubeConfig;
  /** How long the program may take that hands them out. */
  readonly withinMs: number | undefined;
}

/** Tokens are read from their file by the library once a minute; certificates are compared as often as this. */
const credentialsForMs = 10_000;
/** Less than a Lease lasts: who hangs is to be known before it is lost. */
const defaultWithinMs = 8_000;
const connectTimeoutMs = 10_000;
/** What is asked every ten seconds needs no handshake each time; API servers and what stands before them keep an idle connection for longer. */
const keepIdleForMs = 30_000;
/** A connection takes one piece at a time from the kernel, and the next one when that has been read. */
const pieceAtATime = 1;

/** Refreshed tokens only change a header; changed certificates need a new agent, and the old one ends with its last stream. */
export function createCredentials(first: KubeConfig, { origin, load, withinMs = defaultWithinMs }: CredentialsOptions): Credentials {
  let config = endHangingPrograms(first, withinMs);
  let agent: { readonly key: string; readonly dispatcher: Dispatcher } | null = null;
  let held: { readonly untilMs: number; readonly headers: Headers } | null = null;
  let pending: Promise<void> | null = null;

  async function refresh(): Promise<void> {
    const applied: RequestOptions = {};
    try {
      await config.applyToHTTPSOptions(applied);
    } catch (error) {
      throw new OperatorError(
        'ConfigurationInvalid',
        `No credentials for the API server; check the kubeconfig's user (${String(error)}).`,
        {
          cause: error,
        },
      );
    }
    const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = applied;
    const identity = JSON.stringify([ca, cert, key, pfx, passphrase, rejectUnauthorized, servername]);
    if (agent?.key !== identity) {
      const before = agent?.dispatcher;
      agent = { key: identity, dispatcher: createDispatcher(origin, config, applied) };
      void before?.close();
    }
    held = { untilMs: performance.now() + credentialsForMs, headers: headersOf(applied) };
  }

  const current: Credentials['current'] = async (signal) => {
    if (!agent || !held || performance.now() >= held.untilMs) {
      pending ??= within(refresh(), withinMs).finally(() => (pending = null));
      await unlessAborted(pending, signal);
    }
    if (!agent || !held) throw new OperatorError('ConfigurationInvalid', 'No credentials for the API server; check the kubeconfig.');
    return { dispatcher: agent.dispatcher, headers: held.headers };
  };

  return {
    current,
    async renew(refused, signal) {
      // Many calls are refused at once: the first reads the files, the others take what it has found.
      if (held?.headers === refused) {
        config = endHangingPrograms(load(), withinMs);
        held = null;
      }
      const { headers } = await current(signal);
      return JSON.stringify(headers) !== JSON.stringify(refused);
    },
    close: async () => await agent?.dispatcher.destroy(),
  };
}

/** The library waits for its program for ever. One that hangs is killed soon after it has been given up, so that there is never more than one. */
function endHangingPrograms(config: KubeConfig, withinMs: number): KubeConfig {
  const authenticators: readonly object[] = Reflect.get(config, 'authenticators') ?? [];
  const limit = { timeout: withinMs + 500, killSignal: 'SIGKILL' as const };
  const run = (program: string, words: readonly string[], options: object) => spawn(program, words, { ...options, ...limit });
  for (const authenticator of authenticators) if ('execFn' in authenticator) authenticator.execFn = run;
  return config;
}

async function within(work: Promise<void>, forMs: number): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(() => late.reject(tooLate(forMs)), forMs);
  try {
    await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLate(forMs: number): KubeError {
  const sentence =
    `The program that hands out credentials for the API server has not answered within ${forMs / 1_000} s; ` +
    "it is asked again. Check the exec command of the kubeconfig's user.";
  return new KubeError('ApiUnauthorized', sentence, { status: 0 });
}

/** Others may wait for the same work, so it goes on. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return await work;
  const aborted = Promise.withResolvers<void>();
  const abort = (): void => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function createDispatcher(origin: string, config: KubeConfig, applied: RequestOptions): Dispatcher {
  const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = applied;
  const tls = { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername };
  const known = Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
  const choice = config.createDispatcherOptions(config.getCurrentCluster(), known);
  switch (choice.type) {
    case 'proxy':
      return new ProxyAgent({ uri: choice.uri, requestTls: known });
    case 'agent':
    case 'none':
      // An agent, which serves many servers, would look at all connections for each that ends: at those of 5,000 logs for seconds.
      return new Pool(origin, { connect: connectOptions(known), keepAliveTimeout: keepIdleForMs });
    case 'socks':
      throw new OperatorError('ConfigurationInvalid', 'The kubeconfig names a SOCKS proxy, which is not supported; use an HTTP proxy.');
    default:
      return choice satisfies never;
  }
}

/** The size of what is held is of `net.connect`, to which undici hands it on; its own types do not name it. */
function connectOptions(tls: Readonly<Record<string, unknown>>): object {
  return { ...tls, timeout: connectTimeoutMs, keepAlive: true, keepAliveInitialDelay: 30_000, highWaterMark: pieceAtATime };
}

function headersOf(applied: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(applied.headers ?? {})) headers[name.toLowerCase()] = String(value).trim();
  if (applied.auth) headers['authorization'] = `Basic ${Buffer.from(applied.auth).toString('base64')}`;
  return headers;
}
