/**
 * Runs one tier of tests with the parts it needs: `node scripts/tier.ts redis|browser|cluster|kind|faults|soak`; what follows goes to
 * vitest. On a machine without a part it says which one and ends well; in CI (`CI=true`), which installs the parts, a missing one is a failure. So is a
 * run in which no test ran.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareCluster, prepareFaults, prepareKind, prepareSoak } from './tier/cluster.ts';
import { execute } from './tier/execute.ts';
import { needing, type Preparation } from './tier/preparation.ts';

interface Tier {
  /** Name of the vitest project. */
  readonly project: string;
  readonly prepare: () => Promise<Preparation>;
  /** Test files that run at once; default one, as those of a tier share a server or a browser and some of them measure times. */
  readonly filesAtOnce?: number;
}

/** In a cluster each file has its namespaces; the one that takes minutes mostly waits. */
const clusterFilesAtOnce = 4;

const tiers: Readonly<Record<string, Tier>> = {
  redis: { project: 'redis', prepare: () => needing(['redis-server']) },
  browser: { project: 'browser', prepare: () => needing(['chromium']) },
  cluster: { project: 'cluster', prepare: prepareCluster, filesAtOnce: clusterFilesAtOnce },
  faults: { project: 'faults', prepare: prepareFaults },
  soak: { project: 'faults', prepare: prepareSoak },
  kind: { project: 'cluster', prepare: prepareKind, filesAtOnce: clusterFilesAtOnce },
};

const [name = '', ...more] = process.argv.slice(2);
const tier = tiers[name];
if (tier) {
  process.exitCode = await run(name, tier);
} else {
  process.stderr.write(`There is no tier "${name}"; choose one of ${Object.keys(tiers).join(', ')}.\n`);
  process.exitCode = 2;
}

async function run(title: string, chosen: Tier): Promise<number> {
  const prepared = await chosen.prepare();
  if ('missing' in prepared) {
    process.stdout.write(`skipped: needs ${prepared.missing}\n`);
    return process.env.CI === 'true' ? 1 : 0;
  }
  try {
    return await test(title, chosen, prepared.environment);
  } finally {
    await prepared.close();
  }
}

/** Runs the vitest project and prints the line that `.ci/run` sums: `redis: 12 passed, 0 failed`. */
async function test(title: string, { project, filesAtOnce = 1 }: Tier, environment: Readonly<Record<string, string>>): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'logdetector-tier-'));
  const report = join(folder, 'report.json');
  try {
    const args = [
      'run',
      '--project',
      project,
      ...(filesAtOnce === 1 ? ['--no-file-parallelism'] : [`--maxWorkers=${filesAtOnce}`]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...more,
    ];
    const code = await execute('vitest', args, environment);
    const result: { numPassedTests?: number; numFailedTests?: number } = JSON.parse(await readFile(report, 'utf8').catch(() => '{}'));
    const { numPassedTests: passed = 0, numFailedTests: failed = code === 0 ? 0 : 1 } = result;
    // What is asked for by a name that no test has would else end well.
    const isNothing = passed + failed === 0;
    if (isNothing) process.stderr.write(`${title}: no test ran; is there one of that name?\n`);
    process.stdout.write(`${title}: ${passed} passed, ${failed} failed\n`);
    return isNothing ? 1 : code;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
