/**
 * Log lines a second of `logbot replay`, from the start of the process to its answer: an hour of a namespace that does not exist, twenty workloads with
 * their objects, metrics and one incident (`replay/recording.ts`). Seconds are processor time of the whole process, all its threads. Beside them stands
 * their ratio to a calibration loop over the same log lines, measured in turns; only that is compared with `baseline.json`, and more than 20 % below fails.
 *
 *   node bench/replay.ts                      500,000 lines, 5 runs
 *   --lines N --minutes N (60) --rounds N
 *   FILE                                      a recording that is there, as it is
 *   --check                                   100,000 lines and the comparison; with --accept this run becomes the baseline
 *   --json                                    prints one object
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { median } from '../engine/math.ts';
import { calibrate } from './calibrate.ts';
import { cpuSeconds } from './measure.ts';
import { recordingOf } from './replay/recording.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string' },
    minutes: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    check: { type: 'boolean', default: false },
    accept: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const goal = 300_000;
/** More than this below the baseline's ratio fails. */
const tolerance = 0.2;
const baselineFile = new URL('baseline.json', import.meta.url);
const run = join(import.meta.dirname, 'replay/run.ts');

const folder = mkdtempSync(join(tmpdir(), 'logdetector-replay-'));
try {
  await main(positionals[0] ?? (await written(join(folder, 'recording.ndjson'))));
} finally {
  rmSync(folder, { recursive: true });
}

async function main(file: string): Promise<void> {
  const logs = await logsOf(file);
  const [seconds, calibrationSeconds, hashes] = [new Array<number>(), new Array<number>(), new Set<string>()];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    calibrationSeconds.push(cpuSeconds(() => calibrate(logs.chunks)));
    const one = JSON.parse(execFileSync(process.execPath, [run, file], { encoding: 'utf8' }));
    seconds.push(one.seconds);
    hashes.add(one.hash);
  }
  if (hashes.size > 1) throw new Error(`${file} was answered differently from run to run`);
  const ratio = Math.min(...calibrationSeconds) / Math.min(...seconds);
  const measured = {
    lines: logs.lines,
    linesPerSecond: Math.round(logs.lines / median(seconds)),
    ratio: Number(ratio.toFixed(4)),
    seconds,
  };
  if (values.json) say(JSON.stringify(measured));
  else
    say(
      `replay: ${count(measured.linesPerSecond)} log lines/s of ${count(logs.lines)}, goal ${count(goal)} on a quiet machine; ratio to the calibration loop ${ratio.toFixed(4)}`,
    );
  if (values.accept) accept(measured.ratio);
  else if (values.check) compare(measured.ratio);
}

function accept(ratio: number): void {
  const ratios = Object.entries({ ...baseline(), replay: ratio }).map(([kind, one]) => `"${kind}": ${one}`);
  writeFileSync(baselineFile, `{ ${ratios.join(', ')} }\n`);
}

function compare(ratio: number): void {
  const expected = baseline()['replay'] ?? Number.NaN;
  const isSlow = !(ratio >= expected * (1 - tolerance));
  say(`ratio ${ratio.toFixed(4)}, baseline ${expected.toFixed(4)}${isSlow ? `, FAILED: more than ${tolerance * 100} % below` : ''}`);
  if (isSlow) process.exitCode = 1;
}

async function written(file: string): Promise<string> {
  const lines = Number(values.lines ?? (values.check ? 100_000 : 500_000));
  const forMs = Number(values.minutes ?? (values.check ? 12 : 60)) * 60_000;
  const recording = recordingOf({ lines, forMs });
  await pipeline(
    Readable.from(recording).map((line: string) => `${line}\n`),
    createWriteStream(file),
  );
  return file;
}

/** The texts of its log lines. */
async function logsOf(file: string): Promise<{ readonly lines: number; readonly chunks: readonly Uint8Array[] }> {
  const chunks: Uint8Array[] = [];
  let texts: string[] = [];
  let lines = 0;
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const recorded = JSON.parse(text);
    if (recorded.type !== 'log') continue;
    lines += 1;
    if (texts.push(`${recorded.line}\n`) < 1_000) continue;
    chunks.push(Buffer.from(texts.join('')));
    texts = [];
  }
  return { lines, chunks: [...chunks, Buffer.from(texts.join(''))] };
}

function baseline(): Readonly<Record<string, number>> {
  return JSON.parse(readFileSync(baselineFile, 'utf8'));
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
