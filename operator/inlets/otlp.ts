/**
 * The fields of OTLP that the readers ask for, by their numbers, and its answers. https://github.com/open-telemetry/opentelemetry-proto (v1)
 */
import { encodeMessage, type MessageTable } from './protobuf.ts';

const anyValue = {
  1: { name: 'stringValue', type: 'text' },
  2: { name: 'boolValue', type: 'bool' },
  3: { name: 'intValue', type: 'int' },
  4: { name: 'doubleValue', type: 'double' },
} as const satisfies MessageTable;
const keyValue: MessageTable = { 1: { name: 'key', type: 'text' }, 2: { name: 'value', type: anyValue } };
const attributes = { name: 'attributes', type: keyValue, many: true } as const;
const resource = { name: 'resource', type: { 1: attributes } } as const;

const event: MessageTable = { 2: { name: 'name', type: 'text' }, 3: attributes };
const status: MessageTable = { 2: { name: 'message', type: 'text' }, 3: { name: 'code', type: 'enum' } };
const span: MessageTable = {
  1: { name: 'traceId', type: 'hex' },
  2: { name: 'spanId', type: 'hex' },
  4: { name: 'parentSpanId', type: 'hex' },
  5: { name: 'name', type: 'text' },
  7: { name: 'startTimeUnixNano', type: 'fixed64' },
  8: { name: 'endTimeUnixNano', type: 'fixed64' },
  9: attributes,
  11: { name: 'events', type: event, many: true },
  15: { name: 'status', type: status },
};
const scopeSpans: MessageTable = { 2: { name: 'spans', type: span, many: true } };

/** `ExportTraceServiceRequest` */
export const tracesTable: MessageTable = {
  1: { name: 'resourceSpans', type: { 1: resource, 2: { name: 'scopeSpans', type: scopeSpans, many: true } }, many: true },
};

const [startTime, time] = [
  { name: 'startTimeUnixNano', type: 'fixed64' },
  { name: 'timeUnixNano', type: 'fixed64' },
] as const;
const [count, sum] = [
  { name: 'count', type: 'fixed64' },
  { name: 'sum', type: 'double' },
] as const;
const number: MessageTable = {
  2: startTime,
  3: time,
  4: { name: 'asDouble', type: 'double' },
  6: { name: 'asInt', type: 'sfixed64' },
  7: attributes,
};
const histogram: MessageTable = { 2: startTime, 3: time, 4: count, 5: sum, 9: attributes };
const exponential: MessageTable = { 1: attributes, 2: startTime, 3: time, 4: count, 5: sum };
const temporality = { name: 'aggregationTemporality', type: 'enum' } as const;
const pointsOf = (type: MessageTable) => ({ name: 'dataPoints', type, many: true }) as const;
const metric: MessageTable = {
  1: { name: 'name', type: 'text' },
  5: { name: 'gauge', type: { 1: pointsOf(number) } },
  7: { name: 'sum', type: { 1: pointsOf(number), 2: temporality, 3: { name: 'isMonotonic', type: 'bool' } } },
  9: { name: 'histogram', type: { 1: pointsOf(histogram), 2: temporality } },
  10: { name: 'exponentialHistogram', type: { 1: pointsOf(exponential), 2: temporality } },
};
const scopeMetrics: MessageTable = { 2: { name: 'metrics', type: metric, many: true } };

/** `ExportMetricsServiceRequest` */
export const metricsTable: MessageTable = {
  1: { name: 'resourceMetrics', type: { 1: resource, 2: { name: 'scopeMetrics', type: scopeMetrics, many: true } }, many: true },
};

/** Values within values, which tables must say how deep. */
function nested(levels: number): MessageTable {
  if (levels === 0) return anyValue;
  const inner = nested(levels - 1);
  const pairs = { name: 'values', type: { 1: { name: 'key', type: 'text' }, 2: { name: 'value', type: inner } }, many: true } as const;
  return {
    ...anyValue,
    5: { name: 'arrayValue', type: { 1: { name: 'values', type: inner, many: true } } },
    6: { name: 'kvlistValue', type: { 1: pairs } },
    7: { name: 'bytesValue', type: 'base64' },
  };
}

/** Deeper than structured log lines are nested; what is deeper yet is left out. */
const body = nested(5);
const named = { name: 'attributes', type: { 1: { name: 'key', type: 'text' }, 2: { name: 'value', type: body } }, many: true } as const;
const logRecord: MessageTable = {
  1: { name: 'timeUnixNano', type: 'fixed64' },
  3: { name: 'severityText', type: 'text' },
  5: { name: 'body', type: body },
  6: named,
  11: { name: 'observedTimeUnixNano', type: 'fixed64' },
};
const scopeLogs: MessageTable = { 2: { name: 'logRecords', type: logRecord, many: true } };

/** `ExportLogsServiceRequest` */
export const logsTable: MessageTable = {
  1: {
    name: 'resourceLogs',
    type: { 1: { name: 'resource', type: { 1: named } }, 2: { name: 'scopeLogs', type: scopeLogs, many: true } },
    many: true,
  },
};

/** The responses to traces, metrics and logs have the same numbers; without anything rejected it is empty. */
export function encodeAnswer(rejected: number, errorMessage: string): Uint8Array {
  if (rejected === 0) return new Uint8Array();
  return encodeMessage([
    [
      1,
      encodeMessage([
        [1, rejected],
        [2, errorMessage],
      ]),
    ],
  ]);
}

/** `google.rpc.Status`, which OTLP wants for every refusal. */
export function encodeRefusal(sentence: string): Uint8Array {
  return encodeMessage([[2, sentence]]);
}
