import type { Level } from '../engine/index.ts';
import { rankOf } from './analyze/attention.ts';
import { reportJson } from './analyze/json.ts';
import { createReading } from './analyze/read.ts';
import { createReport } from './analyze/report.ts';
import type { Report } from './analyze/report.ts';
import type { TimeRange } from './analyze/tally.ts';
import { reportLines } from './analyze/text.ts';
import { watch } from './analyze/watch.ts';
import { InputError, openInputs } from './input.ts';
import type { Input } from './input.ts';
import { createLineWriter } from './output.ts';
import type { Streams } from './streams.ts';
import { coloursFor } from './text/colours.ts';
import { counted } from './text/numbers.ts';
import { terminalSize } from './text/terminal.ts';

export interface AnalyzeOptions {
  readonly range: TimeRange;
  /** Files, folders or `-` to compare with; null without a comparison. */
  readonly baseline: readonly string[] | null;
  readonly top: number | null;
  readonly level: Level | null;
  /** Names of the workloads to read, `*` for any characters; null for all. */
  readonly workloads: readonly string[] | null;
  readonly json: boolean;
}

/** Of a folder in which everything is damaged. */
const MOST_SENTENCES = 5;

/**
 * `logbot analyze`: reads `paths` and prints their patterns. Returns the exit code. What could be read, or was before Ctrl-C ended a stream, is
 * reported also when an input fails.
 */
export async function analyzeCommand(paths: readonly string[], options: AnalyzeOptions, streams: Streams): Promise<number> {
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  try {
    const inputs = choose(await openInputs(paths, streams), options.workloads);
    const baseline = options.baseline === null ? null : await openInputs(options.baseline, streams);
    if (inputs.some(isStream)) process.once('SIGINT', onInterrupt);
    const reading = createReading({ inputs, baseline, range: options.range, now: Date.now, signal: stop.signal });
    const draw = options.json ? null : () => textOf(createReport(reading.soFar()), options, { streams, isLive: true });
    const failures = await watch(reading, { ...streams, inputs: [...inputs, ...(baseline ?? [])], draw });
    const report = createReport(reading.soFar());
    if (failures.length === 0 || report.records > 0) await print(report, options, streams);
    return failures.length === 0 ? 0 : failed(failures, streams);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return failed([error.message], streams);
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    // Whoever writes into it may go on for ever, and would keep this process alive.
    if (stop.signal.aborted) streams.in.destroy();
  }
}

function isStream({ totalBytes }: Input): boolean {
  return totalBytes === null;
}

function choose(inputs: readonly Input[], names: readonly string[] | null): readonly Input[] {
  if (names === null) return inputs;
  const patterns = names.map(
    (name) => new RegExp(`^${name.replaceAll(/[.*+?^${}()|[\]\\]/g, (sign) => (sign === '*' ? '.*' : `\\${sign}`))}$`),
  );
  const chosen = inputs.filter(({ workload }) => patterns.some((pattern) => pattern.test(workload)));
  if (chosen.length > 0) return chosen;
  const known = [...new Set(inputs.map(({ workload }) => workload))];
  throw new InputError(`there is no workload ${names.join(', ')}, but ${known.slice(0, 10).join(', ')}${known.length > 10 ? ', ...' : ''}`);
}

async function print(report: Report, options: AnalyzeOptions, streams: Streams): Promise<void> {
  const writer = createLineWriter(streams.out);
  const lines = options.json ? [jsonOf(report, options)] : textOf(report, options, { streams, isLive: false });
  for (const line of lines) if (!(await writer.line(line))) return;
  await writer.end();
}

function textOf(
  report: Report,
  { top, level }: AnalyzeOptions,
  { streams, isLive }: { streams: Streams; isLive: boolean },
): readonly string[] {
  const { width, height } = terminalSize(streams.out, streams.environment);
  const colours = coloursFor(streams.out, streams.environment);
  const lines = reportLines(report, { colours, width, height: isLive && height !== null ? height - 1 : height, top, level });
  // What is drawn in place must not be taller than the terminal, whose top lines could not be drawn over again.
  return isLive && height !== null ? [...lines.slice(0, height - 2), colours.dim('Still reading; Ctrl-C ends it with the report')] : lines;
}

function jsonOf(report: Report, { top, level }: AnalyzeOptions): string {
  const patterns = report.patterns.filter((pattern) => level === null || rankOf(pattern.level) >= rankOf(level));
  return JSON.stringify(reportJson(report, top === null ? patterns : patterns.slice(0, top)));
}

function failed(sentences: readonly string[], { err }: Streams): number {
  for (const sentence of sentences.slice(0, MOST_SENTENCES)) err.write(`logbot analyze: ${sentence}\n`);
  const more = sentences.length - MOST_SENTENCES;
  if (more > 0) err.write(`logbot analyze: ${counted(more, 'more input')} could not be read\n`);
  return 1;
}
