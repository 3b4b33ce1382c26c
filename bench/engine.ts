/**
 * Lines a second of the engine on one thread, as the operator runs it for every line: framing, parsing, level, redaction, mining, counts per minute.
 * Seconds are processor time of the whole process. Beside every corpus stands its ratio to a calibration loop over the same bytes, measured in
 * turns with it; only that is compared with `baseline.json`, and more than 20 % below it fails.
 *
 *   node bench/engine.ts                     all corpora: raw logs where they are (replicated to 200,000 lines each), invented, JSON, adversarial
 *   node bench/engine.ts --only NAME         corpora whose name or kind contains it
 *   node bench/engine.ts --files FILE...     these files alone, as they are
 *   node bench/engine.ts --check             what needs no data, few lines, and the comparison, measured up to three times: what CI runs
 *   node bench/engine.ts --check --accept    the same, and this run becomes the baseline
 *   --rounds N (5), --lines N (200000)       --json prints one object
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fileCorpora, generatedCorpora, rawCorpora, type Corpora } from './corpora.ts';
import { join, race, ratiosByKind, table, type Measured, type Ratios } from './engine/race.ts';

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
const rounds = Number(values.rounds ?? (values.check ? 9 : 5));
let measured = race(chosen, rounds);
for (let again = 0; again < 2 && values.check && !values.accept && slow(measured).length > 0; again += 1) {
  measured = join(measured, race(chosen, rounds));
}
say(values.json ? JSON.stringify(measured) : [...table(measured), ...skipped].join('\n'));
if (values.accept) accept(measured);
else if (values.check) compare(measured);

async function choose(): Promise<Corpora> {
  if (values.files) return { corpora: await fileCorpora(positionals), skipped: [] };
  const lines = Number(values.lines ?? (values.check ? 60_000 : 200_000));
  const generated = generatedCorpora({ lines, adversarial: lines });
  if (values.check) return { corpora: generated, skipped: [] };
  const raw = await rawCorpora(lines);
  return { corpora: [...raw.corpora, ...generated], skipped: raw.skipped };
}

function accept(of: readonly Measured[]): void {
  const ratios = Object.entries({ ...baseline(), ...ratiosByKind(of) }).map(([kind, ratio]) => `"${kind}": ${Number(ratio.toFixed(4))}`);
  writeFileSync(baselineFile, `{ ${ratios.join(', ')} }\n`);
}

function compare(of: readonly Measured[]): void {
  const tooSlow = slow(of);
  for (const [kind, ratio] of Object.entries(ratiosByKind(of))) {
    const expected = baseline()[kind] ?? Number.NaN;
    const verdict = tooSlow.includes(kind) ? `, FAILED: more than ${tolerance * 100} % below` : '';
    say(
      `${kind.padEnd(12)} ratio ${ratio.toFixed(4)}, baseline ${expected.toFixed(4)}: ${((ratio / expected - 1) * 100).toFixed(1)} %${verdict}`,
    );
  }
  if (tooSlow.length > 0) process.exitCode = 1;
}

/** Kinds that are too far below the baseline, or not in it. */
function slow(of: readonly Measured[]): readonly string[] {
  const expected = baseline();
  return Object.entries(ratiosByKind(of)).flatMap(([kind, ratio]) =>
    ratio >= (expected[kind] ?? Number.NaN) * (1 - tolerance) ? [] : [kind],
  );
}

function baseline(): Ratios {
  return JSON.parse(readFileSync(baselineFile, 'utf8'));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
