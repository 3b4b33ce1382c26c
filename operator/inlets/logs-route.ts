/** `POST /v1/logs`: who may tell, whose lines they are, and the answer that OTLP wants, given when the lines are saved. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { allows } from '../../api/configuration.ts';
import { HttpProblem } from '../http/problem.ts';
import { NotTakenError, type PushedLog } from '../sources/source.ts';
import type { Telemetry } from '../telemetry.ts';
import type { InletAccess } from './access.ts';
import { bodyOf, protobufType } from './body.ts';
import { readLogs, type LogsReading } from './logs.ts';
import { encodeAnswer, logsTable } from './otlp.ts';
import { BodyError } from './reader.ts';
import { admit, bytesOf, callerOf, isProtobuf, notLeading } from './request.ts';

/** Resolves with why some lines are not used, when the others are saved. Throws a `NotTakenError`. */
export type TakeLogs = (logs: readonly PushedLog[]) => Promise<ReadonlyMap<string, number>>;

export interface LogsRouteOptions {
  readonly access: InletAccess;
  /** Null while this replica does not lead. */
  readonly logs: () => TakeLogs | null;
  readonly telemetry: Telemetry;
}

const notAllowed = 'of a namespace that this token may not speak of';

export function addLogsRoute(server: FastifyInstance, { access, logs, telemetry }: LogsRouteOptions): void {
  server.post('/v1/logs', {
    onRequest: (request) => admit(access, request),
    handler: async (request, reply) => {
      const take = logs();
      if (take === null) throw notLeading();
      const rejected = await takeAllowed(request, take, telemetry);
      const count = [...rejected.values()].reduce((sum, records) => sum + records, 0);
      const errorMessage = [...rejected].map(([why, records]) => `${records} ${why}`).join('; ');
      if (!isProtobuf(request))
        return reply.code(200).send(count === 0 ? {} : { partialSuccess: { rejectedLogRecords: String(count), errorMessage } });
      return reply
        .code(200)
        .type(protobufType)
        .send(Buffer.from(encodeAnswer(count, errorMessage)));
    },
  });
}

/** What is to be told as rejected: the sender's mistakes. What nobody reads is none, since it collects the logs of all. */
async function takeAllowed(request: FastifyRequest, take: TakeLogs, telemetry: Telemetry): Promise<ReadonlyMap<string, number>> {
  const caller = callerOf(request);
  const { logs, ignored } = await readingOf(request);
  const allowed = logs.filter(({ origin }) => allows(caller, origin.namespace));
  const refused = linesOf(logs) - linesOf(allowed);
  const rejected = new Map([...ignored, ...(refused > 0 ? [[notAllowed, refused] as const] : [])]);
  const unused = await taken(allowed, take, telemetry);
  for (const [why, lines] of [...rejected, ...unused]) telemetry.emit('LinesIgnored', { why, lines });
  return rejected;
}

async function readingOf(request: FastifyRequest): Promise<LogsReading> {
  const body = await bodyOf({
    bytes: bytesOf(request.body),
    encoding: request.headers['content-encoding'],
    ...(isProtobuf(request) ? { table: logsTable } : {}),
  });
  // The answer waits for a checkpoint, and megabytes need not wait with it.
  request.body = null;
  try {
    return readLogs(body);
  } catch (error) {
    throw error instanceof BodyError ? new HttpProblem(400, 'RequestInvalid', error.message) : error;
  }
}

async function taken(logs: readonly PushedLog[], take: TakeLogs, telemetry: Telemetry): Promise<ReadonlyMap<string, number>> {
  try {
    return await take(logs);
  } catch (error) {
    if (!(error instanceof NotTakenError)) throw error;
    telemetry.emit('LinesRefused', { why: error.why, lines: linesOf(logs) });
    throw new HttpProblem(503, 'TryAgain', error.message);
  }
}

function linesOf(logs: readonly PushedLog[]): number {
  return logs.reduce((sum, { lines }) => sum + lines.length, 0);
}
