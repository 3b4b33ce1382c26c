/**
 * Stands between the scoring script and `logbot replay`: prints what the replay printed, and keeps it in a folder under the recording's name.
 *
 *   node bench/judgement/keep.ts FOLDER [--train FILE]... --json RECORDING
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const [folder = '', ...args] = process.argv.slice(2);
const recording = args.at(-1) ?? '';
const cli = join(import.meta.dirname, '../../cli/main.ts');
const { stdout, status } = spawnSync(process.execPath, [cli, 'replay', ...args], {
  encoding: 'utf8',
  maxBuffer: 1 << 28,
  stdio: ['ignore', 'pipe', 'ignore'],
});
if (status === 0) writeFileSync(join(folder, `${basename(recording, '.ndjson')}.json`), stdout);
process.stdout.write(stdout);
process.exitCode = status ?? 1;
