/** One request to the operator's HTTP API: sent, bounded in time, understood, and refused with a sentence. Needs nothing but `fetch`. */
import type { z } from 'zod';
import { ProblemSchema } from './contract.ts';

export interface ApiClientOptions {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** Asked before every request, so that a token file may be replaced while we run. */
  readonly token: () => Promise<string>;
  /** How a request is sent; without it over the network. */
  readonly fetch?: (url: URL, init: RequestInit) => Promise<Response>;
  /** Ends every request. */
  readonly signal?: AbortSignal;
  /** How long the operator may take to answer, on top of a long poll's own wait. Default 10 s. */
  readonly timeoutMs?: number;
}

/**
 * The operator refused, could not be reached or answered nonsense; `message` is a sentence for a person. `status` is 0 when no answer
 * came. Codes of our own: `OperatorUnreachable`, `ReplyInvalid`, `DetectorInvalid`; all others are those of the operator's Problem.
 */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
  }
}

export type Query = Readonly<Record<string, unknown>>;

export interface Call<T> {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly schema: z.ZodType<T>;
  readonly query?: Query;
  readonly body?: unknown;
  readonly waitSeconds?: number;
  readonly signal?: AbortSignal | undefined;
}

export async function call<T>(options: ApiClientOptions, wanted: Call<T>): Promise<T> {
  const limit = AbortSignal.timeout((options.timeoutMs ?? 10_000) + (wanted.waitSeconds ?? 0) * 1000);
  const signals = [options.signal, wanted.signal, limit].filter((signal) => signal !== undefined);
  const signal = AbortSignal.any(signals);
  const hasBody = wanted.body !== undefined;
  const body = hasBody ? { body: JSON.stringify(wanted.body) } : {};
  try {
    const authorization = `Bearer ${await options.token()}`;
    const headers = { authorization, accept: 'application/json', ...(hasBody ? { 'content-type': 'application/json' } : {}) };
    const response = await (options.fetch ?? fetch)(urlOf(options.url, wanted), {
      method: wanted.method,
      headers,
      signal,
      redirect: 'error',
      ...body,
    });
    return understand(response.status, await response.text(), wanted);
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    options.signal?.throwIfAborted();
    wanted.signal?.throwIfAborted();
    throw new ApiError('OperatorUnreachable', 0, 'The operator does not answer; it may be starting. Try again in a minute.', { cause });
  }
}

/** An answer that lasts has no limit of time; it says something every few seconds. */
export async function follow(options: ApiClientOptions, wanted: Call<unknown>): Promise<AsyncIterable<string>> {
  const signal = AbortSignal.any([options.signal, wanted.signal].filter((one) => one !== undefined));
  const headers = { authorization: `Bearer ${await options.token()}`, accept: 'application/x-ndjson' };
  let response: Response;
  try {
    response = await (options.fetch ?? fetch)(urlOf(options.url, wanted), { method: wanted.method, headers, signal, redirect: 'error' });
  } catch (cause) {
    throw new ApiError('OperatorUnreachable', 0, 'The operator does not answer; it may be starting. Try again in a minute.', { cause });
  }
  if (response.status >= 400 || response.body === null) understand(response.status, await response.text(), wanted);
  return textOf(response.body, signal);
}

async function* textOf(body: ReadableStream<Uint8Array> | null, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  try {
    for await (const bytes of body ?? []) yield decoder.decode(bytes, { stream: true });
  } catch (cause) {
    // A connection that breaks ends it as well; what came is whole up to its last line feed.
    if (!signal.aborted && !(cause instanceof TypeError)) throw cause;
  }
}

function urlOf(base: string, { path, query = {} }: Call<unknown>): URL {
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(query)) if (isScalar(value)) url.searchParams.set(name, String(value));
  return url;
}

function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function understand<T>(status: number, text: string, wanted: Call<T>): T {
  const value = parse(text);
  if (status >= 400) {
    const problem = ProblemSchema.safeParse(value);
    if (problem.success) throw new ApiError(problem.data.code, status, problem.data.sentence);
    throw new ApiError('ReplyInvalid', status, `The operator failed with HTTP ${status}; its log says why.`);
  }
  const reply = wanted.schema.safeParse(value);
  if (reply.success) return reply.data;
  const issue = reply.error.issues[0];
  const where = issue ? ` (${issue.path.join('.') || 'reply'}: ${issue.message})` : '';
  const sentence = `The operator's answer to ${wanted.path} is not understood${where}; operator and client must be of the same release.`;
  throw new ApiError('ReplyInvalid', status, sentence);
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return null;
  }
}
