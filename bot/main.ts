/** The bot's process: options in, signals out. `node bot/main.ts --help` */
import { readFile } from 'node:fs/promises';
import { CommanderError } from 'commander';
import { runBot } from './app.ts';
import { OptionsError, readOptions } from './options.ts';

const stop = new AbortController();
for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());

try {
  const options = await readOptions(process.argv.slice(2), { env: process.env, read: (path) => readFile(path, 'utf8') });
  await runBot(options, stop.signal);
  // Slack's client may hold a half-closed socket for 30 s; nothing is left to do for it.
  process.exit(0);
} catch (error) {
  if (error instanceof CommanderError && error.exitCode === 0) process.exit(0);
  if (!(error instanceof OptionsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
