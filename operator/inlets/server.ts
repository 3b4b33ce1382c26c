/**
 * The HTTP server for what the cluster does not tell: logs, traces and metrics of OpenTelemetry, other people's alerts, changes and flags. Off unless the
 * administrator gives a port and inlets; bounded in everything; what finds no room is refused, so that the sender tries again, and counted.
 */
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { allows, type InletConfiguration } from '../../api/configuration.ts';
import type { Observation } from '../../engine/index.ts';
import { HttpProblem, refusalOf } from '../http/problem.ts';
import { createFastify, listen, type HttpServer } from '../http/server.ts';
import type { Telemetry } from '../telemetry.ts';
import type { InletAccess } from './access.ts';
import { createAlertsReader } from './alerts.ts';
import { bodyBytesAtMost, bodyOf, protobufType } from './body.ts';
import { readChanges } from './changes.ts';
import { addLogsRoute, type TakeLogs } from './logs-route.ts';
import { createMetricsReader } from './metrics.ts';
import { encodeAnswer, encodeRefusal, metricsTable, tracesTable } from './otlp.ts';
import type { MessageTable } from './protobuf.ts';
import { createInletQueue } from './queue.ts';
import { BodyError, type Reader, type Reading, type Told } from './reader.ts';
import { admit, bytesOf, callerOf, isProtobuf, notLeading } from './request.ts';
import { readTraces } from './traces.ts';

export interface InletServerOptions {
  /** Default 0.0.0.0: those who tell something run elsewhere. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly access: InletAccess;
  /** Hands on to the detectors of a namespace, or of all; null while this replica does not lead. */
  readonly sink: () => ((namespace: string | null, observation: Observation) => void) | null;
  /** Takes log lines; null while this replica does not lead. */
  readonly logs: () => TakeLogs | null;
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

/** Twenty a second of one address, which a collector for a large cluster does not reach. */
const requestsPerMinute = 1200;
const retryAfterSeconds = 5;

type Inlet = 'traces' | 'metrics' | 'alerts' | 'changes';

/** Throws `ConfigurationInvalid` when the address cannot be listened on. */
export async function openInletServer(options: InletServerOptions): Promise<HttpServer> {
  const { host = '0.0.0.0', port, telemetry } = options;
  const server = createFastify();
  await server.register(rateLimit, { global: false });
  const tooMany = new HttpProblem(429, 'TooManyRequests', 'Too many requests; wait a minute.');
  server.addHook('onRequest', server.rateLimit({ max: requestsPerMinute, timeWindow: '1 minute', errorResponseBuilder: () => tooMany }));
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    ['application/json', protobufType],
    { parseAs: 'buffer', bodyLimit: bodyBytesAtMost },
    (_request, body, done) => done(null, body),
  );
  refuseWith(server, telemetry);
  addRoutes(server, options);
  addLogsRoute(server, options);
  return { url: await listen(server, host, port), close: () => server.close() };
}

function addRoutes(server: FastifyInstance, options: InletServerOptions): void {
  const { access, sink, now, telemetry } = options;
  const queue = createInletQueue<readonly [string | null, Observation]>(
    ([namespace, observation]) => {
      const handOn = sink();
      if (handOn !== null) handOn(namespace, observation);
      else telemetry.emit('ObservationsIgnored', { inlet: 'queue', why: 'not leading any more', observations: 1 });
    },
    (length) => telemetry.gauge('logdetector_inlet_queue_length', length),
  );
  const alerts = createAlertsReader();
  const inlets: readonly (readonly [url: string, inlet: Inlet, reader: Reader])[] = [
    ['/v1/traces', 'traces', readTraces],
    ['/v1/metrics', 'metrics', createMetricsReader()],
    ['/api/v2/alerts', 'alerts', alerts],
    ['/changes', 'changes', readChanges],
  ];
  for (const [url, inlet, reader] of inlets) {
    server.post(url, {
      // Before the body is read: nobody without a token may make us keep four megabytes.
      onRequest: (request) => admit(access, request),
      handler: async (request, reply) => {
        const caller = callerOf(request);
        if (sink() === null) throw notLeading();
        const body: unknown = await bodyOf({
          bytes: bytesOf(request.body),
          encoding: request.headers['content-encoding'],
          ...(isProtobuf(request) ? { table: tableOf(inlet) } : {}),
        });
        const reading = readWith(reader, body, now());
        const { placed, refused } = place(reading.told, caller);
        if (!queue.offer(placed)) {
          telemetry.emit('ObservationsRefused', { inlet, observations: placed.length });
          throw new HttpProblem(503, 'QueueFull', 'More has been told than can be taken in at once; try again in a moment.');
        }
        const ignored = new Map([
          ...reading.ignored,
          ...(refused > 0 ? [['of a namespace that this token may not speak of', refused] as const] : []),
        ]);
        telemetry.emit('ObservationsTaken', { inlet, observations: reading.told.length - refused });
        for (const [why, observations] of ignored) telemetry.emit('ObservationsIgnored', { inlet, why, observations });
        const answer = { taken: reading.told.length - refused, ignored };
        if (!isProtobuf(request)) return reply.code(200).send(answerOf(inlet, answer));
        const { rejected, errorMessage } = rejectedOf(ignored);
        return reply
          .code(200)
          .type(protobufType)
          .send(Buffer.from(encodeAnswer(rejected, errorMessage)));
      },
    });
  }
}

