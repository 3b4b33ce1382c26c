/** Changes that cannot work: programs that crash, fail or dawdle, images that are not there, probes that ask the wrong port, quotas used up. */
import type { Complaint } from '../ailment.ts';
import type { Cast, Casting } from '../fault.ts';
import type { Service } from '../service.ts';
import { freeServices, nextImage, type Stage } from '../stage.ts';
import { soundBehaviour, type Behaviour, type Workload } from '../state.ts';

export const rolloutCrash: Cast = (stage) => {
  const isLater = stage.chance.chance(0.5);
  const service = pickCalled(stage);
  if (service === null) return null;
  const words = stage.chance.pick(crashWords)(service);
  const crash = { afterMs: isLater ? service.startupMs * 1.5 + 40_000 : 1_500, exitCode: stage.chance.pick([1, 2, 134]), words };
  return rollout(stage, service, {
    variant: isLater ? 'after it was ready' : 'at its start',
    behaviour: { crash },
    rightKinds: ['bad-rollout'],
    hasShown: (workload) =>
      workload.pods.some(({ revision, ended, last }) => revision.behaviour.crash === crash && (ended ?? last) !== null),
  });
};

export const rolloutErrors: Cast = (stage) => {
  const service = pickCalled(stage);
  if (service === null) return null;
  const errorShare = stage.chance.between(0.4, 0.9);
  return rollout(stage, service, {
    variant: `${Math.round(errorShare * 100)} % of requests fail`,
    behaviour: { errorShare },
    rightKinds: ['bad-rollout'],
    hasShown: (workload) => hasReadyPod(workload, (behaviour) => behaviour.errorShare > 0),
  });
};

export const rolloutLatency: Cast = (stage) => {
  const service = pickCalled(stage);
  if (service === null) return null;
  const extraLatencyMs = stage.chance.int(2_200, 5_000);
  return rollout(stage, service, {
    variant: `${extraLatencyMs} ms more`,
    behaviour: { extraLatencyMs },
    rightKinds: ['bad-rollout'],
    hasShown: (workload) => hasReadyPod(workload, (behaviour) => behaviour.extraLatencyMs > 0),
  });
};

export const imagePull: Cast = (stage) => {
  const service = pickCalled(stage);
  if (service === null) return null;
  const pull = stage.chance.pick(['not-found', 'unauthorized'] as const);
  return rollout(stage, service, {
    variant: pull,
    behaviour: { pull },
    rightKinds: ['image-pull', 'bad-rollout'],
    hasShown: (workload) => workload.pods.some(({ waiting }) => waiting.reason.startsWith('ErrImage')),
  });
};

export const probe: Cast = (stage) => {
  const service = pickCalled(stage);
  if (service === null) return null;
  const which = stage.chance.pick(['readiness-port', 'liveness-port', 'liveness-timing'] as const);
  const of = (workload: Workload) => workload.pods.filter(({ revision }) => revision.behaviour.probe === which);
  return rollout(stage, service, {
    variant: which,
    behaviour: { probe: which },
    rightKinds: ['probe-failure', 'configuration', 'bad-rollout'],
    hasShown: (workload) =>
      of(workload).some(({ container, restarts, ended }) =>
        which === 'readiness-port' ? container === 'running' : restarts > 0 || ended !== null,
      ),
  });
};

export const quota: Cast = (stage) => {
  const service = pickCalled(stage);
  if (service === null) return null;
  const { namespace } = service;
  const [what, requested, used, limited] = stage.chance.pick([
    ['requests.cpu', '100m', '9950m', '10'],
    ['requests.memory', '512Mi', '63800Mi', '64Gi'],
    ['pods', '1', '60', '60'],
  ] as const);
  const refusal = `exceeded quota: team-quota, requested: ${what}=${requested}, used: ${what}=${used}, limited: ${what}=${limited}`;
  const workload = stage.cluster.of(service.index);
  const all = stage.cluster.workloads.filter((other) => other.namespace === namespace);
  const isScaling = stage.chance.chance(0.5);
  const before = workload.wanted;
  return {
    variant: `${what}, ${isScaling ? 'scaling' : 'rollout'}`,
    object: `namespace/${namespace}`,
    alsoRight: [nameOf(service)],
    rightKinds: ['quota', 'scheduling', 'configuration', 'admission'],
    origin: [service.index],
    minutes: stage.chance.int(15, 30),
    begin() {
      for (const other of all) other.refusal = refusal;
      if (isScaling) stage.controllers.scale(workload, before + 2);
      else stage.controllers.rollOut(workload, { image: nextImage(workload) });
    },
    hasShown: () => true,
    end() {
      for (const other of all) other.refusal = null;
      for (const other of all) stage.controllers.reconcile(other);
      if (isScaling) stage.cluster.agenda.after(1_800_000, () => stage.controllers.scale(workload, before));
    },
  };
};

interface RolloutGiven {
  readonly variant: string;
  readonly behaviour: Partial<Behaviour>;
  readonly rightKinds: readonly string[];
  readonly hasShown: (workload: Workload) => boolean;
}

function rollout({ cluster, controllers, chance }: Stage, service: Service, { behaviour, hasShown, ...said }: RolloutGiven): Casting {
  const workload = cluster.of(service.index);
  const before = workload.current;
  const isPull = behaviour.pull !== undefined;
  const image = isPull ? nextImage(workload).replace('.0', '.0-rc1') : nextImage(workload);
  const env = chance.chance(0.4) ? { ...before.env, [`${service.noun.toUpperCase()}_BATCH`]: String(chance.int(10, 500)) } : before.env;
  return {
    ...said,
    object: nameOf(service),
    origin: [service.index],
    minutes: chance.int(12, 30),
    begin: () => controllers.rollOut(workload, { image, env, behaviour: { ...soundBehaviour, ...behaviour } }),
    hasShown: () => hasShown(workload),
    end: () => controllers.rollOut(workload, { image: before.image, env: before.env, behaviour: soundBehaviour }),
  };
}

function hasReadyPod({ pods }: Workload, isSick: (behaviour: Behaviour) => boolean): boolean {
  return pods.some(({ isReady, revision }) => isReady && isSick(revision.behaviour));
}

export function nameOf({ namespace, name }: Pick<Service, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

/** A program of our own that others call. */
function pickCalled(stage: Stage): Service | null {
  const fit = freeServices(stage, ({ tier }, callers) => tier !== 'store' && tier !== 'edge' && callers > 0);
  return fit.length === 0 ? null : stage.chance.pick(fit);
}

const error = (text: string, ...rest: string[]): Complaint => ({ level: 'ERROR', text, rest });

const crashWords: readonly ((service: Service) => readonly Complaint[])[] = [
  ({ noun }) => [error(`cannot start: required setting ${noun.toUpperCase()}_REGION is not set`)],
  ({ noun }) => [
    error(
      `panic: assignment to entry in nil map`,
      '',
      'goroutine 1 [running]:',
      `main.load${noun}Index(0xc000112000)`,
      `\t/src/cmd/${noun}/index.go:88 +0x1d4`,
    ),
  ],
  ({ noun }) => [
    error(
      'Application run failed',
      `org.acme.boot.BeanCreationException: Error creating bean with name '${noun}Repository'`,
      `\tat org.acme.boot.Factory.create(Factory.java:412)`,
      `Caused by: java.lang.NoSuchMethodError: 'void org.acme.${noun}.Store.open(int)'`,
    ),
  ],
];
