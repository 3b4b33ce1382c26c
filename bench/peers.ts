/**
 * The race against other miners: the same files, the same run, a process and one thread each, in turns. Seconds are processor time of the whole
 * process; a round mines the whole file from a new beginning, and the median of the rounds counts. The others mine only; ours does everything that
 * the operator does with a line.
 *
 *   node bench/peers.ts                    builds what is missing (minutes, the first time), races, scores
 *   --lines N (200000)  --rounds N (5)     --only NAME: corpora whose name or kind contains it
 *   --against NAME,NAME                    only these beside ours
 *   --json                                 prints one object
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generatedCorpora, rawCorpora } from './corpora.ts';
import { scoreGroups } from './peers/accuracy.ts';
import { contestants, workFolder } from './peers/contestants.ts';
import { startDriver } from './peers/driver.ts';
import { flood, raceFiles, type RaceFile, type Ready } from './peers/race.ts';
import { tables, type PeersResult } from './peers/tables.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    against: { type: 'string' },
    lines: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
/** A million of them, for who is slow so many processor seconds of it. */
const floodLines = 1_000_000;
const corporaFolder = join(workFolder, 'corpora');

const result = await race();
process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${tables(result).join('\n')}\n`);

async function race(): Promise<PeersResult> {
  const skipped: string[] = [];
  const ready = await prepareAll(skipped);
  const rounds = Number(values.rounds);
  const files = await writeFiles(skipped);
  const raced = await raceFiles(
    files.filter(({ kind }) => kind !== 'adversarial'),
    ready,
    rounds,
  );
  const flooded = await flood(
    files.filter(({ kind }) => kind === 'adversarial'),
    ready,
  );
  const { scores, missing } = await scoreGroups(ready);
  if (missing !== null) skipped.push(missing);
  await rm(corporaFolder, { recursive: true, force: true });
  return { contestants: ready.map(({ name, what }) => ({ name, what })), skipped, rounds, raced, flooded, scores };
}

async function prepareAll(skipped: string[]): Promise<readonly Ready[]> {
  const ready: Ready[] = [];
  const wanted = values.against?.split(',');
  for (const contestant of contestants) {
    if (wanted !== undefined && ready.length > 0 && !wanted.includes(contestant.name)) continue;
    const command = await contestant.prepare();
    if (typeof command === 'string') skipped.push(`${contestant.name}: skipped, ${command}`);
    else ready.push({ ...contestant, start: () => startDriver(command) });
  }
  return ready;
}

async function writeFiles(skipped: string[]): Promise<readonly RaceFile[]> {
  await mkdir(corporaFolder, { recursive: true });
  const lines = Number(values.lines);
  const raw = await rawCorpora(lines);
  skipped.push(...raw.skipped);
  const files: RaceFile[] = [];
  for (const { name, kind, bytes, lines: count } of [...raw.corpora, ...generatedCorpora({ lines, adversarial: floodLines })]) {
    if (!`${kind} ${name}`.toLowerCase().includes(values.only.toLowerCase())) continue;
    const path = join(corporaFolder, `${name.replaceAll(' ', '-')}.log`);
    await writeFile(path, bytes);
    files.push({ name, kind, path, lines: count, bytes: bytes.length });
  }
  return files;
}
