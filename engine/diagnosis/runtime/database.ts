/**
 * Databases that refuse, told by the errors of their clients and by their own words. Wrong credentials and a wrong port are the client's fault, since
 * others are served; a database without connections, or that takes no writes, is at fault itself.
 */
import type { WorkloadId } from '../../domain.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterState, ErrorText } from '../cluster.ts';
import { containersOf, crashed, isAlive, recentForMs } from '../containers.ts';
import type { Check, Hypothesis, HypothesisEvidence } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';
import type { DatabaseFault } from './database-error.ts';
import { addressesIn, databaseFaultIn } from './database-error.ts';
import { databaseNamedBy, databaseOf, isDatabase, isServing } from './database-server.ts';

interface Complaint {
  readonly workload: WorkloadId;
  readonly fault: DatabaseFault;
  readonly errors: readonly ErrorText[];
  readonly evidence: HypothesisEvidence;
}

export const checkDatabases: Check = (cluster) => {
  const complaints = cluster.workloads().flatMap((workload) => complaintsOf(workload, cluster));
  const clients = complaints.filter(({ workload }) => !isDatabase(workload, cluster));
  return [
    ...clients.flatMap((complaint) => clientFault(complaint, clients, cluster)),
    ...serverFaults('exhausted', complaints, cluster),
    ...serverFaults('read-only', complaints, cluster),
  ];
};

function complaintsOf(workload: WorkloadId, cluster: ClusterState): readonly Complaint[] {
  const byFault = new Map<DatabaseFault, ErrorText[]>();
  for (const error of [...cluster.errorsOf(workload), ...probeTexts(workload, cluster)]) {
    if (cluster.nowMs - error.lastAtMs > recentForMs) continue;
    const fault = faultOf(error);
    if (fault !== null) byFault.set(fault, [...(byFault.get(fault) ?? []), error]);
  }
  return [...byFault].map(([fault, errors]) => {
    const last = errors.reduce((newest, error) => (error.lastAtMs > newest.lastAtMs ? error : newest));
    const text = last.samples.findLast((sample) => databaseFaultIn(sample) === fault) ?? last.text;
    return { workload, fault, errors, evidence: { atMs: last.lastAtMs, text: `${parseWorkloadId(workload).name}: ${text.slice(0, 300)}` } };
  });
}

/** Databases are often probed by their own client, whose answer the kubelet repeats. */
function probeTexts(workload: WorkloadId, cluster: ClusterState): readonly ErrorText[] {
  return cluster
    .eventsOf(workload)
    .filter(({ reason }) => reason === 'Unhealthy')
    .map(({ message, count, sinceAtMs, atMs }) => ({
      text: message,
      level: 'error' as const,
      count,
      firstAtMs: sinceAtMs,
      lastAtMs: atMs,
      samples: [message],
    }));
}

function faultOf({ text, samples }: ErrorText): DatabaseFault | null {
  for (const sample of [...samples.toReversed(), text]) {
    const fault = databaseFaultIn(sample);
    if (fault !== null) return fault;
  }
  return null;
}

function clientFault(complaint: Complaint, clients: readonly Complaint[], cluster: ClusterState): readonly Hypothesis[] {
  const { workload, fault } = complaint;
  if (fault !== 'credentials' && fault !== 'unreachable') return [];
  const database = databaseOf(workload, complaint.errors, cluster);
  if (fault === 'unreachable' && isExplained(complaint, clients, database !== null && !isServing(database, cluster))) return [];
  const fails = isFailing(workload, cluster);
  const also = clients.filter((other) => other.fault === fault && other.workload !== workload && isFailing(other.workload, cluster)).length;
  const wrongPort = fault === 'unreachable' ? portNamed(complaint, database, cluster) : null;
  const sure = fault === 'credentials' || wrongPort !== null ? 0.93 : 0.82;
  return [
    {
      ...wordsFor[fault](database === null ? 'its database' : parseWorkloadId(database).name, wrongPort),
      object: app(workload),
      score: Math.max(0.2, (fails ? sure : 0.45) - 0.2 * Math.min(2, also)),
      against: also === 0 ? [] : [`${also} other workloads complain of the same`],
      evidence: [complaint.evidence],
      sinceAtMs: Math.min(...complaint.errors.map(({ firstAtMs }) => firstAtMs)),
      failing: fails,
    },
  ];
}

const wordsFor = {
  credentials: (database: string) => ({
    cause: 'mysql-invalid-credentials' as const,
    reasons: [`${database} refuses its user or password`],
    confirm: 'compare its Secret with the users of the database',
  }),
  unreachable: (database: string, wrongPort: string | null) => ({
    cause: 'mysql-invalid-port' as const,
    reasons: [`nothing answers where it looks for ${database}, which serves others`, ...(wrongPort === null ? [] : [wrongPort])],
    confirm: 'compare the port in its Secret or environment with that of the Service',
  }),
};

/** Whoever cannot resolve the name, or finds no free connection, is no witness against the port; nor is anybody while the database is down. */
function isExplained({ workload }: Complaint, clients: readonly Complaint[], isDown: boolean): boolean {
  return isDown || clients.some((other) => other.workload === workload && (other.fault === 'unresolved' || other.fault === 'exhausted'));
}

