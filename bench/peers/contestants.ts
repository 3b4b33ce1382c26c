/** Who races: ours, the limit, and three miners of others, each built here where its toolchain is. */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from './driver.ts';

export interface Contestant {
  readonly name: string;
  readonly what: string;
  /** Makes it runnable, or says why it is skipped: `needs go`. */
  readonly prepare: () => Promise<Command | string>;
  /** Whether it sorts lines into patterns. */
  readonly isMiner: boolean;
}

/** Everything that is built or made; not in Git. */
export const workFolder = join(import.meta.dirname, '../../.tmp/bench');
const sources = import.meta.dirname;
const ours = join(sources, '../contestant.ts');

export const contestants: readonly Contestant[] = [
  {
    name: 'LogDetector',
    what: 'framing, parsing, level, redaction, mining, counts per minute',
    isMiner: true,
    prepare: () => Promise.resolve({ command: process.execPath, arguments: [ours, 'engine'] }),
  },
  {
    name: 'Loki',
    what: '`pkg/pattern/drain` of github.com/grafana/loki/v3 v3.7.8, its defaults, GOMAXPROCS=1: mining only',
    isMiner: true,
    prepare: () =>
      built(
        { command: 'go', arguments: ['build', '-o', join(workFolder, 'loki'), '.'] },
        { command: join(workFolder, 'loki'), arguments: [], environment: { GOMAXPROCS: '1' } },
      ),
  },
  {
    name: 'logdrain',
    what: 'crate logdrain 0.3.2, its defaults: mining only',
    isMiner: true,
    prepare: () =>
      built(
        { command: 'cargo', arguments: ['build', '--release', '--locked', '--quiet', '--target-dir', join(workFolder, 'logdrain')] },
        { command: join(workFolder, 'logdrain/release/logdetector-bench-logdrain'), arguments: [] },
      ),
  },
  {
    name: 'Drain3',
    what: 'PyPI drain3 0.9.11, its defaults: mining only',
    isMiner: true,
    prepare: preparePython,
  },
  {
    name: 'line feeds',
    what: 'a loop in Node that only finds the line feeds: what no miner in Node can pass',
    isMiner: false,
    prepare: () => Promise.resolve({ command: process.execPath, arguments: [ours, 'line feeds'] }),
  },
];

/** The first build takes minutes. */
async function built(build: Command, result: Command): Promise<Command | string> {
  return (await run(build, join(sources, build.command === 'go' ? 'loki' : 'logdrain'))) ?? result;
}

async function preparePython(): Promise<Command | string> {
  const python = join(workFolder, 'drain3/bin/python');
  const folder = join(sources, 'drain3');
  const made = await run({ command: 'python3', arguments: ['-m', 'venv', join(workFolder, 'drain3')] }, folder);
  const installed = await run({ command: python, arguments: ['-m', 'pip', 'install', '--quiet', '-r', 'requirements.txt'] }, folder);
  return made ?? installed ?? { command: python, arguments: [join(folder, 'drain.py')] };
}

/** Null, or why it could not be done. */
async function run({ command, arguments: of }: Command, folder: string): Promise<string | null> {
  await mkdir(workFolder, { recursive: true });
  return new Promise((resolve) => {
    const child = spawn(command, of, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('error', () => resolve(`needs ${command}`));
    child.once('close', (code) => resolve(code === 0 ? null : `"${command} ${of[0] ?? ''}" ended with exit code ${code}`));
  });
}
