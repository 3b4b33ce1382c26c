/** Asks an operator by a kubeconfig in this process, which takes a tenth of the time of one of its own. */
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CommanderError } from 'commander';
import { createProgram } from '../../cli/program.ts';
import type { Ended } from './run.ts';

export async function inProcess(
  [command = '', ...args]: readonly string[],
  { kubeconfig, home }: { readonly kubeconfig: string; readonly home: string },
): Promise<Ended> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const { program, exitCode } = createProgram({ in: new PassThrough(), out, err, environment: { HOME: home, NO_COLOR: '1' } });
  for (const one of [program, ...program.commands]) one.configureOutput({ writeErr: (line) => err.write(line) });
  let code = 2;
  try {
    await program.parseAsync([command, '--kubeconfig', kubeconfig, ...args], { from: 'user' });
    code = exitCode();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  }
  out.end();
  err.end();
  return { code, out: await text(out), err: await text(err) };
}
