import type { WorkloadId } from '../../domain.ts';
import { listAt, textAt } from '../../evidence/field.ts';
import type { ClusterState, ErrorText } from '../cluster.ts';
import type { Check } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';
import { eventsAbout, livePods, quote, waitingContainers } from '../replicas.ts';

/** What the kernel answers, in the words of every libc: EACCES, EPERM and EROFS. */
const refused = /permission denied|operation not permitted|read-only file system|\bEACCES\b|\bEPERM\b|\bEROFS\b|AccessDeniedException/i;
/** Where a file is what was refused: a path, or what is done to one. */
const aboutFile = /\/|file|director|folder|path|volume|open|read|write|mkdir|chown|chmod|touch|create|lock|\.\w{2,4}\b/i;

/** A container that mounts a volume keeps ending, and what it or the kubelet says last is that the kernel refused it a file. */
export const volumePermission: Check = (cluster) =>
  cluster.workloads().flatMap((workload) => {
    const mounts = mountedVolumes(cluster, workload);
    if (mounts.length === 0) return [];
    const failed = livePods(cluster, workload)
      .flatMap((pod) => eventsAbout(cluster, pod))
      .findLast(({ reason, message }) => (reason === 'FailedMount' || reason === 'Failed') && refused.test(message));
    const crashing = waitingContainers(cluster, workload).some(
      ({ reason }) => reason === 'CrashLoopBackOff' || reason === 'RunContainerError',
    );
    const line = crashing ? lineOf(cluster.textsOf(workload)) : undefined;
    if (failed === undefined && line === undefined) return [];
    return [
      {
        object: app(workload),
        cause: 'volume-mount-permission-denied' as const,
        score: 0.93,
        reasons: [`it mounts ${mounts.join(', ')} and is refused a file`],
        against: [],
        confirm: 'the owner and mode of the mounted directory, against runAsUser and fsGroup of the pod',
        evidence: [
          ...(failed === undefined ? [] : [quote(failed)]),
          ...(line === undefined ? [] : [{ atMs: line.lastAtMs, text: line.samples.at(-1) ?? line.text }]),
        ],
        sinceAtMs: line?.firstAtMs ?? failed?.sinceAtMs ?? null,
        failing: true,
      },
    ];
  });

/** Volumes with data of its own; tokens, Secrets, ConfigMaps and the pod's own fields are readable to it by design. */
function mountedVolumes(cluster: ClusterState, workload: WorkloadId): readonly string[] {
  const spec = cluster.podSpec(workload);
  const mounted = new Set(
    listAt(spec, 'containers').flatMap((container) => listAt(container, 'volumeMounts').flatMap((mount) => textAt(mount, 'name') ?? [])),
  );
  return listAt(spec, 'volumes').flatMap((volume) => {
    const name = textAt(volume, 'name') ?? '';
    const holdsData = ['persistentVolumeClaim', 'hostPath', 'emptyDir', 'nfs', 'csi', 'ephemeral'].some(
      (kind) => volume[kind] !== undefined,
    );
    return holdsData && mounted.has(name) ? [name] : [];
  });
}

/** The newest pattern that says so. */
function lineOf(texts: readonly ErrorText[]): ErrorText | undefined {
  return texts.findLast(({ text, samples }) => [...samples, text].some((one) => refused.test(one) && aboutFile.test(one)));
}
