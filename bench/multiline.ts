import { RUNTIMES } from '../test/engine/line/corpora/container.ts';
import type { Half } from '../test/engine/line/corpora/prose.ts';
import { score, sum } from '../test/engine/line/corpora/score.ts';
import type { Score } from '../test/engine/line/corpora/score.ts';
import { CARRIERS, UNMARKED } from '../test/engine/line/corpora/stream.ts';
import type { Carrier } from '../test/engine/line/corpora/stream.ts';

/*
 * How many traces are joined exactly, by runtime and by the way the stream carries them. The rules were written against one half of the generators'
 * shapes; the other half, `held`, was only ever measured. `FAILURES=n` prints n failures of each cell's half that may be looked at.
 */
const SEEDS = Array.from({ length: Number(process.env['SEEDS'] ?? 6) }, (_, index) => 1_000 + index);
const SHOWN = Number(process.env['FAILURES'] ?? 0);
const HALVES: readonly Half[] = ['seen', 'held'];

function measure(carriers: readonly Carrier[], runtimes: typeof RUNTIMES, half: Half): Score {
  return sum(carriers.flatMap((carrier) => runtimes.map((runtime) => score({ runtime, half, carrier, seeds: SEEDS }))));
}

function row(title: string, scores: readonly Score[]): void {
  const cells = scores.map(({ traces, exact, merged, singles, alone, lost }) =>
    [share(exact, traces), String(merged).padStart(6), share(alone, singles), String(lost).padStart(4), String(traces).padStart(7)].join(
      ' ',
    ),
  );
  process.stdout.write(`${title.padEnd(30)} ${cells.join('  |  ')}\n`);
}

function share(part: number, whole: number): string {
  return whole === 0 ? '     -' : (part / whole).toFixed(4).padStart(6);
}

function show(scores: Score): void {
  for (const { variant, kind, wrote, read } of scores.failures.slice(0, SHOWN)) {
    process.stdout.write(`    ${kind} ${variant}\n${quote('wrote', wrote)}${quote('read', read)}`);
  }
}

function quote(title: string, lines: readonly string[]): string {
  return lines.map((line) => `      ${title}: ${line.slice(0, 120)}\n`).join('');
}

const heading = ' exact merged  alone lost  traces';
process.stdout.write(
  `${''.padEnd(30)} ${HALVES.map((half) => half.padEnd(heading.length)).join('  |  ')}\n${''.padEnd(30)} ${HALVES.map(() => heading).join('  |  ')}\n`,
);
for (const runtime of RUNTIMES) {
  const scores = HALVES.map((half) => measure(CARRIERS, [runtime], half));
  row(runtime.name, scores);
  if (scores[0] !== undefined) show(scores[0]);
}
for (const carrier of [...CARRIERS, UNMARKED])
  row(
    carrier.name,
    HALVES.map((half) => measure([carrier], RUNTIMES, half)),
  );
