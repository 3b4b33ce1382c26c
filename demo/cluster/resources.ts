/** What the simulated API serves: a table of built-in resources, and whatever CustomResourceDefinitions add. */
import { isObject, objectAt, objectsAt, textAt, valueAt } from './json.ts';
import type { JsonObject } from './json.ts';

export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** Has a `/status` subresource: the main path ignores changes of `status`. */
  readonly hasStatus: boolean;
  /** Set for custom resources: their structural schema and printer columns. */
  readonly custom?: { readonly schema: JsonObject; readonly columns: readonly JsonObject[] } | undefined;
}

export const groupVersionOf = (resource: Resource): string =>
  resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;

/** `group/version: plural Kind short,names [cluster] [status]`, one a line. */
const table = `
v1: namespaces Namespace ns cluster status
v1: nodes Node no cluster status
v1: pods Pod po status
v1: services Service svc status
v1: endpoints Endpoints ep
v1: configmaps ConfigMap cm
v1: secrets Secret -
v1: serviceaccounts ServiceAccount sa
v1: persistentvolumeclaims PersistentVolumeClaim pvc status
v1: persistentvolumes PersistentVolume pv cluster status
v1: resourcequotas ResourceQuota quota status
v1: limitranges LimitRange limits
v1: events Event ev
events.k8s.io/v1: events Event ev
apps/v1: deployments Deployment deploy status
apps/v1: replicasets ReplicaSet rs status
apps/v1: statefulsets StatefulSet sts status
apps/v1: daemonsets DaemonSet ds status
apps/v1: controllerrevisions ControllerRevision -
batch/v1: jobs Job - status
batch/v1: cronjobs CronJob cj status
autoscaling/v2: horizontalpodautoscalers HorizontalPodAutoscaler hpa status
coordination.k8s.io/v1: leases Lease -
discovery.k8s.io/v1: endpointslices EndpointSlice -
networking.k8s.io/v1: ingresses Ingress ing status
networking.k8s.io/v1: networkpolicies NetworkPolicy netpol
storage.k8s.io/v1: storageclasses StorageClass sc cluster
policy/v1: poddisruptionbudgets PodDisruptionBudget pdb status
rbac.authorization.k8s.io/v1: roles Role -
rbac.authorization.k8s.io/v1: rolebindings RoleBinding -
rbac.authorization.k8s.io/v1: clusterroles ClusterRole - cluster
rbac.authorization.k8s.io/v1: clusterrolebindings ClusterRoleBinding - cluster
apiextensions.k8s.io/v1: customresourcedefinitions CustomResourceDefinition crd,crds cluster status
metrics.k8s.io/v1beta1: pods PodMetrics -
metrics.k8s.io/v1beta1: nodes NodeMetrics - cluster
certificates.k8s.io/v1: certificatesigningrequests CertificateSigningRequest csr cluster status
authentication.k8s.io/v1: selfsubjectreviews SelfSubjectReview - cluster
authentication.k8s.io/v1: tokenreviews TokenReview - cluster
authorization.k8s.io/v1: selfsubjectaccessreviews SelfSubjectAccessReview - cluster
authorization.k8s.io/v1: subjectaccessreviews SubjectAccessReview - cluster
authorization.k8s.io/v1: localsubjectaccessreviews LocalSubjectAccessReview -
`;

export const builtIn: readonly Resource[] = table
  .trim()
  .split('\n')
  .map((row) => fromRow(row));

export const isReview = (resource: Resource): boolean => resource.kind.endsWith('Review');
export const isMetrics = (resource: Resource): boolean => resource.group === 'metrics.k8s.io';

/** A built-in resource by its plural; the first group that serves it. */
export function builtInResource(plural: string): Resource {
  const found = builtIn.find((one) => one.plural === plural);
  if (found === undefined) throw new Error(`No built-in resource is called ${plural}.`);
  return found;
}

/** Verbs as discovery names them. */
export function verbsOf(resource: Resource): string[] {
  if (isReview(resource)) return ['create'];
  if (isMetrics(resource)) return ['get', 'list'];
  return ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
}

/** The resources that a CustomResourceDefinition makes the API serve, one for each served version. */
export function customResources(definition: JsonObject): Resource[] {
  const names = objectAt(definition, 'spec', 'names');
  return objectsAt(definition, 'spec', 'versions')
    .filter((version) => version['served'] === true)
    .map((version) => ({
      group: textAt(definition, 'spec', 'group'),
      version: textAt(version, 'name'),
      plural: textAt(names, 'plural'),
      singular: textAt(names, 'singular') || textAt(names, 'kind').toLowerCase(),
      kind: textAt(names, 'kind'),
      namespaced: textAt(definition, 'spec', 'scope') === 'Namespaced',
      shortNames: texts(names['shortNames']),
      categories: texts(names['categories']),
      hasStatus: isObject(valueAt(version, 'subresources', 'status')),
      custom: { schema: objectAt(version, 'schema', 'openAPIV3Schema'), columns: objectsAt(version, 'additionalPrinterColumns') },
    }));
}

function fromRow(row: string): Resource {
  const [groupVersion = '', rest = ''] = row.split(': ');
  const [plural = '', kind = '', shortNames = '-', ...marks] = rest.split(' ');
  const [version = '', group = ''] = groupVersion.split('/').toReversed();
  return {
    group,
    version,
    plural,
    singular: kind.toLowerCase(),
    kind,
    namespaced: !marks.includes('cluster'),
    shortNames: shortNames === '-' ? [] : shortNames.split(','),
    categories: ['pods', 'services', 'deployments', 'replicasets', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'].includes(plural)
      ? ['all']
      : [],
    hasStatus: marks.includes('status'),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
