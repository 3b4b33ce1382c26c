import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Counts the files of the Kubernetes client's generated API that the import of ours brings along. */
const program = `
  import { registerHooks } from 'node:module';
  let generated = 0;
  registerHooks({ load(url, context, next) { if (url.includes('/client-node/dist/gen/models/')) generated += 1; return next(url, context); } });
  const { KubeConfig } = await import(${JSON.stringify(new URL('../../../operator/kube/configuration.ts', import.meta.url).href)});
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: 'c', server: 'https://api.example' }, { name: 'u' });
  console.log(JSON.stringify([config.getCurrentCluster().server, generated]));
`;

test('a kubeconfig is read without the generated API of the client, which holds tens of megabytes', { timeout: 60_000 }, () => {
  const told = execFileSync(process.execPath, ['--input-type=module', '--disable-warning=ExperimentalWarning', '-e', program], {
    encoding: 'utf8',
  });
  expect(JSON.parse(told)).toEqual(['https://api.example', 0]);
});
