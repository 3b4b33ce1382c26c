/**
 * Writes everything that is generated, or with `--check` compares it: the CRD, its copy in the chart, the values, alerts and dashboard of
 * the chart, its objects for kustomize, and pages of the documentation. One source, generated rest.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { alertsYaml, runbooksPage } from './generate/alerts.ts';
import { chartReadme } from './generate/chart-readme.ts';
import { crdTemplate, crdYaml, definitions } from './generate/crd.ts';
import { commandsPage } from './generate/commands-page.ts';
import { dashboardJson } from './generate/dashboard.ts';
import { errorsPage } from './generate/errors-page.ts';
import { evidencePage } from './generate/evidence-page.ts';
import { kustomizeFiles } from './generate/kustomize.ts';
import { resourcePage } from './generate/resource-page.ts';
import { telemetryPage } from './generate/telemetry-page.ts';

const root = join(import.meta.dirname, '..');
const generated: Readonly<Record<string, () => string>> = {
  'crds/logdetector.dev_logdetectors.yaml': () => crdYaml(definitions.namespaced),
  'crds/logdetector.dev_clusterlogdetectors.yaml': () => crdYaml(definitions.cluster),
  'charts/logdetector/templates/crd.yaml': () => crdTemplate(definitions.namespaced),
  'charts/logdetector/templates/cluster-crd.yaml': () => crdTemplate(definitions.cluster),
  'charts/logdetector/README.md': chartReadme,
  'charts/logdetector/alerts.yaml': alertsYaml,
  'charts/logdetector/dashboard.json': dashboardJson,
  'docs/commands.md': commandsPage,
  'docs/logdetector.md': resourcePage,
  'docs/errors.md': errorsPage,
  'docs/evidence.md': evidencePage,
  'docs/runbooks.md': runbooksPage,
  'docs/telemetry.md': telemetryPage,
};

const isCheck = process.argv.includes('--check');
const stale: string[] = [];
let count = 0;
for (const [path, content] of Object.entries(generated)) await write(path, content());
// After the chart's own files, of which it is rendered.
const manifests = await kustomizeFiles();
if (manifests === null) process.stdout.write('deploy/kustomize skipped: needs helm\n');
for (const [path, content] of Object.entries(manifests ?? {})) await write(path, content);

if (isCheck && stale.length > 0) {
  process.stderr.write(`Out of date: ${stale.join(', ')}. Run npm run generate and commit the result.\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(stale.length > 0 ? `Wrote ${stale.join(', ')}.\n` : `All ${count} generated files are up to date.\n`);
}

async function write(path: string, text: string): Promise<void> {
  count += 1;
  const file = join(root, path);
  const present = await readFile(file, 'utf8').catch(() => null);
  if (present === text) return;
  stale.push(path);
  if (isCheck) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
