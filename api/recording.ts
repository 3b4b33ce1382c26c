/**
 * A recording: what the operator saw, in time order, one JSON object a line (NDJSON). Every line has `at` (RFC 3339) and `type`; what a reader does not
 * know it passes over.
 */
import { z } from 'zod';
import type { KubeObject, Observation } from '../engine/domain.ts';

/** One raw line as a container wrote it. */
export interface RecordedLog {
  readonly type: 'log';
  readonly atMs: number;
  readonly namespace: string;
  /** The name alone; of which kind it is the recorded objects say. */
  readonly workload: string;
  readonly pod: string | null;
  readonly container: string | null;
  readonly node: string | null;
  /** Of the instance before the container's last restart. */
  readonly isPrevious: boolean;
  readonly line: string;
}

/** Lines that are known to be missing. */
export interface RecordedMissed {
  readonly type: 'missed';
  readonly atMs: number;
  readonly namespace: string;
  readonly workload: string;
  readonly reason: string;
  /** -1 where nobody knows how many. */
  readonly lines: number;
}

/** Nothing has happened up to here. */
export interface RecordedTick {
  readonly type: 'tick';
  readonly atMs: number;
}

/** A line of a type, or with fields, that this release does not judge by. */
export interface RecordedOther {
  readonly type: 'other';
  readonly atMs: number;
  readonly name: string;
}

export type Recorded = RecordedLog | RecordedMissed | RecordedTick | Observation | RecordedOther;

const AtSchema = z.iso.datetime({ offset: true });
const EnvelopeSchema = z.looseObject({ at: AtSchema, type: z.string().min(1) });
const name = z.string().min(1);
/** A field that may be left out, or be null. */
const optional = <T>(schema: z.ZodType<T>) => schema.nullish().transform((value) => value ?? undefined);

const LogSchema = z.object({
  namespace: name.default('default'),
  workload: name,
  pod: name.nullish(),
  container: name.nullish(),
  node: name.nullish(),
  previous: z.boolean().default(false),
  line: z.string(),
});

/** What a watch delivers is believed in its outline only; the readers of facts look at each field as they need it. */
const ObjectSchema = z.object({
  object: z.looseObject({ kind: name, metadata: z.looseObject({ name }) }).transform((object) => object as KubeObject),
  deleted: z.boolean().default(false),
});

const EventSchema = z.object({
  namespace: name.default('default'),
  object: z.object({ kind: name, name }),
  reason: z.string().default(''),
  message: z.string().default(''),
  severity: z.enum(['Normal', 'Warning']).default('Normal'),
  count: z.number().int().positive().default(1),
  since: optional(AtSchema),
  source: optional(z.string()),
});

const MetricSchema = z.object({
  namespace: optional(name),
  workload: optional(name),
  pod: optional(name),
  container: optional(name),
  node: optional(name),
  name,
  value: z.number(),
  grown: optional(z.object({ name, count: z.number(), attributes: z.record(z.string(), z.string()) })),
});

const SpanSchema = z.object({
  namespace: name.nullish(),
  traceId: name,
  spanId: name,
  parentId: name.nullish(),
  workload: name,
  pod: name.nullish(),
  name: z.string(),
  durationMs: z.number().nonnegative(),
  error: z.union([z.string(), z.boolean()]).nullish(),
});

const RolloutSchema = z.object({
  namespace: optional(name),
  workload: name,
  revision: z.string().default(''),
  changeId: optional(name),
  image: optional(name),
});

const ChangeSchema = z.object({
  id: name,
  title: z.string().default(''),
  files: z.array(z.string()).default([]),
  diff: z
    .string()
    .nullish()
    .transform((diff) => diff ?? null),
});

const FlagSchema = z.object({ namespace: optional(name), workload: optional(name), name, change: z.string().default('') });

const AlertSchema = z.object({
  namespace: optional(name),
  workload: optional(name),
  pod: optional(name),
  node: optional(name),
  name,
  severity: z.string().default('warning'),
  summary: z.string().default(''),
  since: optional(AtSchema),
  count: optional(z.number()),
  port: optional(z.number().int()),
  unit: optional(z.string()),
  text: optional(z.string()),
});

const EdgeSchema = z.object({ namespace: optional(name), from: name, to: name });

const MissedSchema = z.object({ namespace: name.default('default'), workload: name, reason: name, lines: z.number().int().min(-1) });

/** A line of a recording, without its line feed. */
export function textOfRecorded(recorded: Recorded): string {
  const { atMs, ...rest } = recorded;
  const at = new Date(atMs).toISOString();
  if (rest.type === 'other') return JSON.stringify({ at, type: rest.name });
  if (rest.type === 'event' || rest.type === 'alert') {
    const { sinceAtMs, ...event } = rest;
    return JSON.stringify({ at, ...event, ...(sinceAtMs === undefined ? {} : { since: new Date(sinceAtMs).toISOString() }) });
  }
  if (rest.type !== 'log') return JSON.stringify({ at, ...rest });
  const { isPrevious, line, ...place } = rest;
  return JSON.stringify({ at, ...place, ...(isPrevious ? { previous: true } : {}), line });
}

