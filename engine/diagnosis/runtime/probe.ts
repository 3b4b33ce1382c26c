/**
 * Probes that can never pass although the container is well: a port where nothing listens, a protocol that the port does not speak, or no time to
 * start. A probe that fails because the program fails is left to others.
 */
import type { KubeObject, WorkloadId } from '../../domain.ts';
import type { Fields } from '../../evidence/field.ts';
import { fieldsAt } from '../../evidence/field.ts';
import { probeNumber } from '../../evidence/pod-spec.ts';
import type { ClusterEvent, ClusterState } from '../cluster.ts';
import type { Container } from '../containers.ts';
import { containersOf, crashed, isAlive, namespaceOf, recentForMs } from '../containers.ts';
import type { Check, Hypothesis } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';
import type { ProbeTarget } from './probe-target.ts';
import { listeningPorts, targetOf } from './probe-target.ts';

type Purpose = 'liveness' | 'readiness';

interface FailingProbe {
  readonly workload: WorkloadId;
  readonly pod: KubeObject;
  readonly container: Container;
  readonly purpose: Purpose;
  readonly probe: Fields;
  readonly failures: readonly ClusterEvent[];
}

interface Finding {
  readonly fault: 'port' | 'protocol' | 'timing';
  readonly score: number;
  readonly sentence: string;
}

export const checkProbes: Check = (cluster) =>
  cluster.workloads().flatMap((workload) =>
    cluster
      .pods(workload)
      .filter(isAlive)
      .flatMap((pod) => failingProbes(workload, pod, cluster))
      .flatMap((failing) => {
        const finding = judge(failing, cluster);
        return finding === null ? [] : [hypothesisOf(failing, finding)];
      }),
  );

/** A startup probe restarts its container as a liveness probe does. */
const probesOf: Readonly<Record<Purpose, readonly { readonly field: string; readonly called: string }[]>> = {
  liveness: [
    { field: 'livenessProbe', called: 'Liveness' },
    { field: 'startupProbe', called: 'Startup' },
  ],
  readiness: [{ field: 'readinessProbe', called: 'Readiness' }],
};

function failingProbes(workload: WorkloadId, pod: KubeObject, cluster: ClusterState): readonly FailingProbe[] {
  const events = cluster.events('Pod', namespaceOf(pod), pod.metadata.name).filter(({ atMs }) => cluster.nowMs - atMs <= recentForMs);
  return containersOf(pod).flatMap((container) =>
    (['liveness', 'readiness'] as const).flatMap((purpose) =>
      probesOf[purpose].flatMap(({ field, called }) => {
        const probe = fieldsAt(container.spec, field);
        const failures = events.filter(({ reason, message }) => reason === 'Unhealthy' && message.startsWith(`${called} probe`));
        if (container.spec[field] === undefined || failures.length === 0) return [];
        const failing = { workload, pod, container, purpose, probe, failures };
        const harmed = purpose === 'liveness' ? isRestarted(failing, events) : isKeptOut(failing, cluster.nowMs);
        return harmed ? [failing] : [];
      }),
    ),
  );
}

/** The kubelet killed it for the probe; where its words are lost, a killed container that failed the probe often enough says the same. */
function isRestarted({ container, failures, probe }: FailingProbe, events: readonly ClusterEvent[]): boolean {
  const told = events.some(
    ({ reason, message }) =>
      reason === 'Killing' && /failed (liveness|startup) probe/.test(message) && message.includes(`ontainer ${container.name} `),
  );
  const wasKilled = container.ended !== null && (container.ended.exitCode === 137 || container.ended.exitCode === 143);
  return told || (container.restarts > 0 && wasKilled && container.ended.reason !== 'OOMKilled' && timesOf(failures) >= triesOf(probe));
}

/** It runs, long enough to have passed, and is not ready. */
function isKeptOut({ container, failures, probe }: FailingProbe, nowMs: number): boolean {
  const { runningSinceMs, ready } = container;
  if (ready || runningSinceMs === null || crashed(container)) return false;
  const patienceMs = 1000 * (probeNumber(probe, 'initialDelaySeconds') + probeNumber(probe, 'periodSeconds') * triesOf(probe));
  return timesOf(failures) >= triesOf(probe) && nowMs - runningSinceMs > patienceMs;
}

function judge(failing: FailingProbe, cluster: ClusterState): Finding | null {
  const target = targetOf(failing.probe, failing.container.spec);
  if (target === null) return null;
  const texts = failing.failures.map(({ message }) => message);
  return wrongProtocol(failing, target, texts) ?? wrongPort(failing, target, cluster) ?? wrongTiming(failing, target);
}

