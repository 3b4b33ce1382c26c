/** One `logbot replay --json` of a recording in a process of its own: prints the processor seconds it took from its start on, and what it printed as a hash. */
import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { replayCommand } from '../../cli/replay.ts';

const [file = ''] = process.argv.slice(2);
const [out, err] = [new PassThrough(), new PassThrough()];
const said = text(out);
process.exitCode = await replayCommand(file, { train: [], json: true }, { in: Readable.from([]), out, err, environment: {} });
out.end();
const hash = createHash('sha256')
  .update(await said)
  .digest('hex');
const { user, system } = process.cpuUsage();
process.stdout.write(`${JSON.stringify({ seconds: (user + system) / 1_000_000, hash })}\n`);
