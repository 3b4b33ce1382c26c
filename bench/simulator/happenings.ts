/** What is ordinary and looks otherwise: good rollouts, drains, scaling, doubled load, single evictions, flaps, floods of debug lines. */
import { dayMs, hourMs, minuteMs } from '../traffic/calendar.ts';
import { podsOn } from './cluster.ts';
import type { Happening } from './fault.ts';
import { nextImage, type Stage } from './stage.ts';
import { isLive, soundBehaviour, type Workload } from './state.ts';

type Act = (stage: Stage, workload: Workload) => { readonly object: string; readonly forMs: number } | null;

/** How often a day, for all services together. */
const acts: readonly { readonly what: string; readonly perDay: number; readonly act: Act }[] = [
  { what: 'rollout', perDay: 8, act: goodRollout },
  { what: 'scaling', perDay: 6, act: scaling },
  { what: 'load doubled', perDay: 0.7, act: doubledLoad },
  { what: 'drain', perDay: 0.7, act: drain },
  { what: 'eviction', perDay: 1, act: eviction },
  { what: 'readiness flap', perDay: 1.5, act: readinessFlap },
  { what: 'error flap', perDay: 0.7, act: errorFlap },
  { what: 'debug flood', perDay: 0.7, act: debugFlood },
];

/** Nothing ordinary happens in the first hours, of which no baseline is yet made. */
const quietMs = 2 * hourMs;

export function planHappenings(
  stage: Stage,
  { fromAtMs, untilAtMs }: { readonly fromAtMs: number; readonly untilAtMs: number },
): readonly Happening[] {
  const happenings: Happening[] = [];
  const { cluster, chance } = stage;
  for (const { what, perDay, act } of acts) {
    const gapMs = dayMs / perDay;
    for (let atMs = fromAtMs + quietMs + chance.next() * gapMs; atMs < untilAtMs - hourMs; atMs += gapMs * chance.between(0.4, 1.6))
      cluster.agenda.at(Math.floor(atMs), () => {
        const workload = pickCalm(stage);
        const done = workload === null ? null : act(stage, workload);
        const nowMs = cluster.agenda.nowMs;
        if (done !== null) happenings.push({ what, object: done.object, fromAtMs: nowMs, untilAtMs: nowMs + done.forMs });
      });
  }
  return happenings;
}

function pickCalm({ cluster, chance, busy }: Stage): Workload | null {
  const calm = cluster.workloads.filter(
    ({ service, kind, rolloutSinceMs, refusal }) =>
      service !== null && kind === 'Deployment' && !busy.has(service.index) && rolloutSinceMs === null && refusal === null,
  );
  return calm.length === 0 ? null : chance.pick(calm);
}

function goodRollout({ controllers, chance }: Stage, workload: Workload): ReturnType<Act> {
  const noun = workload.service?.noun ?? '';
  const newLines = chance.chance(0.4) ? [`${noun} {id} annotated with region {n}`, `warm-up of ${noun} index finished after {ms} ms`] : [];
  const env = chance.chance(0.3) ? { ...workload.current.env, REVIEW_WINDOW: `${chance.int(1, 48)}h` } : workload.current.env;
  controllers.rollOut(workload, { image: nextImage(workload), env, behaviour: { ...soundBehaviour, newLines } });
  return { object: nameOf(workload), forMs: 5 * minuteMs };
}

function scaling({ controllers, chance }: Stage, workload: Workload): ReturnType<Act> {
  const usual = workload.service?.replicas ?? 2;
  controllers.scale(workload, workload.wanted > usual ? usual : usual + chance.int(1, 2));
  return { object: nameOf(workload), forMs: 3 * minuteMs };
}

function doubledLoad(stage: Stage): ReturnType<Act> {
  const forMs = stage.chance.int(40, 90) * minuteMs;
  const steps = 10;
  const { agenda } = stage.cluster;
  for (let i = 1; i <= steps; i += 1) {
    agenda.after((i * 5 * minuteMs) / steps, () => void (stage.loadFactor = 1 + i / steps));
    agenda.after(forMs + (i * 10 * minuteMs) / steps, () => void (stage.loadFactor = 2 - i / steps));
  }
  return { object: 'all', forMs: forMs + 10 * minuteMs };
}