const tables: Partial<Record<Inlet, MessageTable>> = { traces: tracesTable, metrics: metricsTable };

function tableOf(inlet: Inlet): MessageTable {
  const table = tables[inlet];
  if (table === undefined)
    throw new HttpProblem(415, 'NotJson', 'Send the body as application/json; only traces, metrics and logs may come in protobuf.');
  return table;
}

function readWith(reader: Reader, body: unknown, nowMs: number): Reading {
  try {
    return reader(body, nowMs);
  } catch (error) {
    if (error instanceof BodyError) throw new HttpProblem(400, 'RequestInvalid', error.message);
    throw error;
  }
}

/** Where each goes: to the namespace it names, where the token may speak of it; what names none, to all that the token may speak of. */
function place(told: readonly Told[], caller: InletConfiguration) {
  const isForAll = caller.namespaces.includes('*');
  const placed = told.flatMap(({ namespace, observation }): (readonly [string | null, Observation])[] => {
    if (namespace !== null) return allows(caller, namespace) ? [[namespace, observation]] : [];
    return isForAll ? [[null, observation]] : caller.namespaces.map((one) => [one, observation] as const);
  });
  const refused = told.filter(({ namespace }) => namespace !== null && !allows(caller, namespace)).length;
  return { placed, refused };
}

/** OTLP has a form of its own for what was not used, which collectors log. */
function answerOf(inlet: Inlet, { taken, ignored }: { readonly taken: number; readonly ignored: ReadonlyMap<string, number> }): object {
  if (inlet === 'changes' || inlet === 'alerts') return { taken, ignored: Object.fromEntries(ignored) };
  const { rejected, errorMessage } = rejectedOf(ignored);
  if (rejected === 0) return {};
  return { partialSuccess: { [inlet === 'traces' ? 'rejectedSpans' : 'rejectedDataPoints']: String(rejected), errorMessage } };
}

function rejectedOf(ignored: ReadonlyMap<string, number>): { readonly rejected: number; readonly errorMessage: string } {
  const rejected = [...ignored.values()].reduce((sum, count) => sum + count, 0);
  return { rejected, errorMessage: [...ignored].map(([why, count]) => `${count} ${why}`).join('; ') };
}

function refuseWith(server: FastifyInstance, telemetry: Telemetry): void {
  server.setNotFoundHandler(async () => {
    throw new HttpProblem(404, 'NotFound', 'There is no such inlet; docs/evidence.md lists those there are.');
  });
  server.setErrorHandler(async (error, request, reply) => {
    const { status, problem, isUnexpected } = refusalOfInlet(error);
    if (status === 503) void reply.header('retry-after', String(retryAfterSeconds));
    const route = `inlet ${request.routeOptions.url ?? 'none'}`;
    if (isUnexpected) telemetry.emit('UnexpectedError', { where: route, message: String(error).slice(0, 500) });
    telemetry.emit('ApiRequestRefused', { code: problem.code, status, route });
    if (isProtobuf(request))
      return reply
        .code(status)
        .type(protobufType)
        .send(Buffer.from(encodeRefusal(problem.sentence)));
    return reply.code(status).send(problem);
  });
}

/** The bounds are other ones than the API's. */
function refusalOfInlet(error: unknown): ReturnType<typeof refusalOf> {
  const refusal = refusalOf(error);
  if (error instanceof HttpProblem || refusal.status !== 413) return refusal;
  const sentence = `The body is larger than ${bodyBytesAtMost / 1024 / 1024} MiB, packed or not; send smaller batches.`;
  return { ...refusal, problem: { ...refusal.problem, sentence } };
}
