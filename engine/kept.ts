/** Where saved states have text of log lines, Events and statuses, so that none is saved raw and none kept by older rules stays as it was. */
import { decode, encode, fromLatin, toLatin } from './line/bytes.ts';

type Redact = (text: string) => string;

const ofMiner = new Set(['text', 'words', 'samples']);
const ofIncidents = new Set(['text', 'firstText', 'title', 'symptom', 'sentence', 'reasons', 'samples', 'what', 'why', 'message']);
/** A reader keeps lines that are no record yet as bytes, each a character, and the further lines of a record as text. */
const bytesOfReader = new Set(['source', 'bytes', 'pieces']);
const textOfReader = new Set(['rest']);

/** The state of a miner. */
export function redactMiner(state: unknown, redact: Redact): unknown {
  return redactUnder(ofMiner, state, redact);
}

/** The state of the incidents, with the evidence behind them. */
export function redactIncidents(state: unknown, redact: Redact): unknown {
  return redactUnder(ofIncidents, state, redact);
}

/** The state of a reader of lines: what waits in it has not been redacted, since it is no text for anybody yet. */
export function redactReader(state: unknown, redact: Redact): unknown {
  const redactBytes = (bytes: string): string => {
    const text = decode(fromLatin(bytes), 0, bytes.length);
    const redacted = redact(text);
    return redacted === text ? bytes : toLatin(encode(redacted));
  };
  return redactUnder(bytesOfReader, redactUnder(textOfReader, state, redact), redactBytes);
}

/** A copy in which every text, and every list of texts, under one of the names has been redacted, at any depth. */
function redactUnder(names: ReadonlySet<string>, state: unknown, redact: Redact): unknown {
  if (Array.isArray(state)) return state.map((item: unknown) => redactUnder(names, item, redact));
  if (typeof state !== 'object' || state === null) return state;
  return Object.fromEntries(
    Object.entries(state).map(([name, value]: [string, unknown]) => [
      name,
      names.has(name) ? redactTexts(value, redact) : redactUnder(names, value, redact),
    ]),
  );
}

function redactTexts(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  return Array.isArray(value) ? value.map((item: unknown) => (typeof item === 'string' ? redact(item) : item)) : value;
}
