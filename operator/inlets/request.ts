/** What every inlet asks of a request: who sends it, in which form, and its bytes. */
import type { FastifyRequest } from 'fastify';
import type { InletConfiguration } from '../../api/configuration.ts';
import { HttpProblem } from '../http/problem.ts';
import type { InletAccess } from './access.ts';
import { protobufType } from './body.ts';

const callers = new WeakMap<FastifyRequest, InletConfiguration>();

/** Before the body is read: nobody without a token may make us keep four megabytes. Throws a 401. */
export async function admit(access: InletAccess, request: FastifyRequest): Promise<void> {
  const caller = await access.of(request.headers.authorization);
  if (caller === null)
    throw new HttpProblem(401, 'Unauthorized', 'The token is missing or wrong; send that of an inlet as "Authorization: Bearer TOKEN".');
  callers.set(request, caller);
}

/** Whoever was admitted with it. */
export function callerOf(request: FastifyRequest): InletConfiguration {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('a request without a caller');
  return caller;
}

export function isProtobuf({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.split(';')[0]?.trim().toLowerCase() === protobufType;
}

export function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  throw new HttpProblem(400, 'RequestInvalid', 'The request has no body.');
}

export function notLeading(): HttpProblem {
  return new HttpProblem(503, 'NotLeading', 'Another replica leads, or none yet; try again in a moment.');
}