function drain({ cluster, controllers, chance }: Stage): ReturnType<Act> {
  const fit = cluster.nodes.filter((node) => node.isUp && !node.isCordoned && !node.hasDiskPressure && node.extraLatencyMs === 0);
  if (fit.length < 3) return null;
  const node = chance.pick(fit);
  node.isCordoned = true;
  cluster.tellNode(node);
  cluster.event({
    namespace: 'default',
    kind: 'Node',
    name: node.name,
    reason: 'NodeNotSchedulable',
    message: `Node ${node.name} status is now: NodeNotSchedulable`,
  });
  const pods = podsOn(cluster, node).filter(({ workload }) => workload.kind === 'Deployment');
  for (const [i, pod] of pods.entries())
    cluster.agenda.after(5_000 + i * 40_000, () => {
      // A disruption budget lets the next one go when the one before has been replaced.
      if (isLive(pod)) controllers.evict(pod);
    });
  const forMs = pods.length * 40_000 + 10 * minuteMs;
  cluster.agenda.after(forMs, () => {
    node.isCordoned = false;
    cluster.tellNode(node);
    cluster.event({
      namespace: 'default',
      kind: 'Node',
      name: node.name,
      reason: 'NodeSchedulable',
      message: `Node ${node.name} status is now: NodeSchedulable`,
    });
  });
  return { object: `node/${node.name}`, forMs };
}

function eviction({ controllers, chance }: Stage, workload: Workload): ReturnType<Act> {
  const pod = workload.pods.find((one) => isLive(one) && one.isReady);
  if (pod === undefined || workload.wanted < 2) return null;
  if (chance.chance(0.5)) controllers.evict(pod);
  else
    controllers.evictByKubelet(
      pod,
      'The node was low on resource: memory. Threshold quantity: 100Mi, available: 92Mi. Container main was using 512Mi, request is 256Mi, has larger consumption of memory.',
    );
  return { object: nameOf(workload), forMs: 3 * minuteMs };
}

function readinessFlap({ cluster, controllers }: Stage, workload: Workload): ReturnType<Act> {
  const pod = workload.pods.find((one) => isLive(one) && one.isReady);
  if (pod === undefined || workload.wanted < 2) return null;
  const { namespace, port } = workload;
  const message = `Readiness probe failed: Get "http://${pod.ip}:${port}/ready": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
  cluster.event({ namespace, kind: 'Pod', name: pod.name, reason: 'Unhealthy', message, severity: 'Warning' });
  controllers.kubelet.setReady(pod, false);
  return { object: nameOf(workload), forMs: 2 * minuteMs };
}

/** A few seconds of errors that nobody but a user with bad luck has seen. */
function errorFlap({ cluster, weather, chance }: Stage, { service, namespace, name }: Workload): ReturnType<Act> {
  if (service === null) return null;
  const key = `flap ${service.index}`;
  weather.conditions.set(key, { service: service.index, own: { share: chance.between(0.15, 0.35), mode: 'internal' } });
  cluster.agenda.after(chance.int(10, 25) * 1_000, () => void weather.conditions.delete(key));
  return { object: `${namespace}/${name}`, forMs: 2 * minuteMs };
}

function debugFlood({ cluster, controllers, chance, busy }: Stage, workload: Workload): ReturnType<Act> {
  const { current, service } = workload;
  if (service === null) return null;
  controllers.rollOut(workload, { env: { ...current.env, LOG_LEVEL: 'debug' }, behaviour: { ...soundBehaviour, isTalkative: true } });
  busy.add(service.index);
  const forMs = chance.int(20, 60) * minuteMs;
  cluster.agenda.after(forMs, () => {
    busy.delete(service.index);
    controllers.rollOut(workload, { env: current.env, behaviour: soundBehaviour });
  });
  return { object: nameOf(workload), forMs: forMs + 5 * minuteMs };
}

function nameOf({ namespace, name }: Workload): string {
  return `${namespace}/${name}`;
}