/** Throws an Error with a sentence when the text is no JSON object with a time and a type. */
export function readRecorded(text: string): Recorded {
  const value = parsed(text);
  const log = plainLogOf(value);
  if (log !== null) return log;
  const envelope = EnvelopeSchema.safeParse(value);
  if (!envelope.success) throw new Error('is no JSON object with a time in "at" and a "type"');
  const { at, type } = envelope.data;
  const atMs = Date.parse(at);
  return recordedOf(type, envelope.data, atMs) ?? { type: 'other', atMs, name: type };
}

/** As every recorder writes it. */
const utc = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;

/** A time as every recorder writes it; null for any other, which a schema may know. The 30th of February is for the schema to refuse. */
export function plainTimeOf(at: string): number | null {
  if (!utc.test(at)) return null;
  const atMs = Date.parse(at);
  const day = Number(at.slice(8, 10));
  return day <= 28 || new Date(atMs).getUTCDate() === day ? atMs : null;
}

interface PlainLog {
  readonly at: string;
  readonly namespace?: string;
  readonly workload: string;
  readonly pod?: string | null;
  readonly container?: string | null;
  readonly node?: string | null;
  readonly previous?: boolean;
  readonly line: string;
}

/** Nearly all lines of a recording are these, and the schemas take twice as long for them as the parsing; null is for the schemas to judge. */
function plainLogOf(value: unknown): RecordedLog | null {
  if (!isPlainLog(value)) return null;
  const { at, namespace = 'default', workload, pod = null, container = null, node = null, previous = false, line } = value;
  return { type: 'log', atMs: Date.parse(at), namespace, workload, pod, container, node, isPrevious: previous, line };
}

function isPlainLog(value: unknown): value is PlainLog {
  if (typeof value !== 'object' || value === null || !('type' in value) || value.type !== 'log') return false;
  const { at, line, previous, ...place }: Partial<Record<string, unknown>> = value;
  return (
    typeof line === 'string' &&
    typeof at === 'string' &&
    plainTimeOf(at) !== null &&
    ['boolean', 'undefined'].includes(typeof previous) &&
    isPlace(place)
  );
}

function isPlace({ namespace = 'default', workload, pod, container, node }: Partial<Record<string, unknown>>): boolean {
  return isName(namespace) && isName(workload) && isNameOrNone(pod) && isNameOrNone(container) && isNameOrNone(node);
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isNameOrNone(value: unknown): boolean {
  return value === null || value === undefined || isName(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function recordedOf(type: string, fields: unknown, atMs: number): Recorded | null {
  if (type === 'log') return logOf(LogSchema.safeParse(fields).data, atMs);
  if (type === 'tick') return { type, atMs };
  if (type === 'missed') return completed(type, MissedSchema.safeParse(fields).data, atMs);
  if (type === 'object') return completed(type, ObjectSchema.safeParse(fields).data, atMs);
  if (type === 'metric') return completed(type, MetricSchema.safeParse(fields).data, atMs);
  if (type === 'event') return sinceOf(completed(type, EventSchema.safeParse(fields).data, atMs));
  return toldOf(type, fields, atMs);
}

/** What other systems than the cluster tell. */
function toldOf(type: string, fields: unknown, atMs: number): Recorded | null {
  if (type === 'span') return spanOf(SpanSchema.safeParse(fields).data, atMs);
  if (type === 'rollout') return completed(type, RolloutSchema.safeParse(fields).data, atMs);
  if (type === 'change') return completed(type, ChangeSchema.safeParse(fields).data, atMs);
  if (type === 'flag') return completed(type, FlagSchema.safeParse(fields).data, atMs);
  if (type === 'edge') return completed(type, EdgeSchema.safeParse(fields).data, atMs);
  return type === 'alert' ? sinceOf(completed(type, AlertSchema.safeParse(fields).data, atMs)) : null;
}

/** Null for what could not be read. */
function completed<Type extends string, Read extends object>(
  type: Type,
  read: Read | undefined,
  atMs: number,
): ({ readonly type: Type; readonly atMs: number } & Read) | null {
  return read === undefined ? null : { type, atMs, ...read };
}

function sinceOf<T extends { readonly since?: string | undefined }>(
  read: T | null,
): (Omit<T, 'since'> & { readonly sinceAtMs?: number }) | null {
  if (read === null) return null;
  const { since, ...rest } = read;
  return { ...rest, ...(since === undefined ? {} : { sinceAtMs: Date.parse(since) }) };
}

function spanOf(read: z.infer<typeof SpanSchema> | undefined, atMs: number): Recorded | null {
  if (read === undefined) return null;
  const { namespace, pod, parentId = null, error, ...rest } = read;
  const wrong = typeof error === 'boolean' ? (error ? 'error' : null) : error === '' ? null : (error ?? null);
  return { type: 'span', atMs, ...withoutNulls({ namespace, pod }), ...rest, parentId, error: wrong };
}

function logOf(read: z.infer<typeof LogSchema> | undefined, atMs: number): RecordedLog | null {
  if (read === undefined) return null;
  const { namespace, workload, pod = null, container = null, node = null, previous, line } = read;
  return { type: 'log', atMs, namespace, workload, pod, container, node, isPrevious: previous, line };
}

function withoutNulls(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
