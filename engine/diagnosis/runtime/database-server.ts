/** Which workloads are databases, by what they declare, and which of them a workload uses. */
import type { WorkloadId } from '../../domain.ts';
import { listAt, textAt, timeAt } from '../../evidence/field.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterState, ErrorText } from '../cluster.ts';
import { containersOf, declaredPorts, isAlive } from '../containers.ts';
import { hostsNamedIn, namesAny, namesOf, selectorOf } from '../demand.ts';

/** Ports that IANA or the product gives to MySQL (and its X protocol), PostgreSQL, MongoDB, Redis, SQL Server, Oracle, Cassandra and CockroachDB. */
const databasePorts: ReadonlySet<number> = new Set([3306, 33_060, 5432, 27_017, 6379, 1433, 1521, 9042, 26_257]);
const databaseImage =
  /(?:^|[/_-])(?:mysql|mariadb|percona|postgres(?:ql)?|postgis|pgvector|timescaledb|cockroach|mongo(?:db)?|redis|valkey|keydb|mssql|sqlserver|oracle|cassandra|vitess|tidb)(?:[/:@_-]|$)/i;

export function isDatabase(workload: WorkloadId, cluster: ClusterState): boolean {
  const spec = cluster.podSpec(workload);
  if (declaredPorts(spec).some(({ port }) => databasePorts.has(port))) return true;
  return listAt(spec, 'containers').some((container) => databaseImage.test(textAt(container, 'image') ?? ''));
}

/**
 * The database that the errors name, or whoever else they name, since not all that store data can be told by image or port; else the only one that the workload calls; else the only one of its namespace that is not known to serve others
 * alone, or of these the only one that changed of late. Null where that leaves a choice.
 */
export function databaseOf(workload: WorkloadId, errors: readonly ErrorText[], cluster: ClusterState): WorkloadId | null {
  const { namespace } = parseWorkloadId(workload);
  const named = databaseNamedBy(workload, errors, cluster);
  if (named !== undefined) return named;
  const databases = databasesBut(workload, cluster);
  const called = databases.filter((database) => cluster.calleesOf(workload).includes(database));
  if (called.length > 0) return called.length === 1 ? (called[0] ?? null) : null;
  const near = databases.filter(
    (database) => parseWorkloadId(database).namespace === namespace && !servesOthers(database, workload, cluster),
  );
  return near.length > 1 ? changedLately(near, cluster) : (near[0] ?? null);
}

/** Who the errors name; null where they name several, undefined where they name nobody. */
export function databaseNamedBy(workload: WorkloadId, errors: readonly ErrorText[], cluster: ClusterState): WorkloadId | null | undefined {
  const named = databasesBut(workload, cluster).find((database) => errors.some((error) => namesAny(error, namesOf(database, cluster))));
  if (named !== undefined) return named;
  const [addressed, ...more] = addressedBy(errors, cluster).filter((other) => other !== workload);
  return more.length > 0 ? null : addressed;
}

function databasesBut(workload: WorkloadId, cluster: ClusterState): readonly WorkloadId[] {
  return cluster.workloads().filter((other) => other !== workload && isDatabase(other, cluster));
}

/** The workloads behind the hosts of the errors. */
function addressedBy(errors: readonly ErrorText[], cluster: ClusterState): readonly WorkloadId[] {
  const hosts = new Set(errors.flatMap(hostsNamedIn));
  const served = [...cluster.objects('Service')]
    .filter(({ metadata }) => hosts.has(metadata.name))
    .flatMap((service) => cluster.selected(service.metadata.namespace ?? 'default', selectorOf(service)));
  return [...new Set([...cluster.workloads().filter((other) => hosts.has(parseWorkloadId(other).name)), ...served])];
}

/** What changed explains what fails better than what has run for days. */
const latelyMs = 60 * 60_000;

/** The only one whose pods were started of late. */
function changedLately(databases: readonly WorkloadId[], cluster: ClusterState): WorkloadId | null {
  const lately = databases.filter((database) =>
    cluster.pods(database).some((pod) => cluster.nowMs - (timeAt(pod, 'status', 'startTime') ?? 0) <= latelyMs),
  );
  return lately.length === 1 ? (lately[0] ?? null) : null;
}

/** Others are known to call it, or it is called after one of them: `blog-db` is the database of `blog`. */
function servesOthers(database: WorkloadId, workload: WorkloadId, cluster: ClusterState): boolean {
  const { namespace, name } = parseWorkloadId(database);
  return (
    cluster.callersOf(database).length > 0 ||
    cluster.workloads().some((other) => {
      const owner = parseWorkloadId(other);
      return other !== database && other !== workload && owner.namespace === namespace && name.startsWith(owner.name);
    })
  );
}

/** At least one pod of it takes connections. */
export function isServing(workload: WorkloadId, cluster: ClusterState): boolean {
  return cluster
    .pods(workload)
    .filter(isAlive)
    .some((pod) => containersOf(pod).every(({ ready }) => ready));
}
