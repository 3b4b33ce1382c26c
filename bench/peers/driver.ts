/**
 * A contestant as a process of its own, with one file at a time in its memory. It reads one request a line, `VERB<tab>PATH<tab>ARGUMENT`, and
 * answers each with one JSON object a line:
 * - `read PATH`: takes the file in, before anything is timed: `{"lines"}`
 * - `measure PATH SECONDS`: mines the lines from a new beginning and stops after so many processor seconds: `{"lines", "seconds", "patterns", "refused"}`,
 *   where `refused` are lines that have no pattern
 * - `group PATH OUT`: mines the lines and writes one pattern id a line to the file OUT
 */
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

export interface Command {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Round {
  readonly lines: number;
  /** Of the processor, all threads of the process. */
  readonly seconds: number;
  readonly patterns: number;
  readonly refused: number;
  /** How far the process's memory grew above what it had with the file read; null where /proc does not say. */
  readonly grownBytes: number | null;
}

export interface Driver {
  read(path: string): Promise<void>;
  measure(path: string, limitSeconds: number): Promise<Round>;
  group(path: string, out: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the process; what it writes to standard error passes through. Every call rejects once it has died. */
export function startDriver({ command, arguments: of, environment }: Command): Driver {
  const child = spawn(command, of, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...environment } });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  // A write to a process that has died is told by the missing answer.
  child.stdin.on('error', () => {});
  child.on('error', () => {});

  async function ask(verb: string, path: string, argument: string | number): Promise<Answer> {
    child.stdin.write(`${verb}\t${path}\t${argument}\n`);
    const answer = await answers.next();
    if (answer.done) throw new Error(`${command} ended before it had answered "${verb} ${path}"`);
    return JSON.parse(answer.value);
  }

  return {
    async read(path) {
      await ask('read', path, '');
    },
    async measure(path, limitSeconds) {
      const before = await memoryOf(child.pid, 'VmRSS');
      await writeFile(`/proc/${child.pid}/clear_refs`, '5').catch(() => {});
      const answer = await ask('measure', path, limitSeconds);
      const peak = await memoryOf(child.pid, 'VmHWM');
      return { ...answer, grownBytes: before === null || peak === null ? null : Math.max(0, peak - before) };
    },
    async group(path, out) {
      await ask('group', path, out);
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

type Answer = Omit<Round, 'grownBytes'>;

/** Bytes. `VmHWM` is the most since `clear_refs` was written to. */
async function memoryOf(pid: number | undefined, field: 'VmRSS' | 'VmHWM'): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}
