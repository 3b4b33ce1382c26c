/**
 * Lines a second of the engine on one thread, as the operator runs it for every line: framing, parsing, level, redaction, mining, counts per minute.
 * Seconds are processor time of the whole process. Beside every corpus stands its ratio to a calibration loop over the same bytes, measured in
 * turns with it; only that is compared with `baseline.json`, and more than 20 % below it fails.
 *
 *   node bench/engine.ts                     all corpora: raw logs where they are (replicated to 200,000 lines each), invented, JSON, adversarial
 *   node bench/engine.ts --only NAME         corpora whose name or kind contains it
 *   node bench/engine.ts --files FILE...     these files alone, as they are
 *   node bench/engine.ts --check             what needs no data, few lines, and the comparison: what CI runs, less than a minute
 *   node bench/engine.ts --check --accept    the same, and this run becomes the baseline
 *   --rounds N (5), --lines N (200000)       --json prints one object
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fileCorpora, generatedCorpora, rawCorpora, type Corpora } from './corpora.ts';
import { race, ratiosByKind, table, type Measured, type Ratios } from './engine/race.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    files: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    accept: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    lines: { type: 'string' },
  },
});
/** More than this below the baseline's ratio fails. */
const tolerance = 0.2;
const baselineFile = new URL('baseline.json', import.meta.url);

const { corpora, skipped } = await choose();
const chosen = corpora.filter(({ name, kind }) => `${kind} ${name}`.toLowerCase().includes(values.only.toLowerCase()));
const measured = race(chosen, Number(values.rounds ?? (values.check ? 9 : 5)));
say(values.json ? JSON.stringify(measured) : [...table(measured), ...skipped].join('\n'));
if (values.accept) accept(measured);
if (values.check) process.exitCode = compare(ratiosByKind(measured));

async function choose(): Promise<Corpora> {
  if (values.files) return { corpora: await fileCorpora(positionals), skipped: [] };
  const lines = Number(values.lines ?? (values.check ? 20_000 : 200_000));
  const generated = generatedCorpora({ lines, adversarial: lines });
  if (values.check) return { corpora: generated, skipped: [] };
  const raw = await rawCorpora(lines);
  return { corpora: [...raw.corpora, ...generated], skipped: raw.skipped };
}

function accept(of: readonly Measured[]): void {
  writeFileSync(
    baselineFile,
    `${JSON.stringify(ratiosByKind(of), (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(4)) : value))}\n`,
  );
}

function compare(ratios: Ratios): number {
  const baseline: Ratios = JSON.parse(readFileSync(baselineFile, 'utf8'));
  let exitCode = 0;
  for (const [kind, ratio] of Object.entries(ratios)) {
    const expected = baseline[kind] ?? Number.NaN;
    const change = (ratio / expected - 1) * 100;
    const isSlow = !(ratio >= expected * (1 - tolerance));
    if (isSlow) exitCode = 1;
    say(
      `${kind.padEnd(12)} ratio ${ratio.toFixed(4)}, baseline ${expected.toFixed(4)}: ${change.toFixed(1)} %${isSlow ? `, FAILED: more than ${tolerance * 100} % below` : ''}`,
    );
  }
  return exitCode;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
