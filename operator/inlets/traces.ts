/** OTLP traces in JSON (`ExportTraceServiceRequest`, https://opentelemetry.io/docs/specs/otlp/#otlphttp) as spans. Pure. */
import { attributesOf, placeOf, textIn, timeOf, type Place } from './attributes.ts';
import { BodyError, Collected, isFields, objectsOf, textOf, type Fields, type Reading } from './reader.ts';

const nameAtMost = 200;
const errorAtMost = 500;
/** `STATUS_CODE_ERROR` of `Status`. */
const isError = new Set<unknown>([2, 'STATUS_CODE_ERROR']);

/** A span without a service, an id or times is ignored. */
export function readTraces(body: unknown, nowMs: number): Reading {
  if (!isFields(body) || !Array.isArray(body['resourceSpans']))
    throw new BodyError('The body must be an object with a list "resourceSpans".');
  const collected = new Collected(nowMs);
  for (const { resource, scopeSpans } of objectsOf(body['resourceSpans'])) {
    const place = placeOf(attributesOf(isFields(resource) ? resource['attributes'] : undefined));
    for (const { spans } of objectsOf(scopeSpans)) for (const span of objectsOf(spans)) addSpan(collected, span, place);
  }
  return collected;
}

function addSpan(collected: Collected, span: Fields, { namespace, workload, pod }: Place): void {
  const [traceId, spanId] = [idOf(span['traceId']), idOf(span['spanId'])];
  const [from, to] = [timeOf(span['startTimeUnixNano']), timeOf(span['endTimeUnixNano'])];
  if (workload === undefined) collected.ignore('no service.name');
  else if (traceId === null || spanId === null || from === undefined || to === undefined) collected.ignore('no id or no times');
  else
    collected.add(namespace ?? null, {
      type: 'span',
      atMs: from,
      ...(namespace === undefined ? {} : { namespace }),
      traceId,
      spanId,
      parentId: idOf(span['parentSpanId']),
      workload,
      ...(pod === undefined ? {} : { pod }),
      name: textOf(span['name'], nameAtMost) ?? 'unnamed',
      durationMs: Math.max(0, to - from),
      error: errorOf(span),
    });
}

/** Ids are hexadecimal in JSON; all zeros mean none. */
function idOf(value: unknown): string | null {
  return typeof value === 'string' && /^[0-9a-f]{16}(?:[0-9a-f]{16})?$/i.test(value) && !/^0+$/.test(value) ? value.toLowerCase() : null;
}

/** The words of the status, else the exception that the span has noted; a caller's mistake (HTTP 4xx of a server) is no error of the span. */
function errorOf(span: Fields): string | null {
  const status = isFields(span['status']) ? span['status'] : {};
  if (!isError.has(status['code'])) return null;
  return textOf(status['message'], errorAtMost) ?? exceptionOf(span) ?? codeOf(span) ?? 'error';
}

function exceptionOf(span: Fields): string | undefined {
  for (const { name, attributes } of objectsOf(span['events'])) {
    if (name !== 'exception') continue;
    const told = attributesOf(attributes);
    const words = [textIn(told, 'exception.type'), textIn(told, 'exception.message')].filter((word) => word !== undefined);
    if (words.length > 0) return words.join(': ').slice(0, errorAtMost);
  }
  return undefined;
}

function codeOf(span: Fields): string | undefined {
  const attributes = attributesOf(span['attributes']);
  const code = attributes.get('http.response.status_code') ?? attributes.get('http.status_code');
  return code === undefined ? textIn(attributes, 'error.type') : `HTTP ${code}`;
}