/** A port in the error that no Service of that name has. */
function portNamed({ errors }: Complaint, database: WorkloadId | null, cluster: ClusterState): string | null {
  if (database === null) return null;
  const { namespace } = parseWorkloadId(database);
  for (const { host, port } of errors.flatMap(({ samples }) => samples.flatMap(addressesIn))) {
    const service = cluster.find('Service', namespace, host.split('.', 1)[0] ?? host);
    const ports = service?.spec?.['ports'];
    if (Array.isArray(ports) && ports.length > 0 && !ports.some((entry: { readonly port?: unknown }) => entry.port === port))
      return `Service ${host} has no port ${port}`;
  }
  return null;
}

/** A container of it cannot stay up or get ready. */
function isFailing(workload: WorkloadId, cluster: ClusterState): boolean {
  return cluster
    .pods(workload)
    .filter(isAlive)
    .some((pod) =>
      containersOf(pod).some(
        (container) => !container.ready && (crashed(container) || container.restarts > 0 || container.runningSinceMs !== null),
      ),
    );
}

/** Nobody has named it. */
const sureOfShared = 0.75;

function serverFaults(fault: 'exhausted' | 'read-only', all: readonly Complaint[], cluster: ClusterState): readonly Hypothesis[] {
  const byServer = new Map<WorkloadId, Complaint[]>();
  const complaints = all.filter((other) => other.fault === fault);
  const { shared, serverOf } = serversOf(complaints, cluster);
  for (const complaint of complaints) {
    const server = serverOf(complaint);
    if (server !== null) byServer.set(server, [...(byServer.get(server) ?? []), complaint]);
  }
  return [...byServer].map(([server, told]) => {
    const itself = told.some(({ workload }) => workload === server);
    const clients = told.filter(({ workload }) => workload !== server);
    return {
      object: app(server),
      cause: fault === 'exhausted' ? 'db-connection-exhaustion' : 'db-read-only',
      score: server === shared && !itself ? sureOfShared : itself || clients.length > 1 ? 0.95 : 0.85,
      reasons: [
        fault === 'exhausted' ? 'it has no connection left to give' : 'it refuses writes',
        ...(clients.length === 0
          ? []
          : [
              `told by ${clients
                .map(({ workload }) => parseWorkloadId(workload).name)
                .slice(0, 5)
                .join(', ')}`,
            ]),
      ],
      against: [],
      confirm: fault === 'exhausted' ? 'compare its connections with its limit' : 'ask it whether it is read-only',
      evidence: told.map(({ evidence }) => evidence).slice(0, 5),
      sinceAtMs: Math.min(...told.flatMap(({ errors }) => errors.map(({ firstAtMs }) => firstAtMs))),
      failing: true,
    };
  });
}

/**
 * Whom each complaint is about. Where nobody is named, one store that all call is likelier than several that fail in the same way at once, whatever
 * store each of them has besides.
 */
function serversOf(
  complaints: readonly Complaint[],
  cluster: ClusterState,
): { readonly shared: WorkloadId | null; serverOf(this: void, complaint: Complaint): WorkloadId | null } {
  const named = new Map<Complaint, WorkloadId | null>();
  for (const complaint of complaints) {
    const { workload, errors } = complaint;
    const server = isDatabase(workload, cluster) ? workload : databaseNamedBy(workload, errors, cluster);
    if (server !== undefined) named.set(complaint, server);
  }
  const open = complaints.filter((complaint) => !named.has(complaint));
  const guesses = new Map(open.map((complaint) => [complaint, databaseOf(complaint.workload, complaint.errors, cluster)]));
  const isSplit = new Set(guesses.values()).size > 1;
  const ofAll = isSplit ? sharedStore(open, cluster) : null;
  const unknown = complaints.filter((complaint) => (named.get(complaint) ?? guesses.get(complaint) ?? null) === null);
  const shared = ofAll ?? sharedStore(unknown, cluster);
  const guessOf = (complaint: Complaint): WorkloadId | null => ofAll ?? guesses.get(complaint) ?? shared;
  return { shared, serverOf: (complaint) => named.get(complaint) ?? guessOf(complaint) };
}

/**
 * Not every store can be told by its image or port: what all who complain call, and that calls nobody itself; of several the one that serves nobody who
 * does not complain. Null for none or a choice.
 */
function sharedStore(complaints: readonly Complaint[], cluster: ClusterState): WorkloadId | null {
  const clients = complaints.map(({ workload }) => workload);
  const [first, ...others] = clients.map((client) => cluster.calleesOf(client));
  if (first === undefined || others.length === 0) return null;
  const shared = first.filter((callee) => others.every((callees) => callees.includes(callee)) && cluster.calleesOf(callee).length === 0);
  const left =
    shared.length === 1 ? shared : shared.filter((store) => cluster.callersOf(store).every((caller) => clients.includes(caller)));
  return left.length === 1 ? (left[0] ?? null) : null;
}
