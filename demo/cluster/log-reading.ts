/** `GET .../pods/NAME/log`: which instance's log, from where, and following it until the instance ends. */
import type { ServerResponse } from 'node:http';
import { objectsAt, objectAt, textAt, valueAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { ContainerKey, InstanceLog, LogLine, LogStore } from './logs.ts';
import { isTrue } from './requests.ts';
import { badRequest, invalidLogOptions } from './statuses.ts';

interface LogOptions {
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly sinceNs: bigint;
  readonly tailLines: number;
  readonly limitBytes: number;
}

const newline = 10;

/** Answers with the log of the container that the query names. Throws 400 in the API server's words where there is none. */
export async function readLog(
  logs: LogStore,
  pod: JsonObject,
  query: URLSearchParams,
  answer: { response: ServerResponse; now: () => number },
): Promise<void> {
  const container = chooseContainer(pod, query.get('container') ?? '');
  const options = logOptions(textAt(pod, 'metadata', 'name'), query, answer.now());
  const key = { namespace: textAt(pod, 'metadata', 'namespace'), pod: textAt(pod, 'metadata', 'name'), container };
  const previous = isTrue(query.get('previous'));
  const log = previous ? previousLog(logs, pod, key) : logs.current(key);
  if (typeof log !== 'string' && !previous) requireStarted(pod, container, log);
  answer.response.writeHead(200, { 'content-type': 'text/plain' });
  answer.response.flushHeaders();
  // The kubelet answers 200 with its own error text as the log when the container is gone already.
  if (typeof log === 'string') answer.response.write(log);
  else await send(log, previous ? { ...options, follow: false } : options, answer.response);
  answer.response.end();
}

function chooseContainer(pod: JsonObject, wanted: string): string {
  const name = textAt(pod, 'metadata', 'name');
  const init = objectsAt(pod, 'spec', 'initContainers').map((container) => textAt(container, 'name'));
  const names = objectsAt(pod, 'spec', 'containers').map((container) => textAt(container, 'name'));
  if (wanted !== '') {
    if ([...init, ...names].includes(wanted)) return wanted;
    throw badRequest(`container ${wanted} is not valid for pod ${name}`);
  }
  const [only, ...others] = names;
  if (only === undefined) throw badRequest(`a container name must be specified for pod ${name}`);
  if (others.length === 0 && init.length === 0) return only;
  const also = init.length === 0 ? '' : ` or one of the init containers: [${init.join(' ')}]`;
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]${also}`);
}

/** The log of the instance that `lastState` names, or the words of a kubelet that has it no more. */
function previousLog(logs: LogStore, pod: JsonObject, key: ContainerKey): InstanceLog | string {
  const status = statusOf(pod, key.container);
  const last = textAt(status, 'lastState', 'terminated', 'containerID');
  const log = logs.previous(key);
  // While it waits to be started again, the instance that ended last is both the current and the previous one.
  if (last !== '' && last === textAt(status, 'containerID')) return logs.current(key);
  if (last === '' || log === undefined) throw badRequest(`previous terminated container "${key.container}" in pod "${key.pod}" not found`);
  // One dead instance is kept, and while the state is `terminated` that is the current one.
  return valueAt(status, 'state', 'terminated') === undefined ? log : `unable to retrieve container logs for ${last}`;
}

function statusOf(pod: JsonObject, container: string): JsonObject | undefined {
  const statuses = [...objectsAt(pod, 'status', 'containerStatuses'), ...objectsAt(pod, 'status', 'initContainerStatuses')];
  return statuses.find((one) => textAt(one, 'name') === container);
}

function requireStarted(pod: JsonObject, container: string, log: InstanceLog): void {
  const status = statusOf(pod, container);
  const reason = textAt(status, 'state', 'waiting', 'reason');
  const waiting = status === undefined ? textAt(pod, 'status', 'phase') === 'Pending' : valueAt(status, 'state', 'waiting') !== undefined;
  const ranBefore = Object.keys(objectAt(status, 'lastState', 'terminated')).length > 0 || log.lines.length > 0;
  if (!waiting || ranBefore) return;
  const name = textAt(pod, 'metadata', 'name');
  const image = reason === 'ErrImagePull' || reason === 'ImagePullBackOff';
  const why = image ? `trying and failing to pull image` : `waiting to start: ${reason || 'ContainerCreating'}`;
  throw badRequest(`container "${container}" in pod "${name}" is ${why}`);
}

function logOptions(pod: string, query: URLSearchParams, nowMs: number): LogOptions {
  const sinceTime = query.get('sinceTime');
  const sinceSeconds = query.get('sinceSeconds');
  if (sinceTime !== null && sinceSeconds !== null) {
    const message = 'Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified';
    throw invalidLogOptions(pod, { reason: 'FieldValueForbidden', message, field: '[]' });
  }
  const sinceMs = sinceTime === null ? 0 : Date.parse(sinceTime);
  if (Number.isNaN(sinceMs))
    throw badRequest(`parsing time "${sinceTime}" as "2006-01-02T15:04:05Z07:00": cannot parse "${sinceTime}" as "2006"`);
  // The API server hands the time on to the kubelet in whole seconds.
  const fromMs = sinceSeconds === null ? Math.floor(sinceMs / 1000) * 1000 : nowMs - Number(sinceSeconds) * 1000;
  return {
    follow: isTrue(query.get('follow')),
    timestamps: isTrue(query.get('timestamps')),
    sinceNs: BigInt(Math.round(fromMs)) * 1_000_000n,
    tailLines: count(pod, query, 'tailLines'),
    limitBytes: count(pod, query, 'limitBytes'),
  };
}

function count(pod: string, query: URLSearchParams, name: 'tailLines' | 'limitBytes'): number {
  const given = query.get(name);
  if (given === null) return Number.POSITIVE_INFINITY;
  const value = Number(given);
  const [least, must] = name === 'limitBytes' ? [1, 'must be greater than 0'] : [0, 'must be greater than or equal to 0'];
  if (Number.isInteger(value) && value >= least) return value;
  throw invalidLogOptions(pod, { reason: 'FieldValueInvalid', message: `Invalid value: ${given}: ${must}`, field: name });
}

async function send(log: InstanceLog, options: LogOptions, response: ServerResponse): Promise<void> {
  let index = log.first + Math.max(0, log.lines.length - options.tailLines);
  let left = options.limitBytes;
  while (!response.destroyed && left > 0) {
    const start = Math.max(index, log.first);
    const batch = log.lines.slice(start - log.first, start - log.first + 2_000);
    index = start + batch.length;
    const bytes = render(batch, options).subarray(0, left);
    left -= bytes.length;
    if (bytes.length > 0 && !response.write(bytes)) await drained(response);
    if (batch.length > 0) continue;
    if (!options.follow || log.ended) return;
    await more(log, response);
  }
}

/** One piece of memory for all lines: a hundred thousand a second are to cost little. */
function render(lines: readonly LogLine[], options: LogOptions): Buffer {
  const wanted = lines.filter(({ atNs }) => atNs >= options.sinceNs);
  const around = options.timestamps ? timestampLength + 2 : 1;
  const buffer = Buffer.allocUnsafe(wanted.reduce((sum, { bytes }) => sum + bytes.length + around, 0));
  let at = 0;
  for (const { atNs, bytes } of wanted) {
    if (options.timestamps) at += buffer.write(`${timestamp(atNs)} `, at, 'latin1');
    buffer.set(bytes, at);
    at += bytes.length;
    buffer[at] = newline;
    at += 1;
  }
  return buffer;
}

const timestampLength = '2026-01-05T10:00:00.000000000Z'.length;
/** Lines of one millisecond have most of their time in common. */
let latest = { ms: Number.NaN, text: '' };

/** RFC 3339 with nine digits of the second, as the kubelet writes it. */
function timestamp(atNs: bigint): string {
  const ms = Number(atNs / 1_000_000n);
  if (ms !== latest.ms) latest = { ms, text: new Date(ms).toISOString().slice(0, -1) };
  return `${latest.text}${String(atNs % 1_000_000n).padStart(6, '0')}Z`;
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
}

function more(log: InstanceLog, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      log.waiting.delete(done);
      response.off('close', done);
      resolve();
    };
    log.waiting.add(done);
    response.once('close', done);
  });
}
