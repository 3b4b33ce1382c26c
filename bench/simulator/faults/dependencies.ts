/** What others need and do not get: databases, connections, certificates, hosts outside. */
import type { Complaint } from '../ailment.ts';
import type { Cast, Casting } from '../fault.ts';
import type { Service } from '../service.ts';
import { change, freeServices, heal, type Stage } from '../stage.ts';
import { nameOf } from './rollouts.ts';

export const databaseOutage: Cast = (stage) => {
  const service = pickStore(stage);
  if (service === null) return null;
  const variant = stage.chance.pick(['crash', 'hang', 'read-only'] as const);
  return { crash, hang, 'read-only': readOnly }[variant](stage, service);
};

export const poolExhaustion: Cast = (stage) => {
  const { chance, weather } = stage;
  const isStore = chance.chance(0.5);
  const service = isStore ? pickStore(stage) : pickUserOfStore(stage);
  if (service === null) return null;
  const says =
    isStore && service.port === 5432 ? { says: { perMinute: 40, complaint: fatal('FATAL:  sorry, too many clients already') } } : {};
  return {
    ...base(stage, service),
    variant: isStore ? 'of the store' : 'of the service',
    rightKinds: ['errors', 'dependency', 'connections', 'connection-exhaustion', 'resource', ...(isStore ? [] : ['slowness'])],
    begin: () =>
      void weather.conditions.set(`pool ${service.index}`, {
        service: service.index,
        ...(isStore
          ? { callers: { share: 0.75, mode: 'too-many-connections' }, ...says }
          : { own: { share: 0.6, mode: 'pool-timeout' }, extraLatencyMs: 2_000 }),
      }),
    end: () => void weather.conditions.delete(`pool ${service.index}`),
  };
};

export const certificateExpiry: Cast = (stage) => {
  const { weather, chance } = stage;
  const fit = freeServices(stage, ({ tier }, callers) => tier !== 'store' && callers >= 1);
  if (fit.length === 0) return null;
  const service = chance.pick(fit);
  return {
    ...base(stage, service),
    variant: 'of a service',
    rightKinds: ['certificate', 'configuration', 'dependency'],
    begin: () => void weather.conditions.set(`tls ${service.index}`, { service: service.index, callers: { share: 1, mode: 'untrusted' } }),
    end: () => void weather.conditions.delete(`tls ${service.index}`),
  };
};

export const externalDown: Cast = (stage) => {
  const { roster, weather, chance } = stage;
  const hosts = roster.externals.map(({ host }) => host).filter((host) => !weather.externals.has(host) && usersOf(stage, host).length > 0);
  if (hosts.length === 0) return null;
  const host = chance.pick(hosts);
  const mode = chance.pick(['timeout', 'refused', 'server-error'] as const);
  return {
    variant: mode,
    object: `external/${host}`,
    rightKinds: ['dependency', 'external'],
    origin: usersOf(stage, host),
    minutes: chance.int(10, 30),
    begin: () => void weather.externals.set(host, { share: chance.between(0.7, 1), mode }),
    hasShown: () => true,
    end: () => void weather.externals.delete(host),
  };
};

function crash(stage: Stage, service: Service): Casting {
  const { cluster, controllers } = stage;
  const workload = cluster.of(service.index);
  const words = crashWords[service.port] ?? [];
  return {
    ...base(stage, service),
    variant: 'it crashes, its volume is full',
    rightKinds: ['crash', 'volume', 'disk', 'resource'],
    begin() {
      change(workload, { crash: { afterMs: 2_500, exitCode: 1, words } });
      for (const pod of workload.pods) {
        for (const complaint of words) cluster.say(pod, complaint);
        controllers.kubelet.kill(pod, { exitCode: 1, reason: 'Error' });
      }
    },
    end() {
      heal(workload);
      for (const pod of workload.pods) controllers.evict(pod);
    },
  };
}

function hang(stage: Stage, service: Service): Casting {
  const workload = stage.cluster.of(service.index);
  const { conditions } = stage.weather;
  return {
    ...base(stage, service),
    variant: 'it hangs',
    rightKinds: ['silence', 'slowness', 'probe-failure', 'dependency', 'unresponsive'],
    begin() {
      conditions.set(`hang ${service.index}`, { service: service.index, callers: { share: 1, mode: 'timeout' }, isMute: true });
      workload.unreadyBecause = 'Readiness probe failed: command timed out: "health-check" timed out after 1s';
    },
    end() {
      conditions.delete(`hang ${service.index}`);
      workload.unreadyBecause = null;
    },
  };
}

function readOnly(stage: Stage, service: Service): Casting {
  const { conditions } = stage.weather;
  return {
    ...base(stage, service),
    variant: 'it takes no writes',
    rightKinds: ['errors', 'dependency', 'read-only', 'configuration'],
    begin: () => void conditions.set(`read-only ${service.index}`, { service: service.index, callers: { share: 0.6, mode: 'read-only' } }),
    end: () => void conditions.delete(`read-only ${service.index}`),
  };
}

function base({ chance }: Stage, service: Service): Pick<Casting, 'object' | 'origin' | 'minutes' | 'hasShown'> {
  return { object: nameOf(service), origin: [service.index], minutes: chance.int(10, 30), hasShown: () => true };
}

function pickStore(stage: Stage): Service | null {
  const fit = freeServices(stage, ({ tier }, callers) => tier === 'store' && callers > 0);
  return fit.length === 0 ? null : stage.chance.pick(fit);
}

function pickUserOfStore(stage: Stage): Service | null {
  const isStore = (at: number): boolean => stage.roster.services[at]?.tier === 'store';
  const fit = freeServices(
    stage,
    ({ calls, tier }, callers) => tier !== 'edge' && callers > 0 && calls.some(({ service }) => isStore(service)),
  );
  return fit.length === 0 ? null : stage.chance.pick(fit);
}

function usersOf({ roster }: Stage, host: string): readonly number[] {
  return roster.services.filter(({ externals }) => externals.includes(host)).map(({ index }) => index);
}

const crashWords: Readonly<Record<number, readonly Complaint[]>> = {
  5432: [
    fatal('PANIC:  could not write to file "pg_wal/xlogtemp.31": No space left on device'),
    fatal('LOG:  startup process was terminated by signal 6'),
  ],
  6379: [fatal('Error writing to the append-only file: No space left on device'), fatal("Can't recover from AOF write error, exiting...")],
  5672: [
    fatal('Free disk space is insufficient. Free bytes: 41943040. Limit: 50000000'),
    fatal('application stopped: {disk_full,no_space}'),
  ],
};

function fatal(text: string): Complaint {
  return { level: 'ERROR', text };
}
