/**
 * OTLP logs (`ExportLogsServiceRequest`, https://opentelemetry.io/docs/specs/otlp/) as lines of containers. Whose a record is stands in its resource,
 * as the OpenTelemetry collector and Alloy write it, in the path of its file, or in the record, as Fluent Bit and Vector can leave it. Pure.
 */
import { BodyError, isFields, objectsOf, type Fields } from './reader.ts';
import type { LogOrigin, PushedLine, PushedLog } from '../sources/source.ts';

export interface LogsReading {
  readonly logs: readonly PushedLog[];
  readonly records: number;
  /** Why records are not used -> how many. */
  readonly ignored: ReadonlyMap<string, number>;
}

/** Kubernetes has no longer ones. */
const nameAtMost = 253;
const pathAtMost = 1000;
const pairsAtMost = 256;
const depthAtMost = 5;
/** What of a line may be its level: loggers write it near the beginning. */
const headLength = 200;

export function readLogs(body: unknown): LogsReading {
  if (!isFields(body) || !Array.isArray(body['resourceLogs']))
    throw new BodyError('The body must be an object with a list "resourceLogs".');
  const collected = new Collection();
  for (const { resource, scopeLogs } of objectsOf(body['resourceLogs'])) {
    const place = placeIn(pairsOf(isFields(resource) ? resource['attributes'] : undefined));
    for (const { logRecords } of objectsOf(scopeLogs)) for (const record of objectsOf(logRecords)) collected.add(record, place);
  }
  return collected;
}

/** What is said of where a record comes from; each part may be missing. */
type Place = { readonly [K in keyof LogOrigin]?: LogOrigin[K] | undefined };

class Collection implements LogsReading {
  readonly ignored = new Map<string, number>();
  records = 0;
  private readonly lines = new Map<
    string,
    { readonly origin: LogOrigin; readonly lines: PushedLine[]; readonly seen: Map<string, number> }
  >();

  get logs(): readonly PushedLog[] {
    return [...this.lines.values()];
  }

  add(record: Fields, resource: Place): void {
    this.records += 1;
    const attributes = pairsOf(record['attributes']);
    const content = plainOf(record['body'], 0);
    const { namespace, pod, ...rest } = joined(resource, placeIn(attributes), isFields(content) ? placeIn(content) : {});
    if (namespace === undefined || pod === undefined) return this.ignore('without k8s.namespace.name and k8s.pod.name');
    const text = textOf(content);
    if (text === null) return this.ignore('without a body');
    const log = this.logOf({ namespace, pod, ...rest });
    const nanos = nanosOf(record['timeUnixNano']) || nanosOf(record['observedTimeUnixNano']);
    const mark = markOf(attributes);
    // What the program wrote as several lines is so in the API, too.
    for (const line of withLevel(text, record['severityText']).split('\n')) {
      const key = `${nanos}\n${mark}\n${line}`;
      const nth = log.seen.get(key) ?? 0;
      log.seen.set(key, nth + 1);
      log.lines.push({ nanos, text: line, mark, nth });
    }
  }

  private logOf(origin: LogOrigin) {
    const key = JSON.stringify([origin.namespace, origin.pod, origin.podUid, origin.container, origin.restartCount]);
    const known = this.lines.get(key) ?? { origin, lines: [], seen: new Map<string, number>() };
    this.lines.set(key, known);
    return known;
  }

  private ignore(why: string): void {
    this.ignored.set(why, (this.ignored.get(why) ?? 0) + 1);
  }
}

type Pairs = Readonly<Record<string, unknown>>;

/** Attributes as plain values; without a prototype, because the keys are anybody's. */
function pairsOf(value: unknown, depth = 0): Pairs {
  const found: Record<string, unknown> = Object.create(null);
  for (const { key, value: wrapped } of objectsOf(value).slice(0, pairsAtMost))
    if (typeof key === 'string') found[key] = plainOf(wrapped, depth + 1);
  return found;
}

function plainOf(value: unknown, depth: number): unknown {
  if (!isFields(value) || depth > depthAtMost) return undefined;
  const { stringValue, boolValue, intValue, doubleValue, bytesValue, kvlistValue, arrayValue } = value;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof bytesValue === 'string') return Buffer.from(bytesValue, 'base64').toString('utf8');
  if (isFields(kvlistValue)) return pairsOf(kvlistValue['values'], depth);
  if (isFields(arrayValue)) return objectsOf(arrayValue['values']).map((one) => plainOf(one, depth + 1));
  return boolValue ?? intValue ?? doubleValue;
}

