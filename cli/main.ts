#!/usr/bin/env node
import { basename } from 'node:path';
import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

const WRONG_USE = 2;

/** Runs the command line and answers with the exit code: 0 done, 1 failed, 2 wrong use. */
async function main(args: readonly string[]): Promise<number> {
  const streams = { in: process.stdin, out: process.stdout, err: process.stderr, environment: process.env };
  const isPlugin = basename(process.argv[1] ?? '').startsWith('kubectl-');
  const { program, exitCode } = createProgram(streams, isPlugin ? 'kubectl logbot' : 'logbot');
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE;
    throw error;
  }
}

/** Who reads the output may have seen enough (`| head`), which is no failure. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.exitCode = await main(process.argv.slice(2));
