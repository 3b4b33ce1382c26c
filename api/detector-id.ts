import { z } from 'zod';

/**
 * Stands where a LogDetector's namespace does in the id of a ClusterLogDetector, which lies in none: `cluster:/platform`. No namespace can be
 * called so. In the administrator's lists of namespaces it means the ClusterLogDetectors.
 */
const clusterScope = 'cluster:';

/** `namespace/name` of a LogDetector, `cluster:/name` of a ClusterLogDetector. */
export const DetectorIdSchema = z
  .string()
  .regex(new RegExp(`^(${clusterScope}|[a-z0-9-]{1,63})/[a-z0-9.-]{1,253}$`), 'must be NAMESPACE/NAME');
