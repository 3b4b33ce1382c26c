/** The demo's child processes: started with a log file each, ended together. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';

export interface ProcessOptions {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly logPath: string;
  readonly verbose: boolean;
}

export interface Process {
  /** Resolves with a sentence when the process ends without having been asked to. */
  readonly died: Promise<string>;
  stop(): Promise<void>;
}

/** After this a child that does not end by SIGTERM is killed. */
const stopWithinMs = 5_000;

export function startProcess(name: string, options: ProcessOptions): Process {
  const { command, environment, logPath, verbose } = options;
  const child = spawn(command, [...options.arguments], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(logPath, { flags: 'a' });
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(log, { end: false });
    if (verbose) stream.pipe(process.stderr, { end: false });
  }
  let stopping = false;
  const died = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${name} cannot be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      log.end();
      if (!stopping) resolve(`${name} ended by itself (${signal ?? `exit code ${code}`}); its log is ${logPath}`);
    });
  });
  return {
    died,
    async stop() {
      stopping = true;
      await stopChild(child);
    },
  };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await ended;
  clearTimeout(timer);
}
