import { createRandom } from '../../engine/math.ts';
import { corpusOf, makeLines, type Corpus, type CorpusKind } from './corpus.ts';

type Random = () => number;
/** One line (or a line with its stack trace) of a container, as written at a time. */
export type Maker = (random: Random, atMs: number) => string;

/** Six invented containers, each with its own way to write a line; the same seed gives the same bytes. */
export function inventedCorpora(linesEach: number, seed = 7): readonly Corpus[] {
  return corporaOf('invented', linesEach, seed, {
    'java in cri': inCri(java),
    'json in cri': inCri(json),
    logfmt,
    'access log': access,
    'klog in cri': inCri(klog),
    bare,
  });
}

/** The lines of three loggers that write JSON: each has its own keys and its own way to say level and time. */
export function jsonCorpora(linesEach: number, seed = 17): readonly Corpus[] {
  return corporaOf('json', linesEach, seed, { pino: json, zap, logrus });
}

/** The containers one by one, without a runtime's wrapping. */
export const plainMakers: readonly Maker[] = [java, json, logfmt, access, klog, bare, zap, logrus];

// oxlint-disable-next-line max-params -- the four parts of a set of corpora
function corporaOf(kind: CorpusKind, linesEach: number, seed: number, makers: Readonly<Record<string, Maker>>): readonly Corpus[] {
  return Object.entries(makers).map(([name, make], i) => {
    const random = createRandom(seed + i);
    return corpusOf(
      name,
      kind,
      makeLines(linesEach, (_, atMs) => make(random, atMs)),
    );
  });
}

const WORDS = 'order cart invoice parcel ledger session tariff voucher depot courier label receipt batch shelf quota'.split(' ');
const VERBS = 'accepted rejected loaded stored fetched expired renewed scheduled printed archived validated queued'.split(' ');
const PLACES = 'north-gate harbour mill-lane east-yard quay old-town'.split(' ');

function message(random: Random): string {
  const noun = pick(WORDS, random);
  const verb = pick(VERBS, random);
  const number = Math.floor(random() * 1e6);
  const forms: readonly (() => string)[] = [
    () => `${noun} ${number} ${verb} in ${Math.floor(random() * 900)}ms`,
    () => `${noun} ${verb}: ${Math.floor(random() * 50)} of ${number} rows, ${Math.floor(random() * 64)} KB left`,
    () =>
      `Could not reach 10.${byte(random)}.${byte(random)}.${byte(random)}:${8_000 + byte(random)} for ${noun} ${uuid(random)}: connection refused`,
    () => `${noun} worker at ${pick(PLACES, random)} ${verb} file /var/spool/${noun}/${number}.dat`,
    () => `user=${pick(PLACES, random)} action=${verb} took=${random().toFixed(3)} trace=${uuid(random)}`,
  ];
  return pick(forms, random)();
}

function java(random: Random, atMs: number): string {
  const head = `${stamp(atMs).replace('T', ' ').slice(0, 23)} ${level(random)} [pool-${byte(random)}-thread-1] com.example.${pick(WORDS, random)}.Worker - `;
  if (random() > 0.004) return head + message(random);
  const frames = Array.from({ length: 8 }, (_, i) => `\tat com.example.depot.Step${i}.run(Step${i}.java:${byte(random)})`);
  return [`${head}${pick(WORDS, random)} failed`, `java.lang.IllegalStateException: ${message(random)}`, ...frames].join('\n');
}

function json(random: Random, atMs: number): string {
  return JSON.stringify({
    level: 30 + 10 * Math.floor(random() * 3),
    time: atMs,
    pid: 7,
    hostname: 'depot-5f7',
    msg: message(random),
    traceId: uuid(random),
  });
}

function zap(random: Random, atMs: number): string {
  return JSON.stringify({
    level: level(random).toLowerCase(),
    ts: (atMs + random()) / 1000,
    logger: pick(WORDS, random),
    caller: `${pick(WORDS, random)}/${pick(WORDS, random)}.go:${byte(random)}`,
    msg: message(random),
    shard: byte(random),
    elapsed: random() * 10,
  });
}

function logrus(random: Random, atMs: number): string {
  return JSON.stringify({
    component: pick(WORDS, random),
    level: level(random).toLowerCase().replace('warn', 'warning'),
    msg: message(random),
    request_id: uuid(random),
    size: Math.floor(random() * 1e5),
    time: `${stamp(atMs).slice(0, 19)}Z`,
  });
}

function logfmt(random: Random, atMs: number): string {
  return `time="${stamp(atMs)}" level=${level(random).toLowerCase()} msg="${message(random)}" component=${pick(WORDS, random)} shard=${byte(random)}`;
}

function access(random: Random, atMs: number): string {
  const date = new Date(atMs);
  const time = `${String(date.getUTCDate()).padStart(2, '0')}/Jan/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
  const status = random() < 0.97 ? 200 : 503;
  return `10.1.${byte(random)}.${byte(random)} - - [${time}] "GET /api/${pick(WORDS, random)}/${byte(random)} HTTP/1.1" ${status} ${byte(random)} "-" "probe/1.${byte(random)}"`;
}

function klog(random: Random, atMs: number): string {
  const date = new Date(atMs).toISOString();
  return `${level(random)[0] ?? 'I'}${date.slice(5, 7)}${date.slice(8, 10)} ${date.slice(11, 23)}000       1 ${pick(WORDS, random)}.go:${byte(random)}] ${message(random)}`;
}

function bare(random: Random): string {
  return message(random);
}

function inCri(make: Maker): Maker {
  return (random, atMs) =>
    make(random, atMs)
      .split('\n')
      .map((line) => `${stamp(atMs).slice(0, 23)}${String(Math.floor(random() * 1e6)).padStart(6, '0')}Z stdout F ${line}`)
      .join('\n');
}

function level(random: Random): string {
  const roll = random();
  return roll < 0.9 ? 'INFO' : roll < 0.97 ? 'WARN' : 'ERROR';
}

function stamp(atMs: number): string {
  return new Date(atMs).toISOString();
}

function uuid(random: Random): string {
  const hex = Array.from({ length: 4 }, () =>
    Math.floor(random() * 4_294_967_296)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function byte(random: Random): number {
  return Math.floor(random() * 256);
}

function pick<T>(choices: readonly T[], random: Random): T {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new Error('nothing to pick from');
  return choice;
}
