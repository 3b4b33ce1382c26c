import type { KubeObject, WorkloadId } from '../../domain.ts';
import { listAt, textAt } from '../../evidence/field.ts';
import { containerStatuses } from '../../evidence/pod.ts';
import type { ClusterEvent, ClusterState } from '../cluster.ts';
import type { Check, Hypothesis } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';
import type { CauseLabel } from '../labels.ts';
import { eventsAbout, quote, waitingContainers } from '../replicas.ts';
import type { Waiting } from '../replicas.ts';

const pulling: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RegistryUnavailable',
]);

/** A container waits for its image: what the registry, the resolver or the kubelet answered tells why. */
export const image: Check = (cluster) =>
  cluster.workloads().flatMap((workload) => {
    const waiting = waitingContainers(cluster, workload).filter(({ reason }) => pulling.has(reason));
    for (const one of waiting) {
      const found = judge(cluster, workload, one);
      if (found.length > 0) return found;
    }
    return [];
  });

interface Answer {
  readonly cause: CauseLabel;
  readonly score: number;
  readonly reason: string;
}

function judge(cluster: ClusterState, workload: WorkloadId, waiting: Waiting): readonly Hypothesis[] {
  const { pod, container, reason, message } = waiting;
  const events = eventsAbout(cluster, pod);
  const failure = events.findLast((event) => event.reason === 'Failed' && /pull image|inspect image|image name/i.test(event.message));
  const reference = imageOf(pod, container);
  const unretrieved = events.findLast((event) => event.reason === 'FailedToRetrieveImagePullSecret');
  const answers = answersOf(`${failure?.message ?? ''} ${message}`, { cluster, pod, reference, reason, unretrieved });
  return answers.map((answer) => ({
    object: app(workload),
    cause: answer.cause,
    score: answer.score,
    reasons: [`${answer.reason} (${reference})`],
    against: [],
    confirm: answer.score < 0.8 ? `pulling ${reference} by hand` : null,
    evidence: [
      ...[failure, unretrieved].flatMap((event) => (event === undefined ? [] : [quote(event)])),
      { atMs: null, text: `container ${container} of pod ${pod.metadata.name} waits: ${reason} ${message}`.trim() },
    ],
    sinceAtMs: failure?.sinceAtMs ?? null,
    failing: true,
  }));
}

interface Circumstances {
  readonly cluster: ClusterState;
  readonly pod: KubeObject;
  readonly reference: string;
  readonly reason: string;
  readonly unretrieved: ClusterEvent | undefined;
}

/** The words of containerd, Docker and the registries' protocol. */
const unresolved = /no such host|server misbehaving|temporary failure in name resolution|lookup \S+.*(i\/o timeout|refused|no answer)/i;
const unauthorized = /failed to authorize|unauthorized|authentication required|no basic auth|credentials|\b401\b/i;
const denied = /\b403\b|forbidden|access denied|denied:|insufficient_scope/i;
const unknown = /not found|notfound|manifest unknown|name unknown|does not exist|invalid reference format|couldn't parse image/i;

function answersOf(text: string, circumstances: Circumstances): readonly Answer[] {
  const { reason, unretrieved } = circumstances;
  if (reason === 'InvalidImageName')
    return [{ cause: 'incorrect-image-reference', score: 0.97, reason: 'the reference is no valid image name' }];
  if (unresolved.test(text))
    return [{ cause: 'image-registry-dns-failure', score: 0.97, reason: 'the host name of its registry cannot be resolved' }];
  if (unauthorized.test(text))
    return [{ cause: 'missing-image-pull-secret', score: 0.95, reason: 'the registry asks for credentials that it does not get' }];
  if (denied.test(text)) return ofDenied(circumstances);
  if (unknown.test(text)) return [{ cause: 'incorrect-image-reference', score: 0.97, reason: 'the registry knows no such image' }];
  if (unretrieved !== undefined)
    return [{ cause: 'missing-image-pull-secret', score: 0.8, reason: 'a pull secret that it names does not exist' }];
  return [];
}

/** Many registries deny what they do not know, so that nobody can ask what exists: whether the repository works elsewhere decides. */
function ofDenied({ cluster, pod, reference, unretrieved }: Circumstances): readonly Answer[] {
  const named = listAt(pod, 'spec', 'imagePullSecrets').flatMap((one) => textAt(one, 'name') ?? []);
  const namespace = pod.metadata.namespace ?? 'default';
  const lacksSecret =
    unretrieved !== undefined || (cluster.knows('Secret') && named.some((name) => cluster.find('Secret', namespace, name) === null));
  const isKnown = isPublic(reference) || runsElsewhere(cluster, reference);
  const secret: Answer = {
    cause: 'missing-image-pull-secret',
    score: lacksSecret ? 0.95 : isKnown ? 0.5 : 0.75,
    reason: 'the registry denies the pull',
  };
  const incorrect: Answer = {
    cause: 'incorrect-image-reference',
    score: lacksSecret ? 0.4 : isKnown ? 0.9 : 0.55,
    reason: 'the registry denies this image of a repository that anybody may pull',
  };
  return [secret, incorrect];
}

/** Official images of Docker Hub, which are written without a registry and an owner. */
function isPublic(reference: string): boolean {
  const { repository } = partsOf(reference);
  return !repository.includes('/') || repository.startsWith('docker.io/library/');
}

/** Whether another container runs with another tag of the same repository. */
function runsElsewhere(cluster: ClusterState, reference: string): boolean {
  const { repository } = partsOf(reference);
  for (const pod of cluster.objects('Pod')) {
    const running = containerStatuses(pod).filter((status) => textAt(status, 'state', 'running', 'startedAt') !== undefined);
    if (running.some((status) => partsOf(imageOf(pod, textAt(status, 'name') ?? '')).repository === repository)) return true;
  }
  return false;
}

function partsOf(reference: string): { readonly repository: string } {
  const named = reference.split('@', 1)[0] ?? '';
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return { repository: colon < 0 ? named : named.slice(0, colon) };
}

function imageOf(pod: KubeObject, container: string): string {
  const all = [...listAt(pod, 'spec', 'containers'), ...listAt(pod, 'spec', 'initContainers')];
  return (
    textAt(
      all.find(({ name }) => name === container),
      'image',
    ) ?? `the image of container ${container}`
  );
}