/**
 * What clients of Go say when the other side answers in another language: HTTP/1 to an HTTP/2 or binary server, HTTP to TLS and the other way round,
 * gRPC to a server of HTTP/1. A status code, whichever, is an answer in HTTP and no sign of this.
 */
const otherLanguage =
  /malformed HTTP|transport connection broken|HTTP response to HTTPS client|does not look like a TLS handshake|server preface|frame too large|unexpected HTTP status code|does not implement the grpc health protocol|: EOF$/i;

function wrongProtocol({ container, purpose }: FailingProbe, target: ProbeTarget, texts: readonly string[]): Finding | null {
  const asked = `${target.handler} to port ${target.port ?? target.written}`;
  const answered = texts.find((text) => otherLanguage.test(text));
  if (answered !== undefined)
    return { fault: 'protocol', score: 0.95, sentence: `the ${purpose} probe speaks ${asked}, and the port answers in another protocol` };
  const field = purpose === 'liveness' ? 'readinessProbe' : 'livenessProbe';
  const sibling = container.spec[field] === undefined ? null : targetOf(fieldsAt(container.spec, field), container.spec);
  const differs = sibling !== null && sibling.port === target.port && sibling.handler !== target.handler;
  const passes = purpose === 'liveness' ? container.ready : container.restarts === 0;
  // Whatever listens accepts a TCP connection, so that one passes says little of the protocol.
  if (!differs || !passes || target.handler === 'tcpSocket') return null;
  const score = sibling.handler === 'tcpSocket' ? 0.6 : 0.85;
  return {
    fault: 'protocol',
    score,
    sentence: `the ${purpose} probe speaks ${asked}, where the other probe passes with ${sibling.handler}`,
  };
}

function wrongPort({ workload, container, purpose, failures }: FailingProbe, target: ProbeTarget, cluster: ClusterState): Finding | null {
  if (target.port === null)
    return {
      fault: 'port',
      score: 0.93,
      sentence: `the ${purpose} probe asks port ${target.written}, which the container does not declare`,
    };
  const known = listeningPorts(workload, container, purpose, cluster);
  if (target.isRewritten || known.has(target.port) || known.size === 0) return null;
  // Whoever answers with a status code listens.
  if (failures.some(({ message }) => /statuscode: \d/.test(message))) return null;
  const others = [...known]
    .toSorted((a, b) => a - b)
    .slice(0, 4)
    .join(', ');
  return { fault: 'port', score: 0.93, sentence: `the ${purpose} probe asks port ${target.port}, but the container listens on ${others}` };
}

/** A container that is given less than this to start is given little. */
const littleTimeSeconds = 20;

function wrongTiming({ container, purpose, probe, failures }: FailingProbe, { port }: ProbeTarget): Finding | null {
  if (purpose !== 'liveness') return null;
  const tries = triesOf(probe);
  const answerSeconds = probeNumber(probe, 'timeoutSeconds');
  const seconds = probeNumber(probe, 'initialDelaySeconds') + probeNumber(probe, 'periodSeconds') * (tries - 1) + answerSeconds;
  const startsSlowly = failures.some(({ message }) => /refused|failed to connect|timeout|deadline|timed out/i.test(message));
  if (!startsSlowly || (container.ended !== null && crashed(container))) return null;
  return {
    fault: 'timing',
    score: seconds <= littleTimeSeconds ? 0.9 : 0.55,
    sentence: `the liveness probe gives port ${port ?? ''} ${seconds} s to answer after a start (${tries} tries), then the container is restarted`,
  };
}

function hypothesisOf({ workload, pod, container, purpose, failures }: FailingProbe, { fault, score, sentence }: Finding): Hypothesis {
  const last = failures.at(-1);
  return {
    object: app(workload),
    cause:
      purpose === 'liveness' ? `liveness-probe-incorrect-${fault}` : `readiness-probe-incorrect-${fault === 'timing' ? 'port' : fault}`,
    score,
    reasons: [
      sentence,
      purpose === 'liveness'
        ? `container ${container.name} was restarted ${container.restarts} times`
        : `container ${container.name} runs and is not ready`,
    ],
    against: [],
    confirm: score >= 0.9 ? null : 'ask the port from inside the pod',
    evidence: [
      { atMs: last?.atMs ?? null, text: `Unhealthy (${timesOf(failures)} times) of pod ${pod.metadata.name}: ${last?.message ?? ''}` },
    ],
    sinceAtMs: Math.min(...failures.map(({ sinceAtMs }) => sinceAtMs)),
    failing: true,
  };
}

function timesOf(failures: readonly ClusterEvent[]): number {
  return failures.reduce((sum, { count }) => sum + count, 0);
}

function triesOf(probe: Fields): number {
  return probeNumber(probe, 'failureThreshold');
}
