/** The object of a remedy in the cluster: read whole, tried dry, changed. What is refused becomes a sentence. */
import { fieldsAt } from '../../engine/index.ts';
import { KubeError, resources, type KubeClient, type Resource } from '../kube/client.ts';
import type { RemedyChange } from '../notify/notify.ts';
import { draftRemedy } from './draft.ts';
import { objectName, revisionKindOf, type Draft, type Wanted, type World } from './wanted.ts';

export type RemedyClient = Pick<KubeClient, 'get' | 'list' | 'patch'>;

/** `refused`: it cannot be done, and why; `unknown`: the API server did not answer, so that it may or may not be done. */
export type Outcome = { readonly type: 'done' } | { readonly type: 'refused' | 'unknown'; readonly sentence: string };

const fieldManager = 'logdetector-remediation';

/** The draft for the object as it is now; a text says why there is none. Throws a `KubeError` that is worth another attempt. */
export async function readDraft(client: RemedyClient, wanted: Wanted, signal: AbortSignal): Promise<Draft | string> {
  try {
    return draftRemedy(wanted, await readWorld(client, wanted, signal));
  } catch (error) {
    if (error instanceof KubeError && error.action === 'stall') return sentenceOf(error, wanted.change);
    throw error;
  }
}

export async function patch(
  client: RemedyClient,
  { change, operations }: Pick<Draft, 'change' | 'operations'>,
  { dryRun, signal }: { readonly dryRun: boolean; readonly signal: AbortSignal },
): Promise<Outcome> {
  const { namespace, name } = change;
  try {
    await client.patch(resourceOf(change), { name, ...(namespace === null ? {} : { namespace }) }, operations, {
      dryRun,
      fieldManager,
      signal,
    });
    return { type: 'done' };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    const isKnown = error.action === 'stall' || error.code === 'ApiConflict';
    return { type: isKnown ? 'refused' : 'unknown', sentence: sentenceOf(error, change) };
  }
}

async function readWorld(client: RemedyClient, { action, change }: Wanted, signal: AbortSignal): Promise<World> {
  const { namespace, name } = change;
  const object = await client.get(resourceOf(change), { name, ...(namespace === null ? {} : { namespace }) }, { signal });
  if (action !== 'undo-rollout' || namespace === null) return { object, revisions: [] };
  const kind = revisionKindOf(change);
  const labelSelector = Object.entries(fieldsAt(object, 'spec', 'selector', 'matchLabels'))
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
  const resource = kind === 'ReplicaSet' ? resources.replicasets : resources.controllerrevisions;
  const { items } = await client.list(resource, { namespace, labelSelector, limit: 500, signal });
  // A list says of what kind its items are only once.
  return { object: { ...object, kind: change.kind }, revisions: items.map((item) => ({ ...item, kind })) };
}

const resourceOfKind: Readonly<Record<RemedyChange['kind'], Resource>> = {
  Deployment: resources.deployments,
  StatefulSet: resources.statefulsets,
  DaemonSet: resources.daemonsets,
  Node: resources.nodes,
};

function resourceOf({ kind }: RemedyChange): Resource {
  return resourceOfKind[kind];
}

/** Whoever may not patch is told which value of the chart grants it. */
function sentenceOf(error: KubeError, change: RemedyChange): string {
  if (error.code === 'ApiForbidden')
    return `${error.message} The chart grants it with remediation.enabled and the action in remediation.actions.`;
  if (error.code === 'ApiNotFound') return `There is no ${objectName(change)} any more.`;
  return error.message;
}
