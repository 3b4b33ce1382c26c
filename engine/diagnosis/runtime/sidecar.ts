/** A port of the application that another container of the same pod has taken: all of them share one network address. */
import type { KubeObject, WorkloadId } from '../../domain.ts';
import { listAt, textAt } from '../../evidence/field.ts';
import type { ClusterState, ErrorText } from '../cluster.ts';
import type { Container } from '../containers.ts';
import { containersOf, crashed, declaredPorts, isAlive } from '../containers.ts';
import type { Check, Hypothesis } from '../hypothesis.ts';
import { app } from '../hypothesis.ts';

/** The system's words for EADDRINUSE in C libraries, Go, the JVM, .NET and Node, with and without a framework around them. */
const addressInUse =
  /EADDRINUSE|address (?:is )?already in use|Errno 98|only one usage of each socket address|port \S+ (?:is|was) already (?:in use|allocated|bound|taken)|already in use.{0,20}\bport\b/i;

export const checkSidecarPorts: Check = (cluster) =>
  cluster.workloads().flatMap((workload) => {
    const pod = cluster.pods(workload).find((candidate) => isAlive(candidate) && containersOf(candidate).some(failsByItself));
    return pod === undefined ? [] : portConflict(workload, pod, cluster);
  });

function failsByItself(container: Container): boolean {
  return !container.ready && crashed(container);
}

function portConflict(workload: WorkloadId, pod: KubeObject, cluster: ClusterState): readonly Hypothesis[] {
  const said = cluster.textsOf(workload).find(saysInUse);
  const shared = sharedPort(pod);
  if (said === undefined && shared === null) return [];
  const others = containersOf(pod).filter((container) => !failsByItself(container));
  const isAlone = others.length === 0;
  const line = said === undefined ? [] : [{ atMs: said.lastAtMs, text: (said.samples.findLast(isInUse) ?? said.text).slice(0, 300) }];
  return [
    {
      object: app(workload),
      cause: 'service-sidecar-port-conflict',
      // Alone in its pod it quarrels with itself, or with the node whose network it uses.
      score: isAlone ? 0.4 : said === undefined ? 0.85 : 0.95,
      reasons: [
        said === undefined
          ? 'it ends by itself, and its port is that of another container too'
          : 'it ends since its port is already in use',
        ...(isAlone ? [] : [`it shares the address of its pod with ${others.map(({ name }) => name).join(', ')}`]),
      ],
      against: isAlone ? ['no other container runs in its pod'] : [],
      confirm: said === undefined ? 'read its last lines: they must say that the address is in use' : null,
      evidence: [...line, ...(shared === null ? [] : [{ atMs: null, text: shared }])],
      failing: true,
    },
  ];
}

function saysInUse({ text, samples }: ErrorText): boolean {
  return isInUse(text) || samples.some(isInUse);
}

function isInUse(text: string): boolean {
  return addressInUse.test(text);
}

/** A port of a failing container that another one declares too, or is told to listen on. */
function sharedPort(pod: KubeObject): string | null {
  const ports = declaredPorts(pod.spec);
  const containers = containersOf(pod);
  for (const container of containers.filter(failsByItself)) {
    for (const { port } of ports.filter(({ container: owner }) => owner === container.name)) {
      const twice = ports.find((other) => other.port === port && other.container !== container.name);
      if (twice !== undefined) return `containers ${container.name} and ${twice.container} both declare port ${port}`;
      const told = containers.find((other) => other.name !== container.name && isToldToListen(other, port));
      if (told !== undefined)
        return `container ${told.name} is told by its environment to use port ${port}, which ${container.name} declares`;
    }
  }
  return null;
}

function isToldToListen({ spec }: Container, port: number): boolean {
  return listAt(spec, 'env').some(
    (variable) =>
      /PORT|LISTEN|BIND/i.test(textAt(variable, 'name') ?? '') && new RegExp(`(?:^|:)${port}$`).test(textAt(variable, 'address') ?? ''),
  );
}
