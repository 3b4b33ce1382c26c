/**
 * A million lines of which no two are alike, of each kind, each in a process of its own: lines a second of processor time, the most memory the process
 * ever had, and where the lines were counted. Fails when a line is counted nowhere or twice; the speed and the memory stand beside what issue 4 asks
 * for on a quiet machine.
 *
 *   node bench/adversary.ts [KIND...]    kinds: letters, mixed, lengths, tokens, punctuation
 *   --lines N (1000000)                  --json prints one object
 */
import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { createLineReader, createMiner, type LogRecord } from '../engine/index.ts';
import { account, analyse } from './analyse.ts';
import { adversarialChunks, adversarialKinds, type AdversarialKind } from './corpora/adversarial.ts';
import type { Chunk } from './corpora/corpus.ts';
import { cpuSeconds } from './measure.ts';
import { productOptions } from './memory/product-options.ts';

/** What `--json` prints of each kind. */
export interface Attacked {
  readonly kind: AdversarialKind;
  readonly lines: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly peakRssBytes: number;
  readonly patterns: number;
  /** Lines under a pattern, and in the overflow bucket; together all lines, a joined one with its record. */
  readonly inPatterns: number;
  readonly inOverflow: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string', default: '1000000' },
    json: { type: 'boolean', default: false },
    child: { type: 'boolean', default: false },
  },
});
const lines = Number(values.lines);
const kinds = adversarialKinds.filter((kind) => positionals.length === 0 || positionals.includes(kind));

if (values.child) process.stdout.write(JSON.stringify(attack(kinds[0] ?? 'letters')));
else {
  const attacked: Attacked[] = [];
  for (const kind of kinds) attacked.push(await attackApart(kind));
  process.stdout.write(values.json ? `${JSON.stringify(attacked)}\n` : attacked.map(row).join(''));
  if (attacked.some((one) => one.inPatterns + one.inOverflow !== one.lines)) process.exitCode = 1;
}

async function attackApart(kind: AdversarialKind): Promise<Attacked> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [...productOptions(), import.meta.filename, kind, '--child', '--lines', String(lines)]);
  return JSON.parse(stdout);
}

function attack(kind: AdversarialKind): Attacked {
  let bytes = 0;
  let making = 0;
  function* made(): Generator<Chunk> {
    const chunks = adversarialChunks(kind, lines);
    let next: IteratorResult<Chunk> = { done: false, value: { bytes: new Uint8Array(0), receivedAtMs: 0 } };
    for (;;) {
      making += cpuSeconds(() => (next = chunks.next()));
      if (next.done) return;
      bytes += next.value.bytes.length;
      yield next.value;
    }
  }
  let workload: ReturnType<typeof analyse> | null = null;
  const seconds = cpuSeconds(() => (workload = analyse(made())));
  if (workload === null) throw new Error('nothing was analysed');
  const peakRssBytes = process.resourceUsage().maxRSS * 1024;
  const { patterns, records, recordsInMinutes } = account(workload);
  const { records: expected, ...counted } = whereCounted(kind);
  if (records !== expected || recordsInMinutes !== expected)
    throw new Error(`${kind}: of ${expected} records ${records} have a pattern and ${recordsInMinutes} a minute`);
  return { kind, lines, bytes, seconds: seconds - making, peakRssBytes, patterns, ...counted };
}

/** The workload counts records; this says of how many lines they are. */
function whereCounted(kind: AdversarialKind): Pick<Attacked, 'inPatterns' | 'inOverflow'> & { readonly records: number } {
  const reader = createLineReader('auto');
  const miner = createMiner();
  const linesOf = new Map<number, number>();
  let records = 0;
  const emit = (record: LogRecord): void => {
    const index = miner.observe(record);
    records += 1;
    linesOf.set(index, (linesOf.get(index) ?? 0) + record.lines);
  };
  for (const { bytes, receivedAtMs } of adversarialChunks(kind, lines)) reader.push(bytes, receivedAtMs, emit);
  reader.flush(Number.POSITIVE_INFINITY, emit);
  let inPatterns = 0;
  let inOverflow = 0;
  for (const [index, of] of linesOf) {
    if (miner.resolve(index) === 0) inOverflow += of;
    else inPatterns += of;
  }
  return { inPatterns, inOverflow, records };
}

function row({ kind, seconds, bytes, peakRssBytes, patterns, inPatterns, inOverflow, lines: of }: Attacked): string {
  const isWhole = inPatterns + inOverflow === of;
  return [
    kind.padEnd(12),
    `${count(of / seconds).padStart(11)} lines/s (goal 500,000)`,
    `${(bytes / seconds / 1e6).toFixed(0).padStart(4)} MB/s`,
    `${(peakRssBytes / 1e6).toFixed(0).padStart(4)} MB at most (goal 150)`,
    `${count(patterns)} patterns`,
    `${count(inPatterns)} lines in patterns + ${count(inOverflow)} in the overflow bucket ${isWhole ? '= all' : `of ${count(of)}: FAILED`}\n`,
  ].join('  ');
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
