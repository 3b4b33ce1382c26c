/**
 * Runs all benches and writes `docs/benchmarks.md` from what they print. Takes half an hour; nothing else should run.
 *
 *   node bench/report.ts                    everything anew
 *   node bench/report.ts peers memory       only these anew (adversary, peers, memory, accuracy, resources), the others from the last run
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workFolder } from './peers/contestants.ts';
import { benchNames, page, type BenchName, type Results } from './report/page.ts';

const resultsFolder = join(workFolder, 'results');
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benchNames.some((known) => known === name));
if (unknown.length > 0) throw new Error(`There is no bench ${unknown.join(', ')}; there are ${benchNames.join(', ')}.`);

await mkdir(resultsFolder, { recursive: true });
for (const name of benchNames) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`${name}\n`);
  await writeFile(fileOf(name), await run(name));
}
await writeFile(join(import.meta.dirname, '../docs/benchmarks.md'), page(await read()));

/** Some end with 1 when something is out of reach; the page says so too. */
function run(name: BenchName): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`), '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.once('error', reject);
    child.once('close', (code) => {
      const text = Buffer.concat(parts).toString('utf8');
      if (text.startsWith('{') || text.startsWith('[')) resolve(text);
      else reject(new Error(`bench/${name}.ts ended with exit code ${code} and printed no result`));
    });
  });
}

async function read(): Promise<Results> {
  const [adversary, peers, memory, accuracy, resources] = await Promise.all(
    benchNames.map((name) => readFile(fileOf(name), 'utf8').then(JSON.parse)),
  );
  return { adversary, peers, memory, accuracy, resources };
}

function fileOf(name: BenchName): string {
  return join(resultsFolder, `${name}.json`);
}
