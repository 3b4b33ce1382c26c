/** What is kept of a pod's probes, volumes, mounts and tolerations. Pure. */
import { fieldsAt, listAt, textAt } from '../../engine/index.ts';
import { digest, pick, type Fields } from './kept.ts';

const timing = ['initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'failureThreshold', 'successThreshold'];
/** Put on every pod by the admission of the API server. */
const addedTolerations = /^node\.kubernetes\.io\/(not-ready|unreachable)$/;

/** Where it asks and how patiently; a header or a command may hold a password. */
export function probeOf(probe: Fields): Fields {
  const http = fieldsAt(probe, 'httpGet');
  const headers = http['httpHeaders'] === undefined ? {} : { httpHeaders: digest(http['httpHeaders']) };
  return {
    ...pick(probe, [...timing, 'tcpSocket', 'grpc']),
    ...(probe['httpGet'] === undefined ? {} : { httpGet: { ...pick(http, ['port', 'scheme', 'host']), ...pathOf(http), ...headers } }),
    ...(probe['exec'] === undefined ? {} : { exec: { command: digest(fieldsAt(probe, 'exec')['command']) } }),
  };
}

function pathOf(http: Fields): Fields {
  const path = textAt(http, 'path');
  return path === undefined ? {} : { path: path.split('?', 1)[0] };
}

/** Which claim, ConfigMap, Secret or path each volume is. The token that every pod gets is left out. */
export function volumesOf(spec: Fields): Fields {
  return named('volumes', listAt(spec, 'volumes'));
}

export function mountsOf(container: Fields): Fields {
  return named('volumeMounts', listAt(container, 'volumeMounts'));
}

/** Who a process is, and whether it may write: what decides about permissions on volumes. */
export function securityOf(container: Fields): Fields {
  const kept = pick(fieldsAt(container, 'securityContext'), [
    'runAsUser',
    'runAsGroup',
    'runAsNonRoot',
    'readOnlyRootFilesystem',
    'privileged',
  ]);
  return Object.keys(kept).length === 0 ? {} : { securityContext: kept };
}

export function tolerationsOf(spec: Fields): Fields {
  const own = listAt(spec, 'tolerations').filter((toleration) => !addedTolerations.test(textAt(toleration, 'key') ?? ''));
  return own.length === 0 ? {} : { tolerations: own };
}

function named(key: string, list: readonly Fields[]): Fields {
  const kept = list.filter((one) => textAt(one, 'name')?.startsWith('kube-api-access') !== true);
  return kept.length === 0 ? {} : { [key]: kept };
}
