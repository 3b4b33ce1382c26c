import type { LogRecord } from '../../../engine/domain.ts';
import { createLineReader } from '../../../engine/line/line.ts';

export const AT = Date.UTC(2026, 5, 7, 8, 9, 10);
const LEVELS = ['INFO', 'WARN', 'ERROR', 'DEBUG'];
const THREADS = ['main', 'worker-1', 'pool-2-thread-7', 'io'];
const LOGGERS = ['depot.Shelf', 'depot.Lift', 'org.depot.belt.Belt', 'depot.Door'];
const MESSAGES = [
  (i: number) => `shelf ${i} is low`,
  (i: number) => `moved parcel ${i} to north gate`,
  () => 'belt stopped',
  (i: number) => `Failed: ${i} retries left`,
  (i: number) => `[${i}] rows read - done`,
  () => 'ok',
];

export interface Parts {
  readonly i: number;
  readonly clock: string;
  readonly level: string;
  readonly thread: string;
  readonly logger: string;
  readonly message: string;
}

export type Form = (parts: Parts) => string;

/** What is read of these lines of one container. */
export function read(lines: readonly string[]): Pick<LogRecord, 'message' | 'level' | 'levelInferred' | 'atMs'>[] {
  const records: Pick<LogRecord, 'message' | 'level' | 'levelInferred' | 'atMs'>[] = [];
  const reader = createLineReader('plain');
  const emit = ({ message, level, levelInferred, atMs }: LogRecord) => void records.push({ message, level, levelInferred, atMs });
  reader.push(new TextEncoder().encode(`${lines.join('\n')}\n`), AT, emit);
  reader.flush(Number.POSITIVE_INFINITY, emit);
  return records;
}

/** Sixty lines in the form, every part changing at its own pace, and the messages that are in them. */
export function write(form: Form): {
  readonly lines: readonly string[];
  readonly messages: readonly string[];
  readonly levels: readonly string[];
} {
  const parts = Array.from({ length: 60 }, (_, i): Parts => {
    const at = <T>(list: readonly T[], step: number): T => list[Math.floor(i / step) % list.length] as T;
    return {
      i,
      clock: `08:${String(i).padStart(2, '0')}:10`,
      level: at(LEVELS, 3),
      thread: at(THREADS, 2),
      logger: at(LOGGERS, 5),
      message: at(MESSAGES, 1)(i),
    };
  });
  return { lines: parts.map(form), messages: parts.map(({ message }) => message), levels: parts.map(({ level }) => level) };
}
