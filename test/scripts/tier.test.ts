import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const script = join(import.meta.dirname, '../../scripts/tier.ts');

/** On a machine that has nothing installed. */
function tier(name: string, environment: Readonly<Record<string, string>> = {}): { code: number | null; output: string } {
  const env = { PATH: '/nowhere', HOME: '/nowhere', CLUSTER_HOME: '/nowhere', ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, name], { encoding: 'utf8', env });
  return { code: status, output: stdout + stderr };
}

test.each([
  ['redis', 'skipped: needs redis-server\n'],
  ['browser', 'skipped: needs chromium\n'],
  ['faults', 'skipped: needs redis-server'],
  ['soak', 'skipped: needs redis-server'],
  ['kind', 'skipped: needs docker and kind and kubectl and helm\n'],
])('the tier %s is skipped without its parts, and says which', (name, output) => {
  expect(tier(name)).toEqual({ code: 0, output: expect.stringContaining(output) as unknown });
});

test('a missing part is a failure in CI', () => {
  expect(tier('redis', { CI: 'true' })).toEqual({ code: 1, output: 'skipped: needs redis-server\n' });
});

test('a cluster without kubectl is no cluster', () => {
  expect(tier('cluster', { KUBECONFIG: '/nowhere/kubeconfig' }).output).toBe('skipped: needs kubectl and helm\n');
});

test('an unknown tier is answered with those there are', () => {
  expect(tier('unknown')).toEqual({
    code: 2,
    output: 'There is no tier "unknown"; choose one of redis, browser, cluster, faults, soak, kind.\n',
  });
});
