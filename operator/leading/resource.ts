/** LogDetectors and ClusterLogDetectors as the API server has them. */
import { isOfCluster, type ClusterLogDetectorStatus, type LogDetector } from '../../api/resource.ts';
import { resources, type ApiObject, type KubeClient, type Resource } from '../kube/client.ts';

/** They mostly hold the whole object once more, as it was applied. */
export function withoutAnnotations({ metadata, ...object }: ApiObject): ApiObject {
  const { annotations: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}

export function asDetector(object: ApiObject): LogDetector {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API server holds it to the CRD, and the reconcile validates it again
  return object as LogDetector;
}

export async function writeStatus(
  client: KubeClient,
  detector: LogDetector,
  status: ClusterLogDetectorStatus,
  signal: AbortSignal,
): Promise<void> {
  const { namespace, name } = detector.metadata;
  const object = { apiVersion: detector.apiVersion, kind: detector.kind, metadata: { namespace, name }, status };
  await client.apply(resourceOf(detector), object, { fieldManager: 'logdetector', force: true, subresource: 'status', signal });
}

export function resourceOf(detector: LogDetector): Resource {
  return isOfCluster(detector) ? resources.clusterlogdetectors : resources.logdetectors;
}
