/** The operator's process. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { createRedactor } from '../engine/index.ts';
import { runOperator } from './app.ts';
import { OperatorError } from './errors.ts';
import { readOptions } from './options.ts';
import { createTelemetry } from './telemetry.ts';

const PackageSchema = z.object({ version: z.string() });
// An error may quote what somebody else has sent or configured.
const { redact } = createRedactor();
const abort = new AbortController();
for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => abort.abort());

try {
  const options = readOptions(process.env);
  const telemetry = createTelemetry({ level: options.logLevel, processMetrics: true, redact });
  process.on('unhandledRejection', (error) =>
    telemetry.emit('UnexpectedError', { where: 'process', error: error instanceof Error ? error.stack : String(error) }),
  );
  const { version } = PackageSchema.parse(JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')));
  await runOperator(options, version, telemetry, abort.signal);
  process.exit(0);
} catch (error) {
  const known = error instanceof OperatorError;
  const message = known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${JSON.stringify({ level: 'fatal', code: known ? error.code : 'Unexpected', message: redact(message) })}\n`);
  process.exit(1);
}
