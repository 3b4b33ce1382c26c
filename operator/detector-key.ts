/** Of what lies in none; `api/detector-id.ts` has it too. */
export const noNamespace = 'cluster:';

/**
 * A LogDetector is called `namespace/name` throughout the operator: in the keys of the store, in the queue, in the API. A ClusterLogDetector is
 * called `cluster:/name`, which no namespace can be.
 */
export function detectorKey({
  metadata,
}: {
  readonly metadata: { readonly namespace?: string | undefined; readonly name: string };
}): string {
  return `${metadata.namespace ?? noNamespace}/${metadata.name}`;
}

/** Neither part can hold a slash, so the first one divides them. */
export function splitDetectorKey(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

export function namespaceOf(key: string): string {
  return splitDetectorKey(key).namespace;
}

/** Whether it is a ClusterLogDetector's. */
export function isClusterKey(key: string): boolean {
  return namespaceOf(key) === noNamespace;
}
