/** What becomes of lines and observations in a recording: the same nouns with every text redacted. Pure. */
import type { Recorded, RecordedLog } from '../../api/recording.ts';
import type { KubeObject, LogChunk, Observation } from '../../engine/index.ts';

type Redact = (text: string) => string;
type Grown = NonNullable<Extract<Observation, { readonly type: 'metric' }>['grown']>;

const decoder = new TextDecoder();
const deepest = 12;
/** Names, phases and times are no texts; what is longer may hold anything. */
const shortAtMost = 40;
/** Whatever their length: a password is short. */
const texts: ReadonlySet<string> = new Set(['message', 'note', 'value', 'command', 'args']);

/** Each line of a chunk at the time that the kubelet has put before it, where there is one. */
export function recordedLines(chunk: LogChunk, isPrevious: boolean, redact: Redact): readonly RecordedLog[] {
  const { workload, pod, container, node = null } = chunk.stream;
  const place = { type: 'log', namespace: workload.namespace, workload: workload.name, pod, container, node, isPrevious } as const;
  const lines = decoder.decode(chunk.bytes).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => {
    const end = chunk.framing === 'kubernetes' ? line.indexOf(' ') : -1;
    const atMs = end < 0 ? Number.NaN : Date.parse(line.slice(0, end));
    const isStamped = !Number.isNaN(atMs);
    return { ...place, atMs: isStamped ? atMs : chunk.receivedAtMs, line: redact(isStamped ? line.slice(end + 1) : line) };
  });
}

export function redactObservation(observation: Observation, redact: Redact): Recorded {
  if (observation.type === 'object') return { ...observation, object: redactObject(observation.object, redact) };
  if (observation.type === 'event') return { ...observation, message: redact(observation.message) };
  return redactTold(observation, redact);
}

/** What other systems than the cluster tell. */
function redactTold(told: Exclude<Observation, { readonly type: 'object' | 'event' }>, redact: Redact): Recorded {
  if (told.type === 'span') return { ...told, name: redact(told.name), error: redacted(told.error ?? null, redact) };
  if (told.type === 'flag') return { ...told, change: redact(told.change) };
  if (told.type === 'change') {
    return { ...told, title: redact(told.title), files: told.files.map(redact), diff: redacted(told.diff ?? null, redact) };
  }
  if (told.type === 'metric') return told.grown === undefined ? told : { ...told, grown: redactGrown(told.grown, redact) };
  if (told.type !== 'alert') return told;
  const text = redacted(told.text ?? null, redact);
  return { ...told, summary: redact(told.summary), ...(text === null ? {} : { text }) };
}

function redactGrown({ attributes, ...grown }: Grown, redact: Redact): Grown {
  return { ...grown, attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, redact(value)])) };
}

/** Line by line, as a log is: what is found in one does not reach into the next. */
function redacted(text: string | null, redact: Redact): string | null {
  return text === null ? null : text.split('\n').map(redact).join('\n');
}

/** Names and labels stay: by them objects are found. Not every kind has all it says in `spec` and `status`. */
function redactObject({ apiVersion, kind, metadata, ...rest }: KubeObject, redact: Redact): KubeObject {
  return { ...(apiVersion === undefined ? {} : { apiVersion }), kind, metadata, ...fieldsOf(rest, redact, 0) };
}

function fieldsOf(fields: object, redact: Redact, depth: number): Readonly<Record<string, unknown>> {
  const name: unknown = 'name' in fields ? fields.name : undefined;
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]: [string, unknown]) => {
      // A variable tells by its name what its value is.
      if (key === 'value' && typeof value === 'string' && typeof name === 'string') return [key, variable(name, value, redact)];
      return [key, textsOf(value, { redact, isText: texts.has(key), depth: depth + 1 })];
    }),
  );
}

function variable(name: string, value: string, redact: Redact): string {
  const pair = redact(`${name}=${value}`);
  return pair.startsWith(`${name}=`) ? pair.slice(name.length + 1) : redact(value);
}

function textsOf(value: unknown, within: { readonly redact: Redact; readonly isText: boolean; readonly depth: number }): unknown {
  const { redact, isText, depth } = within;
  if (typeof value === 'string') return isText || value.length > shortAtMost ? redact(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepest) return null;
  return Array.isArray(value)
    ? value.map((item: unknown) => textsOf(item, { ...within, depth: depth + 1 }))
    : fieldsOf(value, redact, depth);
}
