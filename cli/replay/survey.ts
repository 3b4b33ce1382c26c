import { resolveOwner } from '../../engine/index.ts';
import type { KubeObject, WorkloadRef } from '../../engine/index.ts';
import { InputError } from '../input.ts';
import type { InputStreams } from '../input.ts';
import { glanceRecording } from './recording.ts';

/** What must be known of a whole recording before its first line is played: whose pods they are may be said last. */
export interface Survey {
  readonly fromAtMs: number;
  readonly toAtMs: number;
  /** The workload of a log line. */
  workloadOf(namespace: string, workload: string, pod: string | null): WorkloadRef;
}

const ownerKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'ReplicaSet'];

/** Reads the recording once. Throws an `InputError` when it holds nothing, or is to be read from standard input, which cannot be read twice. */
export async function surveyOf(file: string, streams: InputStreams): Promise<Survey> {
  if (file === '-') throw new InputError('a recording is read twice; write it to a file and name that');
  const objects = new Map<string, KubeObject>();
  let fromAtMs = Number.POSITIVE_INFINITY;
  let toAtMs = Number.NEGATIVE_INFINITY;
  await glanceRecording(file, streams, (recorded) => {
    fromAtMs = Math.min(fromAtMs, recorded.atMs);
    toAtMs = Math.max(toAtMs, recorded.atMs);
    if (recorded.type !== 'object') return;
    const { kind, metadata } = recorded.object;
    if (kind === 'Pod' || ownerKinds.includes(kind))
      objects.set(keyOf(kind, metadata.namespace ?? 'default', metadata.name), recorded.object);
  });
  if (toAtMs < fromAtMs) throw new InputError(`${file} holds no line of a recording`);
  return { fromAtMs, toAtMs, workloadOf: (namespace, workload, pod) => findWorkload(objects, { namespace, workload, pod }) };
}

/** By the pod's owner where it was recorded, else by an object of that name; where none was, its kind is `workload`. */
function findWorkload(
  objects: ReadonlyMap<string, KubeObject>,
  { namespace, workload, pod }: { readonly namespace: string; readonly workload: string; readonly pod: string | null },
): WorkloadRef {
  const object = pod === null ? undefined : objects.get(keyOf('Pod', namespace, pod));
  const lookup = (kind: string, at: string, name: string): KubeObject | null => objects.get(keyOf(kind, at, name)) ?? null;
  if (object !== undefined) return resolveOwner(object, lookup);
  const kind = ownerKinds.find((candidate) => objects.has(keyOf(candidate, namespace, workload)));
  return { namespace, kind: kind ?? 'workload', name: workload };
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}
