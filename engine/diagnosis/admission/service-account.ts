import type { WorkloadId } from '../../domain.ts';
import { textAt } from '../../evidence/field.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterEvent } from '../cluster.ts';
import type { Check, Hypothesis } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';
import { lacksPods, quote } from '../replicas.ts';

/** A pod template names a ServiceAccount that does not exist. At the first apply it often comes a moment after its workload, which heals itself. */
export const serviceAccount: Check = (cluster) =>
  cluster.workloads().flatMap((workload) => {
    const name = textAt(cluster.podSpec(workload), 'serviceAccountName') ?? 'default';
    const { namespace } = parseWorkloadId(workload);
    if (name === 'default' || cluster.find('ServiceAccount', namespace, name) !== null) return [];
    const refusals = cluster
      .eventsOf(workload)
      .filter(({ reason, message }) => reason === 'FailedCreate' && message.includes('service account') && message.includes(`"${name}"`));
    const isSure = cluster.knows('ServiceAccount');
    return (refusals.length > 0 || isSure) && lacksPods(cluster, workload) ? [hypothesis(workload, { name, refusals, isSure })] : [];
  });

interface Missing {
  readonly name: string;
  readonly refusals: readonly ClusterEvent[];
  /** ServiceAccounts are watched, so what is not there does not exist. */
  readonly isSure: boolean;
}

function hypothesis(workload: WorkloadId, { name, refusals, isSure }: Missing): Hypothesis {
  const { namespace } = parseWorkloadId(workload);
  const last = refusals.at(-1);
  return {
    object: app(workload),
    cause: 'missing-service-account',
    score: last === undefined ? 0.75 : isSure ? 0.97 : 0.9,
    reasons: [`its pods run as ServiceAccount ${name}, which namespace ${namespace} does not have`],
    against: [],
    confirm: isSure ? null : `the list of ServiceAccounts in namespace ${namespace}`,
    evidence: [last === undefined ? { atMs: null, text: `spec.template.spec.serviceAccountName is ${name}` } : quote(last)],
    sinceAtMs: refusals[0]?.sinceAtMs ?? null,
    failing: true,
  };
}
