/** Whether the lines that each contestant puts together belong together: the labelled logs beside the checkout, raw, scored by their own tool. */
import { execFile } from 'node:child_process';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { logsFolder } from '../corpora.ts';
import { listLogs } from '../corpora/replicated.ts';
import { workFolder } from './contestants.ts';
import type { Ready } from './race.ts';

/** GA and FGA from 0 to 1, patterns found and true, of one log or of their mean. */
export interface Score {
  readonly contestant: string;
  readonly log: string;
  readonly ga: number;
  readonly fga: number;
  readonly patterns: number;
  readonly truth: number;
}

const tool = join(import.meta.dirname, '../../../shared/tools/parsing-accuracy.mjs');
const groupsFolder = join(workFolder, 'groups');

export async function scoreGroups(
  ready: readonly Ready[],
): Promise<{ readonly scores: readonly Score[]; readonly missing: string | null }> {
  const logs = await listLogs(logsFolder);
  if (logs === null || !(await isThere(tool)))
    return { scores: [], missing: 'accuracy: skipped, the labelled logs or their tool are not here' };
  const scores: Score[] = [];
  for (const contestant of ready.filter(({ isMiner }) => isMiner)) {
    for (const { name, file } of logs) await groupLog(contestant, name, file);
    scores.push(
      ...(await score(
        contestant.name,
        logs.map(({ file }) => join(file, '..')),
      )),
    );
  }
  return { scores, missing: null };
}

async function groupLog({ name: contestant, start }: Ready, log: string, file: string): Promise<void> {
  await mkdir(join(groupsFolder, contestant), { recursive: true });
  const driver = start();
  await driver.group(file, groupsFile(contestant, log));
  await driver.stop();
}

/** The tool runs a command on each raw.log; this one prints what was grouped before. */
async function score(contestant: string, folders: readonly string[]): Promise<readonly Score[]> {
  const print = ['sh', '-c', 'cat "$0/$(basename "$(dirname "$1")").ids"', join(groupsFolder, contestant)];
  const { stdout } = await promisify(execFile)(process.execPath, [tool, ...folders, '--', ...print]);
  return [...stdout.matchAll(/^(\S+)\s+GA ([\d.]+)\s+FGA ([\d.]+)\s+patterns (\d+) of (\d+)$/gm)].map(([, log = '', ...numbers]) => {
    const [ga = 0, fga = 0, patterns = 0, truth = 0] = numbers.map(Number);
    return { contestant, log, ga, fga, patterns, truth };
  });
}

function groupsFile(contestant: string, log: string): string {
  return join(groupsFolder, contestant, `${log}.ids`);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
