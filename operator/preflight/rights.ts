/** Whether the operator may do what it needs, asked of the API server with the operator's own account, and may not what nobody needs. */
import { evidenceSources } from '../evidence/sources.ts';
import { KubeError, nameOf, resources, type AccessQuestion, type KubeClient, type Resource } from '../kube/client.ts';

export interface Finding {
  readonly passed: boolean;
  /** Says what is so or, where it should not be, what to do. */
  readonly sentence: string;
}

export interface RightsOptions {
  readonly client: Pick<KubeClient, 'canI' | 'list' | 'version'>;
  /** Empty: all, by ClusterRoles. */
  readonly namespaces: readonly string[];
  /** Kinds that the administrator does not want watched. */
  readonly unwatched: ReadonlySet<string>;
  /** Where the operator runs. */
  readonly ownNamespace: string;
  readonly leaseName: string;
}

interface Need {
  readonly resource: Resource;
  readonly subresource?: string;
  readonly verbs: readonly string[];
  readonly lostWithout: string;
}

const watching = ['get', 'list', 'watch'];
const atOnce = 8;
const secrets: Resource = { group: '', version: 'v1', plural: 'secrets', kind: 'Secret', namespaced: true };

/** Every right of every namespace, in the order of the chart's roles. Rejects when the API server cannot be asked. */
export async function findRights(options: RightsOptions): Promise<readonly Finding[]> {
  const { client, namespaces } = options;
  const scopes = namespaces.length > 0 ? namespaces : [undefined];
  const served = await findResource(options);
  const needs = needsOf(options);
  const tasks = scopes.flatMap((namespace) => [
    ...needs.map((need) => () => judge(client, need, namespace)),
    ...forbidden.map((question) => () => refuse(client, question, namespace)),
  ]);
  const lease = { resource: resources.leases, verbs: ['get', 'update'], lostWithout: 'nothing works: nobody can lead' };
  return [
    { passed: true, sentence: `The API server answers (${await client.version()}).` },
    served,
    ...(await inTurns(tasks)),
    await judge(client, { ...lease, verbs: ['create'] }, options.ownNamespace),
    await judge(client, lease, options.ownNamespace, options.leaseName),
  ];
}

async function findResource({ client, namespaces }: RightsOptions): Promise<Finding> {
  try {
    await client.list(resources.logdetectors, { namespace: namespaces[0], limit: 1 });
    return { passed: true, sentence: 'LogDetectors are served.' };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const isMissing = error instanceof KubeError && error.code === 'ApiNotFound';
    return { passed: false, sentence: isMissing ? `${message} Apply crds/ of the repository, or set crds.install.` : message };
  }
}

function needsOf({ namespaces, unwatched }: RightsOptions): readonly Need[] {
  const ofCluster = namespaces.length === 0;
  const watched = evidenceSources
    .filter((source) => (ofCluster || !source.ofCluster) && !unwatched.has(source.kind))
    .flatMap(({ plural, group, lostWithout }) => {
      const resource = Object.values(resources).find((known) => known.plural === plural && known.group === group);
      return resource ? [{ resource, verbs: watching, lostWithout }] : [];
    });
  const silent = 'its own Events on LogDetectors';
  return [
    ...watched,
    { resource: resources.pods, subresource: 'log', verbs: ['get'], lostWithout: 'nothing works: no log can be read' },
    { resource: resources.events, verbs: ['create', 'patch'], lostWithout: silent },
    { resource: resources.podmetrics, verbs: ['list'], lostWithout: 'how near memory and CPU are to their limits' },
    { resource: resources.logdetectors, verbs: [...watching, 'patch'], lostWithout: 'nothing works: no LogDetector is seen' },
    { resource: resources.logdetectors, subresource: 'status', verbs: ['patch'], lostWithout: 'the status of LogDetectors' },
    ...(ofCluster ? needsOfCluster : []),
  ];
}

/** What Roles cannot grant. */
const needsOfCluster: readonly Need[] = [
  { resource: resources.namespaces, verbs: watching, lostWithout: 'which namespaces a ClusterLogDetector reads' },
  { resource: resources.clusterlogdetectors, verbs: [...watching, 'patch'], lostWithout: 'ClusterLogDetectors are not seen' },
  { resource: resources.clusterlogdetectors, subresource: 'status', verbs: ['patch'], lostWithout: 'the status of ClusterLogDetectors' },
];

async function judge(client: RightsOptions['client'], need: Need, namespace?: string, name?: string): Promise<Finding> {
  const { resource, subresource, verbs, lostWithout } = need;
  const answers = await Promise.all(verbs.map((verb) => client.canI({ verb, resource, subresource, namespace, name })));
  const missing = verbs.filter((_, index) => !answers[index]);
  const what = `${nameOf(resource, subresource)}${name === undefined ? '' : ` ${name}`} ${whereOf(namespace)}`;
  if (missing.length === 0) return { passed: true, sentence: `It may ${verbs.join(', ')} ${what}.` };
  return { passed: false, sentence: `It may not ${missing.join(', ')} ${what}; grant it. Without it is lost: ${lostWithout}.` };
}

/** Nobody's mistake in RBAC should make of the operator a way to others' keys. */
const forbidden: readonly AccessQuestion[] = [
  { verb: 'list', resource: secrets },
  { verb: 'create', resource: resources.pods, subresource: 'exec' },
];

async function refuse(client: RightsOptions['client'], question: AccessQuestion, namespace?: string): Promise<Finding> {
  const { verb, resource, subresource } = question;
  const what = `${verb} ${nameOf(resource, subresource)} ${whereOf(namespace)}`;
  const isAllowed = await client.canI({ ...question, namespace });
  if (!isAllowed) return { passed: true, sentence: `It may not ${what}, as it should be.` };
  return { passed: false, sentence: `It may ${what}, which it does not need; take it away from its ServiceAccount.` };
}

function whereOf(namespace: string | undefined): string {
  return namespace === undefined ? 'in all namespaces' : `in namespace ${namespace}`;
}

/** Some at a time, so that a hundred namespaces do not fall upon the API server at once. */
async function inTurns(tasks: readonly (() => Promise<Finding>)[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (let from = 0; from < tasks.length; from += atOnce) {
    findings.push(...(await Promise.all(tasks.slice(from, from + atOnce).map((task) => task()))));
  }
  return findings;
}
