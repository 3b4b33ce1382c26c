/** What services have to say on a usual day: templates with values, of the kinds that programs of each sort write. */
import type { Chance } from '../traffic/chance.ts';
import type { Level } from './dialect.ts';
import type { Service } from './service.ts';

export interface Statement {
  readonly level: Level;
  readonly part: string;
  /** `{ms}`, `{id}` and the like stand for values. */
  readonly text: string;
  readonly weight: number;
  /** Written for a request, and so not for one that fails. */
  readonly isRequest: boolean;
}

export interface Values {
  readonly chance: Chance;
  readonly latencyMs: number;
}

type Rough = readonly [level: Level, weight: number, text: string];

const requests: readonly Rough[] = [
  ['INFO', 8, 'GET /v1/{noun}s/{id} 200 {ms}ms'],
  ['INFO', 5, 'POST /v1/{noun}s 201 {ms}ms'],
  ['INFO', 6, 'handled list of {noun}s for account {id} in {ms} ms'],
  ['INFO', 5, 'request completed method=PUT route=/{noun}s/:id status=200 durationMs={ms}'],
  ['INFO', 4, '{noun} {id} accepted, {n} items, took {ms} ms'],
  ['INFO', 4, 'served {noun} page {n} to client {ip} in {ms}ms'],
  ['INFO', 3, 'lookup of {noun} {hex} answered in {ms} ms'],
];

const besides: readonly Rough[] = [
  ['INFO', 3, '{noun} {id} stored as revision {n}'],
  ['INFO', 3, 'published {noun}.changed key={hex} partition={n} offset={id}'],
  ['INFO', 2, 'session {hex} renewed for user {id}'],
  ['DEBUG', 2, 'cache hit for {noun}:{id}, ttl {n} s'],
  ['INFO', 1, 'refreshed {n} {noun} rules in {ms} ms'],
  ['INFO', 1, 'queue depth {n}, oldest entry {n} s'],
  ['INFO', 2, 'rendered view {noun}/overview for tenant {id}'],
  ['INFO', 1, 'metrics flushed: {n} series, {n} dropped'],
  ['INFO', 1, 'token of client {hex} verified, expires in {n} s'],
  ['INFO', 2, 'consumed batch of {n} {noun} updates, lag {n}'],
  ['INFO', 1, 'pool statistics: active={n} idle={n} waiting=0'],
  ['DEBUG', 1, 'feature {noun}-preview evaluated to off for account {id}'],
];

/** A few an hour: nothing that anybody would act on. */
const sporadic: readonly Rough[] = [
  ['WARN', 0.03, 'slow query on {noun}s took {n}00 ms'],
  ['ERROR', 0.02, 'could not parse note of {noun} {id}: unexpected end of input'],
  ['WARN', 0.04, 'retrying delivery {hex} to webhook, attempt 2 of 5'],
  ['WARN', 0.03, 'rejected {noun} {id}: field amount must be positive'],
  ['ERROR', 0.015, 'client {ip} closed the connection before the response was written'],
  ['WARN', 0.02, 'clock of client {hex} is {n} s ahead, ignoring its timestamp'],
  ['ERROR', 0.012, 'unexpected null in {noun} {id}, skipped'],
];

const postgres: readonly Rough[] = [
  ['INFO', 3, 'checkpoint starting: time'],
  [
    'INFO',
    3,
    'checkpoint complete: wrote {n} buffers (0.{n}%); 0 WAL file(s) added, 0 removed, 1 recycled; write={n}.{n} s, sync=0.0{n} s',
  ],
  ['INFO', 4, 'automatic vacuum of table "app.public.{noun}s": index scans: 1'],
  ['INFO', 5, 'connection authorized: user=app database=app application_name={hex}'],
  ['INFO', 4, 'disconnection: session time: 0:{n}:{n} user=app database=app host={ip}'],
  ['ERROR', 0.03, 'duplicate key value violates unique constraint "{noun}s_pkey"'],
  ['INFO', 1, 'duration: {n}00.{n} ms  statement: SELECT * FROM {noun}s WHERE id = $1'],
];

