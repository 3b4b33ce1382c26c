#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { parseCommand } from './parse.ts';

const WRONG_USE = 2;

/** Runs the command line and answers with the exit code: 0 done, 1 failed, 2 wrong use. */
async function main(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('logbot')
    .description('Finds the patterns in logs. Works without a cluster.')
    .version(packageVersion())
    .showHelpAfterError('(logbot --help shows what there is)')
    .exitOverride();
  program
    .command('parse')
    .description('print one pattern id a line for each line of FILE, or of standard input for -')
    .argument('<FILE>', 'a log file, or -')
    .option('--json', 'print a JSON object with the template for each line')
    .option('--stats', 'print lines, bytes, seconds, patterns and memory on standard error')
    .action(async (file: string, options: { json?: boolean; stats?: boolean }) => {
      exitCode = await parseCommand(file, options, { out: process.stdout, err: process.stderr });
    });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE;
    throw error;
  }
}

/** The version stands in package.json only, one folder up in a checkout and two in the installed package. */
function packageVersion(): string {
  const place = ['../package.json', '../../package.json'].map((path) => new URL(path, import.meta.url)).find(isOurs);
  return place === undefined ? 'unknown' : String(JSON.parse(readFileSync(place, 'utf8')).version);
}

function isOurs(place: URL): boolean {
  try {
    return JSON.parse(readFileSync(place, 'utf8')).name === 'logdetector';
  } catch {
    return false;
  }
}

process.exitCode = await main(process.argv.slice(2));