/** Names of the semantic conventions first, then those of Fluent Bit and Vector, then the path of the file. */
function placeIn(pairs: Pairs): Place {
  const kubernetes = isFields(pairs['kubernetes']) ? pairs['kubernetes'] : {};
  const path = ofPath(pairs['log.file.path'] ?? pairs['file']);
  const named = (standard: string, ...others: readonly string[]): string | undefined =>
    [pairs[standard], ...others.flatMap((other) => [kubernetes[other], pairs[`kubernetes.${other}`]])].find(
      (value): value is string => typeof value === 'string' && value !== '' && value.length <= nameAtMost,
    );
  const found = {
    namespace: named('k8s.namespace.name', 'namespace_name', 'pod_namespace') ?? path.namespace,
    pod: named('k8s.pod.name', 'pod_name') ?? path.pod,
    podUid: named('k8s.pod.uid', 'pod_id', 'pod_uid') ?? path.podUid,
    container: named('k8s.container.name', 'container_name') ?? path.container,
    restartCount: restartsOf(pairs['k8s.container.restart_count']) ?? path.restartCount,
  };
  return found;
}

/** The first that says something of each part. Fluent Bit sends its whole record as the body, unless it is told which part of it is. */
function joined(...places: readonly Place[]): Place {
  const part = <K extends keyof Place>(name: K): Place[K] => places.find((place) => place[name] !== undefined)?.[name];
  return {
    namespace: part('namespace'),
    pod: part('pod'),
    podUid: part('podUid'),
    container: part('container'),
    restartCount: part('restartCount'),
  };
}

/** `/var/log/pods/NAMESPACE_POD_UID/CONTAINER/RESTARTS.log`, or `/var/log/containers/POD_NAMESPACE_CONTAINER-ID.log` */
function ofPath(path: unknown): Place {
  if (typeof path !== 'string' || path.length > pathAtMost) return {};
  const pods = /\/pods\/([^/_]+)_([^/_]+)_([^/_]+)\/([^/]+)\/(\d{1,9})\.log[^/]*$/.exec(path);
  if (pods) {
    const [, namespace, pod, podUid, container, restarts] = pods;
    return { namespace, pod, podUid, container, restartCount: Number(restarts) };
  }
  const [, pod, namespace, container] = /\/containers\/([^/_]+)_([^/_]+)_([^/]+)-[0-9a-f]{64}\.log$/.exec(path) ?? [];
  return { namespace, pod, container };
}

function restartsOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** Where in a record its line stands, by what collectors call it; one that has none of them is a line of JSON by itself. */
const lineKeys = ['log', 'message', 'msg', 'MESSAGE'];
const aboutTheLine = new Set(['kubernetes', 'stream', 'time', '_p', 'logtag', 'file', 'source_type', 'timestamp']);

function textOf(content: unknown): string | null {
  if (typeof content === 'string') return withoutEnd(content);
  if (!isFields(content)) return content === undefined || content === null ? null : JSON.stringify(content);
  const line = lineKeys.map((key) => content[key]).find((value) => typeof value === 'string');
  if (typeof line === 'string') return withoutEnd(line);
  const own = Object.entries(content).filter(([key]) => !aboutTheLine.has(key));
  return own.length === 0 ? null : JSON.stringify(Object.fromEntries(own));
}

function withoutEnd(text: string): string {
  return text.replace(/\r?\n$/, '');
}

/** A program that logs by OpenTelemetry does not write its level into the words. */
function withLevel(text: string, severity: unknown): string {
  if (typeof severity !== 'string' || !/^[A-Za-z]{2,12}[0-9]?$/.test(severity)) return text;
  return text.slice(0, headLength).toLowerCase().includes(severity.toLowerCase().slice(0, 4)) ? text : `${severity} ${text}`;
}

/** Nanoseconds since the epoch as 19 digits; empty for none. */
function nanosOf(value: unknown): string {
  const digits = typeof value === 'number' ? BigInt(Math.max(0, Math.floor(value))).toString() : value;
  return typeof digits === 'string' && /^[1-9]\d{17,18}$/.test(digits) ? digits.padStart(19, '0') : '';
}

/** The offset of the line in its file, its number or its id, where the collector says one. */
function markOf(attributes: Pairs): string {
  const said = ['log.record.uid', 'log.file.record_offset', 'log.file.record_number', 'log.iostream', 'stream'].map(
    (key) => attributes[key],
  );
  return said.map((value) => (typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 100) : '')).join('|');
}
