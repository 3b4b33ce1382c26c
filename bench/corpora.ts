/** Everything there is to measure on: what is here, and a sentence for what is not. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { adversarialCorpus } from './corpora/adversarial.ts';
import { corpusOf, type Corpus } from './corpora/corpus.ts';
import { inventedCorpora, jsonCorpora } from './corpora/invented.ts';
import { listLogs, replicateFile } from './corpora/replicated.ts';

/** Folders with a `raw.log` each; beside the checkout, or where `LOGDETECTOR_BENCH_LOGS` says. */
export const logsFolder = process.env['LOGDETECTOR_BENCH_LOGS'] ?? join(import.meta.dirname, '../../shared/data/loghub-2k');

export interface Corpora {
  readonly corpora: readonly Corpus[];
  readonly skipped: readonly string[];
}

/** The logs of `logsFolder`, replicated to `lines` lines each. */
export async function rawCorpora(lines: number): Promise<Corpora> {
  const logs = await listLogs(logsFolder);
  if (logs === null)
    return { corpora: [], skipped: [`raw logs: skipped, there is no folder ${basename(logsFolder)} (LOGDETECTOR_BENCH_LOGS)`] };
  const corpora: Corpus[] = [];
  for (const { name, file } of logs) corpora.push(await replicateFile(name, file, lines));
  return { corpora, skipped: [] };
}

/** What needs no data: generators alone. `adversarial` lines of all kinds together, `lines` of each other corpus. */
export function generatedCorpora({ lines, adversarial }: { readonly lines: number; readonly adversarial: number }): readonly Corpus[] {
  return [...inventedCorpora(lines), ...jsonCorpora(lines), adversarialCorpus(adversarial)];
}

/** Files as they are. */
export async function fileCorpora(files: readonly string[]): Promise<readonly Corpus[]> {
  return Promise.all(files.map(async (file) => corpusOf(basename(file), 'raw', await readFile(file))));
}
