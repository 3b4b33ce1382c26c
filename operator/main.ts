/** The operator's process. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { createRedactor } from '../engine/index.ts';
import { runOperator } from './app.ts';
import { OperatorError } from './errors.ts';
import { readOptions } from './options.ts';
import { createTelemetry } from './telemetry.ts';
import { openTraces } from './telemetry/traces.ts';

const PackageSchema = z.object({ version: z.string() });
// An error may quote what somebody else has sent or configured.
const { redact } = createRedactor();
const abort = new AbortController();
for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => abort.abort());

try {
  const options = readOptions(process.env);
  const { version } = PackageSchema.parse(JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')));
  const telemetry = createTelemetry({ level: options.logLevel, processMetrics: true, redact, traces: () => traces });
  const traces = await openTraces({
    environment: process.env,
    version,
    onLost: (spans) => telemetry.emit('SpansLost', { spans }),
    onRefused: (message) => telemetry.emit('TracesRefused', { message }),
  });
  process.on('unhandledRejection', (error) =>
    telemetry.emit('UnexpectedError', { where: 'process', error: error instanceof Error ? error.stack : String(error) }),
  );
  await runOperator(options, version, telemetry, abort.signal);
  await traces?.close();
  process.exit(0);
} catch (error) {
  const known = error instanceof OperatorError;
  const message = known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${JSON.stringify({ level: 'fatal', code: known ? error.code : 'Unexpected', message: redact(message) })}\n`);
  process.exit(1);
}
