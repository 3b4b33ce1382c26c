/**
 * Every check of the code, the same here and in CI: all run, then one line each, and a failure of any fails the whole. A check that
 * tells how many files it read must have read them all: dependency-cruiser, for one, says that all is well when it reads nothing.
 */
import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';

interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Number of files it says to have read; the check fails when that is less than there are. */
  readonly sees?: (output: string) => number;
  /** Those it is for, where not all. */
  readonly of?: number;
}

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

const root = join(import.meta.dirname, '..');
const rooms = ['api', 'bench', 'bot', 'cli', 'dashboard', 'demo', 'engine', 'operator', 'scripts', 'test'].filter((room) =>
  existsSync(join(root, room)),
);
const sources = globSync(`{${rooms.join(',')}}/**/*.{ts,tsx}`, { cwd: root }).length;
/** The page runs in a browser and is checked with what a browser has. */
const ofPage = globSync('dashboard/**/*.{ts,tsx}', { cwd: root }).length - 1;

const checks: readonly Check[] = [
  { name: 'types', command: ['tsc', '--noEmit', '--listFiles'], sees: ownFiles, of: sources - ofPage },
  { name: 'page types', command: ['tsc', '--noEmit', '--listFiles', '--project', 'dashboard'], sees: ownFiles, of: ofPage },
  { name: 'lint', command: ['oxlint', '--type-aware'], sees: (output) => numberIn(output, /on (\d+) files/) },
  {
    name: 'imports',
    command: ['depcruise', '--config', '.dependency-cruiser.mjs', '--output-type', 'err-long', ...rooms],
    sees: (output) => numberIn(output, /(\d+) modules/),
  },
  { name: 'unused', command: ['knip'] },
  { name: 'format', command: ['oxfmt', '--check', '.'], sees: (output) => numberIn(output, /on (\d+) files/) },
  { name: 'links', command: ['node', 'scripts/site.ts', '--check'] },
  { name: 'generated', command: ['node', 'scripts/generate.ts', '--check'] },
];

const outcomes = await Promise.all(checks.map(run));
for (const { passed, name, output } of outcomes) if (!passed) process.stdout.write(`--- ${name}\n${output.trim()}\n`);
for (const { passed, name, seconds } of outcomes)
  process.stdout.write(`${passed ? 'passed' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s)\n`);
process.exitCode = outcomes.every(({ passed }) => passed) ? 0 : 1;

async function run({ name, command: [program, ...args], sees, of = sources }: Check): Promise<Outcome> {
  const startedAt = performance.now();
  const { code, output } = await execute(program, args);
  const seen = sees?.(output);
  const blind = seen !== undefined && seen < of;
  return {
    name,
    passed: code === 0 && !blind,
    output: blind ? `${tail(output)}\n${name} read ${seen} of ${of} source files, so its verdict is worth nothing.` : tail(output),
    seconds: (performance.now() - startedAt) / 1000,
  };
}

function execute(program: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(program, args, { cwd: root, env: { ...process.env, PATH: path, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, output: `${program} cannot be started (${error.message}). Run npm ci.` }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** `--listFiles` prints a path a line; those are counted and kept out of what is shown. */
function ownFiles(output: string): number {
  return output.split('\n').filter((line) => line.startsWith(`${root}/`) && !line.includes('/node_modules/')).length;
}

function tail(output: string): string {
  return output
    .split('\n')
    .filter((line) => !line.startsWith('/'))
    .slice(-200)
    .join('\n');
}

/** 0 when the words are not found, so that a tool which changes them fails here instead of passing unseen. */
function numberIn(output: string, pattern: RegExp): number {
  return Number(pattern.exec(output)?.[1] ?? 0);
}
