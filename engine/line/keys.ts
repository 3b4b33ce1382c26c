import { encode } from './bytes.ts';

/**
 * What a member of JSON or logfmt means, by its key in lower case. The order of the message keys is their rank: message templates (Serilog) tell patterns
 * best, and the text of an error is a message only where there is no other.
 */
const KEYS = {
  message:
    '@mt messagetemplate message msg @m renderedmessage short_message log event textpayload body stringvalue @message text log_message logmessage ' +
    'eventmessage full_message description summary reason error err exception @x',
  level:
    'level severity lvl loglevel log_level levelname level_name @l @level l lv s error_severity severitytext severity_text log.level sev levelvalue',
  /** Numbers of their own scale: OpenTelemetry's, and those of syslog, which only logs write as text. */
  severity: 'severitynumber severity_number',
  priority: 'priority syslog.severity syslog_severity',
  time:
    'time ts timestamp @timestamp @t datetime date eventtime event_time t asctime timeunixnano __realtime_timestamp starttime start_time ' +
    'when at created _time timemillis time_iso8601 time_local logtime written_at epochsecond seconds $date log_time',
  status:
    'status status_code statuscode http_status http.status_code http.response.status_code response_code responsestatus downstreamstatus ' +
    'httpstatus elb_status_code response_status resp_code',
  method: 'method request_method requestmethod http_method http.method http.request.method httpmethod verb',
  path:
    'path uri url request_uri requesturl requesturi request_path requestpath http.url http.target url.path url.original http.path ' +
    'x-envoy-original-path',
  request: 'request request_line requestline',
  /** What kind of event it is, in a word. */
  kind: 'type kind action operation op command cmd eventtype event_type eventname event_name event.action method_name name stage phase',
  /** What differs from line to line or never, and tells nothing of what happened. */
  context:
    'pid tid thread threadname thread_name threadid thread_id hostname host pod node container container_id instance v version @version app ' +
    'service service_name servicename component logger loggername logger_name caller source traceid trace_id trace.id spanid span_id span.id ' +
    'requestid request_id correlationid correlation_id @i eventid sourcecontext flags resource attributes kubernetes stream dd.trace_id ' +
    'dd.span_id dd.service dd.version dd.env facility syslog_identifier _pid _uid _gid _comm _exe _cmdline _hostname _boot_id _machine_id ' +
    '_transport __cursor __monotonic_timestamp level_value insertid logname observedtimeunixnano @r env environment x-request-id',
  /** An object of which the one around it only says where it came from, as CloudNativePG passes on what PostgreSQL says, and Loguru what it wrote. */
  record: 'record',
} as const;

export type Role = keyof typeof KEYS;

/** The roles as numbers, so that no string is compared on the way of every line; 0 is none. */
export const NO_ROLE = 0;
export const MESSAGE = 1;
export const LEVEL = 2;
export const SEVERITY = 3;
export const PRIORITY = 4;
export const TIME = 5;
export const STATUS = 6;
export const METHOD = 7;
export const PATH = 8;
export const REQUEST = 9;
export const KIND = 10;
export const CONTEXT = 11;
export const RECORD = 12;

const ORDER: readonly Role[] = [
  'message',
  'level',
  'severity',
  'priority',
  'time',
  'status',
  'method',
  'path',
  'request',
  'kind',
  'context',
  'record',
];

const LONGEST = 26;
const SLOTS = 1_024;
const hashes = new Int32Array(SLOTS);
/** Role times 256 plus rank. */
const codes = new Uint16Array(SLOTS);
for (const [role, name] of ORDER.entries()) for (const [rank, key] of KEYS[name].split(' ').entries()) enter(key, (role + 1) * 256 + rank);

/** The role, times 256, and the rank among its keys of the key in [from, to), whatever its case; 0 for all other keys. */
export function roleOf(source: Uint8Array, from: number, to: number): number {
  if (to - from > LONGEST || from >= to) return NO_ROLE;
  let hash = 17;
  for (let i = from; i < to; i += 1) {
    const byte = source[i] ?? 0;
    hash = (Math.imul(hash, 31) + (byte >= 65 && byte <= 90 ? byte + 32 : byte)) | 0;
  }
  let slot = hash & (SLOTS - 1);
  while (codes[slot] !== 0 && hashes[slot] !== hash) slot = (slot + 1) & (SLOTS - 1);
  return codes[slot] ?? NO_ROLE;
}

function enter(key: string, code: number): void {
  let hash = 17;
  for (const byte of encode(key)) hash = (Math.imul(hash, 31) + byte) | 0;
  let slot = hash & (SLOTS - 1);
  while (codes[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
  hashes[slot] = hash;
  codes[slot] = code;
}
