/** What is kept of a pod spec: what decides where it runs, what it mounts and what it talks to. Values that may be secrets are hashed. */
import type { Fields } from './field.ts';
import { fieldsAt, listAt, numberAt, textAt } from './field.ts';
import { hash64 } from '../math.ts';

const keptOfPodSpec = [
  'nodeName',
  'restartPolicy',
  'serviceAccountName',
  'nodeSelector',
  'affinity',
  'tolerations',
  'topologySpreadConstraints',
  'schedulerName',
  'hostNetwork',
  'dnsPolicy',
  'dnsConfig',
  'imagePullSecrets',
  'priorityClassName',
];
const keptOfContainer = ['name', 'image', 'imagePullPolicy', 'resources', 'ports', 'restartPolicy'];
/** Compared, never shown: a command line may carry a password. */
const hashedOfContainer = ['command', 'args'];
const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const keptOfProbe = ['initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'successThreshold', 'failureThreshold', 'tcpSocket', 'grpc'];
const keptOfSecurity = ['runAsUser', 'runAsGroup', 'runAsNonRoot', 'fsGroup', 'supplementalGroups', 'readOnlyRootFilesystem'];
const maxContainers = 50;
const maxVariables = 500;
const maxVolumes = 50;
/** Scheduling rules are short; whoever writes pages of them gets them hashed. */
const maxRuleLength = 4000;

type Redact = (text: string) => string;

/** The kept parts of a pod spec, or of any spec that has some of the same fields. */
export function slimPodSpec(spec: Fields, redact: Redact): Fields {
  const parts: Record<string, unknown> = {};
  for (const key of keptOfPodSpec) if (spec[key] !== undefined) parts[key] = bounded(spec[key]);
  for (const key of ['containers', 'initContainers'])
    if (spec[key] !== undefined)
      parts[key] = listAt(spec, key)
        .slice(0, maxContainers)
        .map((container) => slimContainer(container, redact));
  if (spec['volumes'] !== undefined) parts['volumes'] = listAt(spec, 'volumes').slice(0, maxVolumes).map(slimVolume);
  if (spec['securityContext'] !== undefined) parts['securityContext'] = pick(fieldsAt(spec, 'securityContext'), keptOfSecurity);
  return parts;
}

export function pick(fields: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(keys.filter((key) => fields[key] !== undefined).map((key) => [key, fields[key]]));
}

/** Equal for equal values; tells nothing else about them. */
export function digest(value: unknown): string {
  return `#${hash64(JSON.stringify(value) ?? '')}`;
}

/** The value itself where it is short enough, else its digest. */
export function bounded(value: unknown): unknown {
  return (JSON.stringify(value)?.length ?? 0) > maxRuleLength ? digest(value) : value;
}

function slimContainer(container: Fields, redact: Redact): Fields {
  const kept: Record<string, unknown> = { ...pick(container, keptOfContainer) };
  for (const key of hashedOfContainer) if (container[key] !== undefined) kept[key] = digest(container[key]);
  for (const key of probes) if (container[key] !== undefined) kept[key] = slimProbe(fieldsAt(container, key));
  const env = listAt(container, 'env').slice(0, maxVariables);
  if (env.length > 0) kept['env'] = env.map((variable) => slimVariable(variable, redact));
  if (container['envFrom'] !== undefined)
    kept['envFrom'] = listAt(container, 'envFrom')
      .slice(0, maxVolumes)
      .map((from) => pick(from, ['prefix', 'configMapRef', 'secretRef']));
  if (container['volumeMounts'] !== undefined)
    kept['volumeMounts'] = listAt(container, 'volumeMounts')
      .slice(0, maxVolumes)
      .map((mount) => pick(mount, ['name', 'mountPath', 'subPath', 'readOnly']));
  if (container['securityContext'] !== undefined) kept['securityContext'] = pick(fieldsAt(container, 'securityContext'), keptOfSecurity);
  return kept;
}

/** Headers and commands may carry a token; the path and the port are what the probe asks for. */
function slimProbe(probe: Fields): Fields {
  const http = fieldsAt(probe, 'httpGet');
  return {
    ...pick(probe, keptOfProbe),
    ...(probe['httpGet'] === undefined
      ? {}
      : {
          httpGet: {
            ...pick(http, ['port', 'scheme']),
            path: (textAt(http, 'path') ?? '/').split('?', 1)[0]?.slice(0, 200),
            ...(http['httpHeaders'] === undefined ? {} : { httpHeaders: digest(http['httpHeaders']) }),
          },
        }),
    ...(probe['exec'] === undefined ? {} : { exec: { command: digest(fieldsAt(probe, 'exec')['command']) } }),
  };
}

/** `value` is a digest. `address` is the value itself where it is nothing but a host, a port or both, perhaps as a URL. */
function slimVariable(variable: Fields, redact: Redact): Fields {
  const from = fieldsAt(variable, 'valueFrom');
  const name = textAt(variable, 'name') ?? '';
  const address = addressIn(name, textAt(variable, 'value') ?? '', redact);
  return {
    name: variable['name'],
    value: digest(variable),
    ...(address === null ? {} : { address }),
    ...(variable['valueFrom'] === undefined ? {} : { valueFrom: pick(from, ['secretKeyRef', 'configMapKeyRef', 'fieldRef']) }),
  };
}

const hostWithPort =
  /^(?:[a-z][a-z0-9+.:-]{0,20}:\/\/)?(?:[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?|\[[0-9a-f:]+\]):\d{1,5}(?:\/[^\s?#@]{0,200})?$/i;
const hostInUrl = /^[a-z][a-z0-9+.:-]{0,20}:\/\/[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?:\/[^\s?#@]{0,200})?$/i;
const hostAlone = /^[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$/i;
const portAlone = /^\d{1,5}$/;
const namesHost = /HOST|ADDR|SERVER|SERVICE|ENDPOINT|UPSTREAM|TARGET|BACKEND|URL|URI/i;

/** Null for what may be anything else: a bare word counts as a host, and a number as a port, only where the name of the variable says so. */
function addressIn(name: string, value: string, redact: Redact): string | null {
  const isAddress =
    hostWithPort.test(value) ||
    hostInUrl.test(value) ||
    (namesHost.test(name) && hostAlone.test(value)) ||
    (/PORT/i.test(name) && portAlone.test(value));
  // With its name before it, since that alone gives most secrets away.
  return isAddress && redact(`${name}=${value}`) === `${name}=${value}` ? value : null;
}

/** Which claim, Secret or ConfigMap; for any other volume its kind. */
function slimVolume(volume: Fields): Fields {
  const kept: Record<string, unknown> = { name: volume['name'] };
  for (const [kind, source] of Object.entries(volume)) {
    if (kind === 'name') continue;
    const fields = fieldsAt(source);
    kept[kind] = {
      ...pick(fields, [
        'claimName',
        'secretName',
        'name',
        'optional',
        'readOnly',
        'path',
        'type',
        'server',
        'driver',
        'medium',
        'sizeLimit',
      ]),
      ...(kind === 'projected' ? { sources: listAt(fields, 'sources').slice(0, maxVolumes).map(slimProjection) } : {}),
      digest: digest(source),
    };
  }
  return kept;
}

function slimProjection(source: Fields): Fields {
  return Object.fromEntries(Object.entries(source).map(([kind, projected]) => [kind, pick(fieldsAt(projected), ['name', 'optional'])]));
}

/** Seconds, with the default of Kubernetes where the probe leaves it out. */
export function probeNumber(probe: Fields, key: 'initialDelaySeconds' | 'periodSeconds' | 'timeoutSeconds' | 'failureThreshold'): number {
  return numberAt(probe, key) ?? probeDefaults[key];
}

const probeDefaults = { initialDelaySeconds: 0, periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 3 } as const;
