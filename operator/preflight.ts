/**
 * What `helm test` runs: `preflight.ts rights` asks the API server what the operator's account may do, `preflight.ts replicas HOST PORT
 * COUNT` asks all replicas behind a headless Service. One line a finding; the exit code is 1 when one is not as it should be.
 */
import { lookup } from 'node:dns/promises';
import { OperatorError } from './errors.ts';
import { openKubeClient } from './kube/client.ts';
import { readOptions } from './options.ts';
import { pause } from './pause.ts';
import { findReplicas } from './preflight/replicas.ts';
import { findRights, type Finding } from './preflight/rights.ts';

const [task, host = '', port = '8081', expected = '1'] = process.argv.slice(2);

try {
  const findings = task === 'rights' ? await rights() : await replicas();
  for (const { passed, sentence } of findings) process.stdout.write(`${passed ? 'ok    ' : 'FAILED'} ${sentence}\n`);
  process.exitCode = findings.every(({ passed }) => passed) ? 0 : 1;
} catch (error) {
  process.stdout.write(`FAILED ${error instanceof OperatorError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function rights(): Promise<readonly Finding[]> {
  const { watchNamespaces: namespaces, unwatched, podNamespace: ownNamespace, leaseName } = readOptions(process.env);
  const client = openKubeClient({ userAgent: 'logdetector/preflight' });
  try {
    return await findRights({ client, namespaces, unwatched, ownNamespace, leaseName });
  } finally {
    await client.close();
  }
}

function replicas(): Promise<readonly Finding[]> {
  return findReplicas({ find: addresses, expected: Number(expected), pause: (forMs) => pause(forMs, new AbortController().signal) });
}

/** The name of a headless Service stands for the addresses of all its pods; where each has two, they are asked by the first family. */
async function addresses(): Promise<readonly string[]> {
  const found = await lookup(host, { all: true });
  const same = found.filter(({ family }) => family === found[0]?.family);
  return same.map(({ address, family }) => `http://${family === 6 ? `[${address}]` : address}:${port}`);
}
