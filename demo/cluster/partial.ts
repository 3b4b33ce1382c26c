/** Objects cut down to their metadata, as `meta.k8s.io/v1` PartialObjectMetadata: https://kubernetes.io/docs/reference/using-api/api-concepts/ */
import type { JsonObject } from './json.ts';

const apiVersion = 'meta.k8s.io/v1';

/** Of the forms a client accepts the first that is served counts; `application/json` behind it is the way out of an older server. */
export const wantsMetadata = (accept: string): boolean => /as=PartialObjectMetadata(List)?(;|,|$)/.test(accept);

export function partialOf(object: JsonObject): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion, metadata: object['metadata'] };
}

export function partialListOf(objects: readonly JsonObject[], metadata: JsonObject): JsonObject {
  return { kind: 'PartialObjectMetadataList', apiVersion, metadata, items: objects.map(partialOf) };
}
