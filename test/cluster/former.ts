/**
 * An installation as a former release left it, for what an upgrade must keep: its chart with a CRD that lacks fields of today, and its state on the volume
 * in the formats of that time. The image is today's, as there is no other without the history of the repository.
 */
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apply, command, kubectl } from './command.ts';
import { deploymentOf, type Image, type Installation } from './harness.ts';

const chart = join(import.meta.dirname, '../../charts/logdetector');
const crd = 'logdetectors.logdetector.dev';
/** Came to `spec` later than the rest. */
const laterField = 'slo';

/** Folder of the chart of before. */
export async function formerChart(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'logdetector-former-')), 'logdetector');
  await cp(chart, folder, { recursive: true });
  const change = async (file: string, into: (text: string) => string): Promise<void> =>
    await writeFile(join(folder, file), into(await readFile(join(folder, file), 'utf8')));
  await change('Chart.yaml', (text) => text.replaceAll(/^((?:appV|v)ersion:).*$/gm, '$1 0.0.9'));
  for (const file of ['crd.yaml', 'cluster-crd.yaml']) await change(join('templates', file), withoutLaterField);
  return folder;
}

/** Its block ends where a line is indented no deeper than its name. */
function withoutLaterField(text: string): string {
  const block = new RegExp(String.raw`^( +)${laterField}:\n(?:\1 +.*\n)+`, 'm');
  if (!block.test(text)) throw new Error(`The CRD of the chart has no field ${laterField}.`);
  return text.replace(block, '');
}

/** Whether the CRD in the cluster has what came later. */
export async function knowsLaterField(): Promise<boolean> {
  const path = '.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties';
  return laterField in JSON.parse(await kubectl(['get', 'crd', crd, '-o', `jsonpath={${path}}`]));
}

/** Test files that run beside this one bring today's CRD with them; takes it back to what the chart of before has brought. */
export async function bringBackFormerCrd(): Promise<void> {
  const path = `/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/${laterField}`;
  await command('kubectl', ['patch', 'crd', crd, '--type=json', '-p', JSON.stringify([{ op: 'remove', path }])]);
}

/** Ends the operator and rewrites what it has saved on the claim `data`; hands back the kind of every record that was rewritten. */
export async function leaveFormerState({ release, namespace }: Installation, image: Image): Promise<readonly string[]> {
  await kubectl(['scale', `deploy/${deploymentOf(release)}`, '-n', namespace, '--replicas=0']);
  await kubectl(['wait', 'pod', '-n', namespace, '-l', `app.kubernetes.io/instance=${release}`, '--for=delete', '--timeout=60s']);
  const pod = `pod/${rewriter}`;
  await kubectl(['delete', pod, '-n', namespace, '--ignore-not-found']);
  await apply(await rewriterOn(namespace, image));
  await kubectl(['wait', pod, '-n', namespace, '--for=jsonpath={.status.phase}=Succeeded', '--timeout=60s']).catch(
    async (cause: unknown) => {
      throw new Error(await kubectl(['logs', pod, '-n', namespace]), { cause });
    },
  );
  return JSON.parse(await kubectl(['logs', pod, '-n', namespace]));
}

const rewriter = 'rewrite-state';

async function rewriterOn(namespace: string, { repository, tag }: Image): Promise<object> {
  const program = (await readFile(join(import.meta.dirname, 'former/state.mjs'), 'utf8')).replaceAll("'../../../", "'/app/");
  const container = {
    name: 'rewrite',
    image: `${repository}:${tag}`,
    imagePullPolicy: 'IfNotPresent',
    args: ['--input-type=module', '--eval', program],
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
  };
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  const spec = { restartPolicy: 'Never', enableServiceLinks: false, containers: [container], volumes };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: rewriter, namespace }, spec };
}
