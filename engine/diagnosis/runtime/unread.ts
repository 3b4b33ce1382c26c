/** Hints where logs cannot be read: what the objects leave as the likeliest, said with little certainty and with what would settle it. */
import type { WorkloadId } from '../../domain.ts';
import { listAt, textAt } from '../../evidence/field.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { Alert, ClusterState } from '../cluster.ts';
import { containersOf, crashed, isAlive, namespaceOf } from '../containers.ts';
import { selectorOf } from '../demand.ts';
import type { Check, Hypothesis } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';
import { databaseOf, isServing } from './database-server.ts';

export const checkUnread: Check = (cluster) => [
  ...cluster.workloads().flatMap((workload) => endsUnread(workload, cluster)),
  ...writesFail(cluster),
];

/** A process that ends by itself soon after its start, takes a Secret and uses a database that serves: most often it is given what the database refuses. */
function endsUnread(workload: WorkloadId, cluster: ClusterState): readonly Hypothesis[] {
  const ended = cluster
    .pods(workload)
    .filter(isAlive)
    .flatMap((pod) => containersOf(pod).flatMap((container) => (crashed(container) && !container.ready ? [{ pod, container }] : [])))[0];
  if (ended === undefined || cluster.textsOf(workload).length > 0 || !takesSecret(cluster.podSpec(workload))) return [];
  const database = databaseOf(workload, [], cluster);
  if (database === null || !isServing(database, cluster)) return [];
  const { name } = ended.container;
  const common = {
    object: app(workload),
    reasons: [`container ${name} ends by itself, and takes its settings for ${parseWorkloadId(database).name} from a Secret`],
    against: ['its log is not read, so that anything else may end it'],
    confirm: `read the last lines of the instance before: kubectl logs --previous -c ${name}`,
    evidence: [
      {
        atMs: ended.container.ended?.atMs ?? null,
        text: `pod ${ended.pod.metadata.name}: container ${name} exited with ${ended.container.ended?.exitCode ?? ''}, restarted ${ended.container.restarts} times`,
      },
    ],
    failing: true,
  };
  return [
    { ...common, cause: 'mysql-invalid-credentials', score: 0.42 },
    { ...common, cause: 'mysql-invalid-port', score: 0.4 },
  ];
}

function takesSecret(podSpec: unknown): boolean {
  return listAt(podSpec, 'containers').some(
    (container) =>
      listAt(container, 'envFrom').some((from) => from['secretRef'] !== undefined) ||
      listAt(container, 'env').some((variable) => textAt(variable, 'valueFrom', 'secretKeyRef', 'name') !== undefined),
  );
}

/**
 * Requests that write fail in workloads that are well and reached, and all of them use one database: its pods are ready, so that it takes connections
 * and refuses what is written.
 */
function writesFail(cluster: ClusterState): readonly Hypothesis[] {
  const failing = cluster
    .alerts('failed-requests')
    .filter(({ summary }) => /\b(?:POST|PUT|PATCH|DELETE)\b/.test(summary) && /\b5\d\d\b/.test(summary));
  const failingWorkloads = [...new Set(failing.flatMap((alert) => workloadsNamed(alert, cluster)))];
  const unwell = cluster.workloads().some((workload) => !isWell(workload, cluster));
  if (failingWorkloads.length === 0 || unwell || cluster.workloads().some((workload) => cluster.textsOf(workload).length > 0)) return [];
  const [database, ...others] = new Set(failingWorkloads.flatMap((workload) => databaseOf(workload, [], cluster) ?? []));
  if (database === undefined || others.length > 0) return [];
  return [
    {
      object: app(database),
      cause: 'db-read-only',
      score: 0.4,
      reasons: [
        `requests that write fail in ${failingWorkloads.map((workload) => parseWorkloadId(workload).name).join(', ')}, which are well and all use it`,
      ],
      against: ['no log is read that says so'],
      confirm: 'ask the database whether it is read-only',
      evidence: failing.slice(0, 3).map(({ atMs, summary }) => ({ atMs, text: summary })),
      failing: true,
    },
  ];
}

function workloadsNamed({ workload: name }: Alert, cluster: ClusterState): readonly WorkloadId[] {
  if (name === null) return [];
  const services = [...cluster.objects('Service')].filter(({ metadata }) => metadata.name === name);
  const selected = services.flatMap((service) => cluster.selected(namespaceOf(service), selectorOf(service)));
  return [...new Set([...cluster.workloads().filter((workload) => parseWorkloadId(workload).name === name), ...selected])];
}

function isWell(workload: WorkloadId, cluster: ClusterState): boolean {
  return cluster
    .pods(workload)
    .filter(isAlive)
    .every((pod) => containersOf(pod).every(({ ready }) => ready));
}