const redis: readonly Rough[] = [
  ['INFO', 3, '100 changes in 300 seconds. Saving...'],
  ['INFO', 3, 'Background saving started by pid {n}'],
  ['INFO', 3, 'DB saved on disk'],
  ['INFO', 3, 'Background saving terminated with success'],
  ['INFO', 1, 'Fork CoW for RDB: current {n} MB, peak {n} MB, average {n} MB'],
];

const rabbit: readonly Rough[] = [
  ['INFO', 4, 'accepting AMQP connection {ip}:{id} -> 10.244.1.9:5672'],
  ['INFO', 3, 'closing AMQP connection {ip}:{id}'],
  ['INFO', 2, "user 'app' authenticated and granted access to vhost '/'"],
  ['WARN', 0.04, 'closing AMQP connection {ip}:{id}: client unexpectedly closed TCP connection'],
];

const startLines = [
  'starting {name} version {version}',
  'loaded configuration from /etc/{name}/config.yaml',
  'registered {n} routes',
  'connected to upstreams',
  'listening on port {port}',
];
const storeStartLines = [
  'starting {name} version {version}',
  'recovery finished, {n} entries replayed',
  'ready to accept connections on port {port}',
];

export interface Vocabulary {
  readonly usual: readonly Statement[];
  readonly start: readonly Statement[];
  readonly stop: readonly Statement[];
  /** Sum of the weights of `usual`. */
  readonly weight: number;
}

export function drawVocabulary(service: Service, chance: Chance): Vocabulary {
  const parts = [`${service.noun}.http`, `${service.noun}.store`, `${service.noun}.jobs`];
  const statementsOf = (rough: readonly Rough[], isRequest: boolean): Statement[] =>
    rough.map(([level, weight, text]) => ({ level, part: chance.pick(parts), text: fill(text, service), weight, isRequest }));
  const usual = service.tier === 'store' ? statementsOf(storeRough(service), false) : drawUsual(chance, statementsOf);
  const lines = service.tier === 'store' ? storeStartLines : startLines;
  return {
    usual,
    start: statementsOf(
      lines.map((text) => ['INFO', 1, text]),
      false,
    ),
    stop: statementsOf(
      [
        ['INFO', 1, 'received SIGTERM, draining'],
        ['INFO', 1, 'shutdown complete'],
      ],
      false,
    ),
    weight: usual.reduce((sum, { weight }) => sum + weight, 0),
  };
}

function storeRough({ port }: Service): readonly Rough[] {
  if (port === 5432) return postgres;
  return port === 6379 ? redis : rabbit;
}

function drawUsual(chance: Chance, statementsOf: (rough: readonly Rough[], isRequest: boolean) => Statement[]): readonly Statement[] {
  const some = (rough: readonly Rough[], least: number): readonly Rough[] => {
    const taken = rough.filter(() => chance.chance(0.5));
    return taken.length >= least ? taken : rough.slice(0, least);
  };
  return [...statementsOf(some(requests, 2), true), ...statementsOf(some(besides, 4), false), ...statementsOf(some(sporadic, 2), false)];
}

function fill(text: string, { noun, name, port }: Service): string {
  return text.replaceAll('{noun}', noun).replaceAll('{name}', name).replaceAll('{port}', String(port));
}

const placeholder = /\{(id|ms|n|hex|ip|version)\}/g;

/** The text with values in place. */
export function speak(text: string, { chance, latencyMs }: Values): string {
  return text.replace(placeholder, (_, kind: string) => {
    if (kind === 'id') return String(chance.int(10_000, 999_999));
    if (kind === 'ms') return String(Math.max(1, Math.round(latencyMs * chance.gamma(6))));
    if (kind === 'n') return String(chance.int(1, 59));
    if (kind === 'hex') return chance.hex(12);
    if (kind === 'version') return `${chance.int(1, 9)}.${chance.int(0, 30)}.${chance.int(0, 9)}`;
    return `10.244.${chance.int(0, 9)}.${chance.int(2, 250)}`;
  });
}
