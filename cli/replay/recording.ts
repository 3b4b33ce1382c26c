import { isUtf8 } from 'node:buffer';
import { readRecorded } from '../../api/recording.ts';
import type { Recorded, RecordedLog } from '../../api/recording.ts';
import { readBlocks } from '../input/blocks.ts';
import type { Block } from '../input/blocks.ts';
import { InputError } from '../input.ts';
import type { InputStreams } from '../input.ts';
import { createLogReader, createTimeReader } from './logs.ts';
import type { ReadLog } from './logs.ts';

export type Read = Exclude<Recorded, RecordedLog> | ReadLog;

/** The time of a log line, as a survey needs no more of it. */
export interface Glance {
  readonly type: 'glance';
  readonly atMs: number;
}

/** Takes the lines of a recording in their order. */
export interface Taker<Line> {
  readonly take: (line: Line) => void;
  /** A last line that a full disk or a killed process has cut off was left out. */
  readonly onCutOff?: () => void;
}

/** Reads a recording. Throws an `InputError` that names the line that is none. */
export async function readRecording(file: string, streams: InputStreams, { take, onCutOff }: Taker<Read>): Promise<void> {
  const logs = createLogReader();
  const parse = createParser(file, onCutOff);
  for await (const block of readBlocks(file, streams)) {
    const { bytes } = block;
    const isText = isUtf8(bytes);
    for (let [at, end] = [0, 0]; at < bytes.length; at = end) {
      const log = isText ? logs.read(bytes, at) : null;
      end = log === null ? endOfLine(bytes, at) : logs.end;
      if (log !== null) parse.skip();
      const read = log ?? asRead(parse(block, at, end));
      if (read !== null) take(read);
    }
  }
}

/** As `readRecording`, but a log line in the form in which `logbot record` writes it is not parsed: whoever plays it later will refuse what is wrong with it. */
export async function glanceRecording(file: string, streams: InputStreams, take: (line: Recorded | Glance) => void): Promise<void> {
  const timeOf = createTimeReader();
  const parse = createParser(file);
  for await (const block of readBlocks(file, streams)) {
    const { bytes } = block;
    for (let [at, end] = [0, 0]; at < bytes.length; at = end) {
      end = endOfLine(bytes, at);
      const atMs = timeOf(bytes, at, endOfText(bytes, at, end));
      if (atMs !== null) parse.skip();
      const line = atMs === null ? parse(block, at, end) : ({ type: 'glance', atMs } as const);
      if (line !== null) take(line);
    }
  }
}

const [LINE_FEED, CARRIAGE_RETURN] = [10, 13];

/** Behind the line feed. */
function endOfLine(bytes: Buffer, at: number): number {
  const feed = bytes.indexOf(LINE_FEED, at);
  return feed < 0 ? bytes.length : feed + 1;
}

/** Before the line feed, and the carriage return that some systems write with it. */
function endOfText(bytes: Buffer, from: number, to: number): number {
  if (bytes[to - 1] !== LINE_FEED) return to;
  return to - 2 >= from && bytes[to - 2] === CARRIAGE_RETURN ? to - 2 : to - 1;
}

interface Parser {
  /** Null for an empty line, and for what is cut off. */
  (block: Block, from: number, to: number): Recorded | null;
  /** A line that somebody else has read. */
  skip(): void;
}

function createParser(file: string, onCutOff: () => void = () => {}): Parser {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let number = 0;
  const parse = ({ bytes, isEnded }: Block, from: number, to: number): Recorded | null => {
    number += 1;
    const decoded = decoder.decode(bytes.subarray(from, endOfText(bytes, from, to)));
    const text = number === 1 && decoded.startsWith('\uFEFF') ? decoded.slice(1) : decoded;
    if (text.trim() === '') return null;
    try {
      return readRecorded(text);
    } catch (error) {
      if (isEnded || number === 1)
        throw new InputError(`line ${number} of ${file} ${error instanceof Error ? error.message : 'cannot be read'}`, { cause: error });
      onCutOff();
      return null;
    }
  };
  return Object.assign(parse, { skip: () => void (number += 1) });
}

const encoder = new TextEncoder();

function asRead(recorded: Recorded | null): Read | null {
  if (recorded?.type !== 'log') return recorded;
  const { type, atMs, line, ...place } = recorded;
  return { type, atMs, place, bytes: encoder.encode(`${line}\n`) };
}
