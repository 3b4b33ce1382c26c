/** What the API says about itself: versions, groups, resources, and as much OpenAPI as kubectl asks for. */
import type { JsonObject } from './json.ts';
import { groupVersionOf, isMetrics, isReview, verbsOf } from './resources.ts';
import type { Resource } from './resources.ts';

/** The answer to a discovery path, or null when the path is none. */
export function discover(pathname: string, resources: readonly Resource[]): JsonObject | null {
  const parts = pathname.split('/').filter((part) => part !== '');
  switch (parts[0]) {
    case 'version':
      return { major: '1', minor: '34', gitVersion: 'v1.34.0-simulated', gitTreeState: 'clean', platform: 'linux/amd64' };
    case 'api':
      return parts.length === 1
        ? { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }
        : resourceList(parts.slice(1), resources);
    case 'apis':
      return discoverGroups(parts.slice(1), resources);
    case 'openapi':
      return parts[1] === 'v3' ? openApi(parts.slice(2), resources) : null;
    case undefined:
    default:
      return null;
  }
}

function discoverGroups(parts: readonly string[], resources: readonly Resource[]): JsonObject | null {
  const groups = [...new Set(resources.map((resource) => resource.group))].filter((group) => group !== '');
  if (parts.length === 0) return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map((group) => apiGroup(group, resources)) };
  const [group = '', version] = parts;
  if (!groups.includes(group)) return null;
  return version === undefined ? { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group, resources) } : resourceList(parts, resources);
}

function apiGroup(group: string, resources: readonly Resource[]): JsonObject {
  const names = new Set(resources.filter((resource) => resource.group === group).map((resource) => resource.version));
  const versions = [...names].map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions, preferredVersion: versions[0] };
}

function resourceList(parts: readonly string[], all: readonly Resource[]): JsonObject | null {
  const groupVersion = parts.join('/');
  const resources = all.filter((resource) => groupVersionOf(resource) === groupVersion);
  if (resources.length === 0) return null;
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: resources.flatMap((resource) => described(resource)) };
}

function described(resource: Resource): JsonObject[] {
  const { plural, singular, namespaced, kind, shortNames, categories } = resource;
  const main = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: verbsOf(resource),
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
  };
  const part = (name: string, verbs: readonly string[]): JsonObject => ({
    name: `${plural}/${name}`,
    singularName: '',
    namespaced,
    kind,
    verbs,
  });
  return [
    main,
    ...(resource.hasStatus ? [part('status', ['get', 'patch', 'update'])] : []),
    ...(plural === 'pods' && !isMetrics(resource) ? [part('log', ['get'])] : []),
  ];
}

/** kubectl reads from it whether the server validates fields by itself, which needs one PATCH operation for each kind. */
function openApi(parts: readonly string[], all: readonly Resource[]): JsonObject | null {
  const served = all.filter((resource) => !isReview(resource) && !isMetrics(resource));
  if (parts.length === 0) {
    const names = [...new Set(served.map((resource) => prefix(resource)))];
    return { paths: Object.fromEntries(names.map((name) => [name, { serverRelativeURL: `/openapi/v3/${name}` }])) };
  }
  const own = served.filter((resource) => prefix(resource) === parts.join('/'));
  if (own.length === 0) return null;
  const paths = own.map((resource) => {
    const scope = resource.namespaced ? '/namespaces/{namespace}' : '';
    const { group, version, kind } = resource;
    const parameters = ['fieldManager', 'fieldValidation', 'dryRun', 'force'].map((name) => ({
      name,
      in: 'query',
      schema: { type: 'string' },
    }));
    const patch = {
      parameters,
      responses: {},
      'x-kubernetes-action': 'patch',
      'x-kubernetes-group-version-kind': { group, version, kind },
    };
    return [`/${prefix(resource)}${scope}/${resource.plural}/{name}`, { patch }];
  });
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.34.0' },
    paths: Object.fromEntries(paths),
    components: { schemas: {} },
  };
}

const prefix = (resource: Resource): string => (resource.group === '' ? `api/${resource.version}` : `apis/${groupVersionOf(resource)}`);
