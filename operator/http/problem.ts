/** Refusals of the API: every one is a `Problem` with a sentence for a person. */
import { z } from 'zod';
import type { Problem } from '../../api/contract.ts';
import { OperatorError, type ErrorCode } from '../errors.ts';

export class HttpProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, sentence: string) {
    super(sentence);
    this.name = 'HttpProblem';
    this.status = status;
    this.code = code;
  }
}

export interface Refusal {
  readonly status: number;
  readonly problem: Problem;
  /** True when nobody planned for it; its details go to the log and not to the asker. */
  readonly isUnexpected: boolean;
}

export function refusalOf(error: unknown): Refusal {
  if (error instanceof HttpProblem) return refuse(error.status, error.code, error.message);
  if (error instanceof OperatorError) return refuse(statuses[error.code] ?? 500, error.code, error.message);
  const status = statusOf(error);
  if (status === 413) return refuse(413, 'BodyTooLarge', 'The body is larger than is taken: 64 KiB, and 32 MiB of a model.');
  if (status === 415) return refuse(415, 'NotJson', 'Send the body as application/json.');
  if (status === 429) return refuse(429, 'TooManyRequests', 'Too many requests; wait a minute.');
  // Fastify's own messages speak of the syntax of the request and hold nothing of ours.
  if (status !== null && error instanceof Error)
    return refuse(status, 'RequestInvalid', `The request is not understood: ${error.message}.`);
  return { ...refuse(500, 'Unexpected', 'The operator failed to answer; its log says why.'), isUnexpected: true };
}

/** Throws a 400 that names each field with what is wrong. */
export function parse<T>(schema: z.ZodType<T>, value: unknown, part: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.map(String).join('.') || part}: ${message}`);
  throw new HttpProblem(400, 'RequestInvalid', `The ${part} cannot be used: ${faults.join('; ')}.`);
}

const statuses: Partial<Record<ErrorCode, number>> = {
  ApiUnreachable: 503,
  ApiUnavailable: 503,
  ApiThrottled: 503,
  // Of the operator's own credentials, not of the asker's.
  ApiUnauthorized: 503,
  ApiGone: 503,
  ApiConflict: 409,
  ApiForbidden: 403,
  ApiNotFound: 404,
  ApiInvalid: 422,
  StoreUnavailable: 503,
  StoreCorrupt: 503,
  StoreNewer: 503,
  StoreFenced: 409,
  ModelNotFound: 404,
  ModelCorrupt: 409,
  ModelNewer: 409,
  TooLittleData: 409,
};

function refuse(status: number, code: string, sentence: string): Refusal {
  return { status, problem: { code, sentence }, isUnexpected: false };
}

/** Client errors that Fastify and its plugins throw; anything else is ours. */
function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return null;
  return error.statusCode >= 400 && error.statusCode < 500 ? error.statusCode : null;
}
