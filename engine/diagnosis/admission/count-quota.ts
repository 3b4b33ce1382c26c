import type { WorkloadId } from '../../domain.ts';
import { fieldsAt, listAt } from '../../evidence/field.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterState } from '../cluster.ts';
import type { Check } from '../hypothesis.ts';
import { namespace as namespaceObject } from '../hypothesis.ts';
import { appName } from '../picture.ts';
import { isUsedUp, quotaLines } from './quota.ts';

const isServices = (resource: string) => resource === 'services' || resource === 'count/services';

/** Every Service that the quota allows exists, and a workload that others call has none: its Service was refused. */
export const countQuota: Check = (cluster) =>
  quotaLines(cluster)
    .filter((line) => isServices(line.resource) && isUsedUp(line))
    .flatMap((line) => {
      const without = cluster.workloads().filter((workload) => lacksService(cluster, workload, line.namespace));
      const missed = without.filter((workload) => cluster.callersOf(workload).length > 0 || complaintOf(cluster, workload) !== null);
      const [first] = missed;
      if (first === undefined) return [];
      const complaint = complaintOf(cluster, first);
      return [
        {
          object: namespaceObject(line.namespace),
          cause: 'namespace-service-quota-exceeded' as const,
          score: complaint === null ? 0.85 : 0.95,
          reasons: [`${appName(cluster, first)} has no Service, and the quota of the namespace allows no further one`],
          against: [],
          confirm: 'applying the Service again, which tells why it is refused',
          evidence: [
            { atMs: null, text: line.text },
            ...(complaint === null ? [{ atMs: null, text: `no Service selects the pods of ${parseWorkloadId(first).name}` }] : [complaint]),
          ],
          sinceAtMs: null,
          failing: true,
          affects: missed,
        },
      ];
    });

/** It listens, and no Service of its namespace selects it or bears its name. */
function lacksService(cluster: ClusterState, workload: WorkloadId, namespace: string): boolean {
  const ref = parseWorkloadId(workload);
  const listens = listAt(cluster.podSpec(workload), 'containers').some((container) => listAt(container, 'ports').length > 0);
  if (ref.namespace !== namespace || !listens || cluster.find('Service', namespace, ref.name) !== null) return false;
  return ![...cluster.objects('Service')].some(
    (service) =>
      service.metadata.namespace === namespace && cluster.selected(namespace, fieldsAt(service, 'spec', 'selector')).includes(workload),
  );
}

function complaintOf(cluster: ClusterState, workload: WorkloadId): { readonly atMs: number; readonly text: string } | null {
  const called = [appName(cluster, workload), parseWorkloadId(workload).name];
  const failed = cluster
    .alerts('probe')
    .findLast(({ workload: name, severity }) => severity !== 'info' && name !== null && called.includes(name));
  return failed === undefined ? null : { atMs: failed.atMs, text: failed.summary };
}
