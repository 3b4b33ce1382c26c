/** A day of many workloads, as the operator would get it: each pattern writes in one minute of ten. */
import { createEngine, type Engine } from '../../engine/index.ts';
import { createRandom } from '../../engine/math.ts';
import { startAtMs } from '../corpora/corpus.ts';

export interface Load {
  readonly workloads: number;
  readonly patterns: number;
  readonly minutes: number;
}

const shareOfMinutes = 0.1;
const minuteMs = 60_000;
const vocabulary = 3_000;

/** Reads all of it and returns the engine as it is then. `onHour` is told the hours that are behind. */
export function runDay({ workloads, patterns, minutes }: Load, onHour: (hours: number) => void = () => {}): Engine {
  const engine = createEngine({ detector: 'bench/memory' });
  const random = createRandom(41);
  const all = Array.from({ length: workloads }, (_, workload) => sentencesOf(workload, patterns));
  const buffer = new Uint8Array(patterns * 2_048);
  for (let minute = 0; minute < minutes; minute += 1) {
    const receivedAtMs = startAtMs + minute * minuteMs + 7_000;
    for (const [workload, sentences] of all.entries()) {
      const bytes = writeMinute(sentences, buffer, random, minute === 0);
      engine.push({ stream: streamOf(workload), framing: 'plain', bytes, receivedAtMs });
    }
    engine.tick(startAtMs + (minute + 1) * minuteMs);
    if ((minute + 1) % 60 === 0) onHour((minute + 1) / 60);
  }
  return engine;
}

/** A thousand more lines at every call, of one workload after the other, some minutes after the day. */
export function readMore(engine: Engine, { workloads, patterns, minutes }: Load): () => void {
  const random = createRandom(43);
  const perChunk = 1_000;
  const all = Array.from({ length: workloads }, (_, workload) => sentencesOf(workload, patterns));
  const buffer = new Uint8Array(perChunk * 256);
  let chunk = 0;
  return () => {
    const workload = chunk % workloads;
    const sentences = all[workload] ?? [];
    let at = 0;
    for (let line = 0; line < perChunk; line += 1)
      at = writeLine(sentences[Math.floor(random() * sentences.length)] ?? ending, buffer, at, random);
    const receivedAtMs = startAtMs + minutes * minuteMs + 7_000 + chunk * 10;
    engine.push({ stream: streamOf(workload), framing: 'plain', bytes: buffer.subarray(0, at), receivedAtMs });
    chunk += 1;
  };
}

function streamOf(workload: number) {
  const name = `service-${workload}`;
  return {
    workload: { namespace: `team-${workload % 20}`, kind: 'Deployment', name },
    pod: `${name}-5f7c9-x1`,
    container: 'main',
    restartCount: 0,
  };
}

/** Each from three to nine words, so different from one another that none is another's variable. */
function sentencesOf(workload: number, patterns: number): readonly Uint8Array[] {
  const random = createRandom(1_000 + workload);
  const word = (): string => wordOf(Math.floor(random() * vocabulary));
  return Array.from({ length: patterns }, (_, pattern) => {
    const words = Array.from({ length: 3 + (pattern % 7) }, word);
    return new TextEncoder().encode(`INFO ${words.join(' ')} took `);
  });
}

function wordOf(number: number): string {
  const random = createRandom(number);
  const syllables = 'ba be di do fa ge hu ka lo mi na or pe qua ri sa te un vo we xi ya zo'.split(' ');
  return Array.from({ length: 2 + (number % 3) }, () => syllables[Math.floor(random() * syllables.length)] ?? '').join('');
}

/** Mostly one line of a pattern, seldom up to eight; in the first minute one of each. */
// oxlint-disable-next-line max-params -- called half a million times
function writeMinute(sentences: readonly Uint8Array[], buffer: Uint8Array, random: () => number, isFirst: boolean): Uint8Array {
  let at = 0;
  for (const sentence of sentences) {
    if (!isFirst && random() >= shareOfMinutes) continue;
    const lines = random() < 0.75 ? 1 : 2 + Math.floor(random() * random() * 7);
    for (let line = 0; line < lines; line += 1) at = writeLine(sentence, buffer, at, random);
  }
  return buffer.subarray(0, at);
}

/** Returns where it ends. */
// oxlint-disable-next-line max-params -- called for every line
function writeLine(sentence: Uint8Array, buffer: Uint8Array, startAt: number, random: () => number): number {
  let at = startAt;
  buffer.set(sentence, at);
  at += sentence.length;
  for (let digit = 0; digit < 4; digit += 1, at += 1) buffer[at] = 49 + Math.floor(random() * 9);
  buffer.set(ending, at);
  return at + ending.length;
}

const ending = new TextEncoder().encode(' ms\n');
