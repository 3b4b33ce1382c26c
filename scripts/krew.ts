/**
 * `kubectl logbot` for krew: `node scripts/krew.ts --url URL` writes the archive that is to be put at URL, and the manifest with its checksum,
 * to `dist/krew`. One archive serves every system with Node.js, since nothing in it is compiled for one.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { build } from 'vite';
import { stringify } from 'yaml';

const root = join(import.meta.dirname, '..');
const out = join(root, 'dist/krew');
const plugin = join(out, 'plugin');
/** krew links to this file from a folder of its own. */
const launcher = `#!/bin/sh
exec node "$(dirname "$(readlink -f "$0")")/kubectl-logbot.mjs" "$@"
`;

const { values } = parseArgs({ options: { url: { type: 'string' } } });
const { name, version, license }: { name: string; version: string; license: string } = JSON.parse(
  await readFile(join(root, 'package.json'), 'utf8'),
);
const url = values.url;
if (url === undefined || !URL.canParse(url)) {
  process.stderr.write('Say where the archive will lie: node scripts/krew.ts --url https://HOST/kubectl-logbot.tar.gz\n');
  process.exitCode = 2;
} else {
  await bundle();
  await writeFile(join(out, 'logbot.yaml'), manifest(url, await pack()));
  process.stdout.write(`Wrote dist/krew/kubectl-logbot.tar.gz and dist/krew/logbot.yaml, for ${url}.\n`);
}

async function bundle(): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      outDir: plugin,
      target: 'node20',
      minify: false,
      rollupOptions: { input: { 'kubectl-logbot': join(root, 'cli/main.ts') }, output: { entryFileNames: '[name].mjs' } },
    },
  });
  await mkdir(plugin, { recursive: true });
  await writeFile(join(plugin, 'package.json'), `${JSON.stringify({ name, version, license, type: 'module' })}\n`);
  await writeFile(join(plugin, 'kubectl-logbot'), launcher);
  await chmod(join(plugin, 'kubectl-logbot'), 0o755);
  await cp(join(root, 'LICENSE'), join(plugin, 'LICENSE'));
}

/** The SHA-256 of the archive, which is the same whenever the sources are. */
async function pack(): Promise<string> {
  const archive = join(out, 'kubectl-logbot.tar.gz');
  const same = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--use-compress-program=gzip -n'];
  await promisify(execFile)('tar', [...same, '-cf', archive, '-C', plugin, '.']);
  return createHash('sha256')
    .update(await readFile(archive))
    .digest('hex');
}

/** https://krew.sigs.k8s.io/docs/developer-guide/plugin-manifest/ */
function manifest(uri: string, sha256: string): string {
  return stringify({
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name: 'logbot' },
    spec: {
      version: `v${version}`,
      homepage: new URL('.', uri).href,
      shortDescription: 'Ask LogDetector what broke and why',
      description:
        'Incidents with their causes, log patterns, coverage and models of a LogDetector, by the identity of your kubeconfig. Also reads log files without a cluster.\n',
      caveats: 'Needs Node.js 20 or later, and an operator that lets the command line in (docs/remote.md).\n',
      platforms: [
        {
          selector: { matchExpressions: [{ key: 'os', operator: 'In', values: ['linux', 'darwin'] }] },
          uri,
          sha256,
          bin: 'kubectl-logbot',
        },
      ],
    },
  });
}
