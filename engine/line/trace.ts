/** Ids that connect the lines of several programs. */
export interface Trace {
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
}

/** Ids stand near the beginning or the end of a line; what is longer is searched no further. */
export const SEARCHED = 8_192;

/**
 * The forms that say both ids at once: W3C Trace Context (`00-trace-span-flags`), B3 in one header, Jaeger's `uber-trace-id` (`trace:span:parent:flags`),
 * and Spring Sleuth's and Micrometer's brackets (`[app,trace,span]`, `[trace-span]`).
 */
const UBER = /\buber-trace-id["']?\s*[:=]\s*["']?([0-9a-f]{1,32}):([0-9a-f]{1,16}):[0-9a-f]{1,16}:[0-9a-f]{1,2}\b/i;
const PAIRS: readonly RegExp[] = [
  /\b00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}\b/i,
  /\bb3["']?\s*[:=]\s*["']?([0-9a-f]{16,32})-([0-9a-f]{16})\b/i,
  UBER,
  /\[[^\s,[\]]{0,80},([0-9a-f]{16,32}),([0-9a-f]{16})[\],]/i,
  /\[(?:[^\s,[\]]{1,80},)?([0-9a-f]{32})-([0-9a-f]{16})\]/i,
];

/** A key, its quotes, colon or equals sign, and a value; the surest kind of key first. */
const TRACE_KEYS: readonly [trace: RegExp, request: RegExp] = [
  keyed(String.raw`trace[._-]?id|x-b3-traceid|x-datadog-trace-id|googleapis\.com\/trace|x-amzn-trace-id|otel[._-]trace[._-]?id`),
  keyed('x-request-id|request[._-]?id|req[._-]?id|x-correlation-id|correlation[._-]?id'),
];
const SPAN_KEYS = keyed('span[._-]?id|x-b3-spanid|x-datadog-parent-id|otel[._-]span[._-]?id');

/** What is known of a line that bears on its ids. */
export interface Signs {
  /** It has the letters `trac`. */
  readonly hasTrace: boolean;
  /** It has `req` or `corr`, and later a word that ends in `id`. */
  readonly hasRequest: boolean;
  /** Words of 16 to 32 hex digits. */
  readonly longHexes: number;
}

/** The trace that a line of at most `SEARCHED` bytes names, as `findTrace` says; only what its signs allow is tried. */
export function traceIdIn(text: string, { hasTrace, hasRequest, longHexes }: Signs): string | undefined {
  for (const pattern of PAIRS) {
    if (pattern === UBER ? !hasTrace : longHexes < 2) continue;
    const pair = pattern.exec(text);
    if (pair !== null) return pair[1];
  }
  const [ofTrace, ofRequest] = TRACE_KEYS;
  const [traceId] = hasTrace ? valueOf(ofTrace, text) : [];
  return traceId ?? (hasRequest ? valueOf(ofRequest, text)[0] : undefined);
}

/** The trace and span that a line names, in JSON, logfmt, headers or plain text. */
export function findTrace(line: string): Trace {
  const text = line.slice(0, SEARCHED);
  for (const pattern of PAIRS) {
    const pair = pattern.exec(text);
    if (pair !== null) return { traceId: pair[1], spanId: pair[2] };
  }
  const [traceId] = TRACE_KEYS.flatMap((pattern) => valueOf(pattern, text));
  const [spanId] = valueOf(SPAN_KEYS, text);
  return { traceId, spanId };
}

const IDS = /\b(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{16})\b/gi;
const MOST_IDS = 8;

/** UUIDs and hex numbers of 64 or 128 bits in a line, at most eight: an id that turns up in several services connects them. */
export function findIds(line: string): readonly string[] {
  return [...new Set(line.slice(0, SEARCHED).match(IDS) ?? [])].filter((id) => /\d/.test(id)).slice(0, MOST_IDS);
}

function keyed(keys: string): RegExp {
  return new RegExp(String.raw`(?:^|[^a-z0-9])(?:${keys})(?:=|(?:\\?["'])?\s*:\s*)(?:\\?["'])?([^\s"'\\,;()[\]{}|]{1,120})`, 'i');
}

/** No id, or one of zeros, is none; of a path such as `projects/p/traces/id` the last part is the id, of `Root=1-2-3` what follows. */
function valueOf(pattern: RegExp, text: string): string[] {
  const value = pattern.exec(text)?.[1]?.replace(/^.*[/=]/, '');
  return value === undefined || value === '' || value.length > 64 || /^(?:0+|-|null|none|undefined)$/i.test(value) ? [] : [value];
}
