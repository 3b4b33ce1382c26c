/** Which ConfigMaps the pods of a workload read. */
import { fieldsAt, listAt, textAt } from './field.ts';

/** What of a ConfigMap is read: one key of it, or null for all. */
export interface ConfigMapUse {
  readonly name: string;
  readonly key: string | null;
}

const maxUses = 64;

/** Through variables, by key or as a whole, and through volumes. */
export function configMapsOf(podSpec: unknown): readonly ConfigMapUse[] {
  const containers = [...listAt(podSpec, 'containers'), ...listAt(podSpec, 'initContainers')];
  const volumes = listAt(podSpec, 'volumes').flatMap((volume) => [
    fieldsAt(volume, 'configMap'),
    ...listAt(volume, 'projected', 'sources').map((source) => fieldsAt(source, 'configMap')),
  ]);
  const wholes = containers.flatMap((container) => listAt(container, 'envFrom')).map((from) => fieldsAt(from, 'configMapRef'));
  const keys = containers.flatMap((container) => listAt(container, 'env')).map((env) => fieldsAt(env, 'valueFrom', 'configMapKeyRef'));
  return [
    ...keys.map((from) => ({ name: textAt(from, 'name'), key: textAt(from, 'key') ?? null })),
    ...[...wholes, ...volumes].map((from) => ({ name: textAt(from, 'name'), key: null })),
  ]
    .flatMap(({ name, key }) => (name === undefined ? [] : [{ name, key }]))
    .slice(0, maxUses);
}
