/** What a member means, by the last part of its key in lower case. The order of the message keys is their rank. */
const MESSAGE_KEYS = ['message', 'msg', 'log', 'event', 'body', 'text', '@m', '@mt', 'short_message', 'renderedmessage', 'error', 'err'];
const LEVEL_KEYS = ['level', 'severity', 'lvl', 'loglevel', 'levelname', '@l', 'severitytext', 'severity_text', 'log.level', 'priority'];
const TIME_KEYS = ['time', 'ts', 'timestamp', '@timestamp', '@t', 'datetime', 'date', 'eventtime', 't'];
const TRACE_KEYS = [
  'traceid',
  'trace_id',
  'trace.id',
  'dd.trace_id',
  'x-request-id',
  'requestid',
  'request_id',
  'correlationid',
  'correlation_id',
];
const STATUS_KEYS = ['status', 'status_code', 'statuscode'];

export type Role = 'message' | 'level' | 'time' | 'trace' | 'status';

const LONGEST = 16;
const roles = new Map<number, { readonly role: Role; readonly rank: number }>();
for (const [role, keys] of [
  ['message', MESSAGE_KEYS],
  ['level', LEVEL_KEYS],
  ['time', TIME_KEYS],
  ['trace', TRACE_KEYS],
  ['status', STATUS_KEYS],
] as const) {
  for (const [rank, key] of keys.entries()) {
    const bytes = new TextEncoder().encode(key);
    roles.set(keyHash(bytes, 0, bytes.length), { role, rank });
  }
}

/** What the key in [from, to) means, whatever its case, and its rank among those of the same role; undefined for all other keys. */
export function roleOf(source: Uint8Array, from: number, to: number): { readonly role: Role; readonly rank: number } | undefined {
  return to - from > LONGEST ? undefined : roles.get(keyHash(source, from, to));
}

function keyHash(source: Uint8Array, from: number, to: number): number {
  let hash = 17;
  for (let i = from; i < to; i += 1) {
    const byte = source[i] ?? 0;
    hash = (Math.imul(hash, 31) + (byte >= 65 && byte <= 90 ? byte + 32 : byte)) | 0;
  }
  return hash;
}
