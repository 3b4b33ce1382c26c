/** The Lease object of one candidate: read, take over when it has expired, renew, release. */
import { KubeError, resources, type ApiObject, type KubeClient } from './client.ts';

export interface Election {
  /** The term when the Lease has been won, null while another holds it. */
  tryAcquire(signal: AbortSignal): Promise<number | null>;
  /** False when another holds it now. Throws what the client throws, which does not mean that it is lost. */
  renew(signal: AbortSignal): Promise<boolean>;
  /** Takes it as lost, without asking. */
  lose(): void;
  /** Gives it back at once, so that the next candidate need not wait. Never throws. */
  release(): Promise<void>;
  readonly held: boolean;
  /** Until the Lease of another holder has expired if nobody renews it; a moment at the least, Infinity where that is not known. */
  freeInMs(): number;
}

export interface ElectionOptions {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly name: string;
  readonly identity: string;
  readonly leaseForMs: number;
  /** For the times that are written. */
  readonly now: () => number;
  /** For how long something has been seen; only goes forward. */
  readonly elapsed: () => number;
  readonly latestTerm?: (() => Promise<number>) | undefined;
  readonly isFormerLife?: ((identity: string) => boolean) | undefined;
}

interface Lease extends ApiObject {
  readonly spec: LeaseSpec;
}

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

const releaseWithinMs = 3_000;

export function createElection(options: ElectionOptions): Election {
  const { client, namespace, name, identity, elapsed } = options;
  let held: Lease | null = null;
  /** Who has held it once and sees a namesake hold it is not the only one that lives. */
  let wasHeld = false;
  /** The clocks of two machines differ: a Lease has expired when it was seen unchanged for its duration by our own clock. */
  let observed: Observation | null = null;

  function isFree(lease: Lease): boolean {
    const holder = lease.spec?.holderIdentity;
    if (!holder || holder === identity || (!wasHeld && options.isFormerLife?.(holder))) return true;
    const version = lease.metadata.resourceVersion;
    const forMs = (lease.spec.leaseDurationSeconds ?? options.leaseForMs / 1000) * 1000;
    if (!observed || observed.version !== version) observed = { version, atMs: elapsed(), forMs };
    return elapsed() - observed.atMs >= forMs;
  }

  return {
    async tryAcquire(signal) {
      const lease = await readLease(options, signal);
      if (lease && !isFree(lease)) return null;
      const spec = ownSpec(options, lease?.spec, (await options.latestTerm?.()) ?? 0);
      try {
        held = lease
          ? await client.update<Lease>(resources.leases, { ...lease, spec }, { signal })
          : await client.create<Lease>(resources.leases, { metadata: { namespace, name }, spec }, { signal });
        wasHeld = true;
        return held.spec.leaseTransitions ?? 0;
      } catch (error) {
        if (error instanceof KubeError && error.code === 'ApiConflict') return null;
        throw error;
      }
    },
    async renew(signal) {
      if (!held) return false;
      try {
        held = await client.update<Lease>(resources.leases, { ...held, spec: ownSpec(options, held.spec) }, { signal });
        return true;
      } catch (error) {
        if (!(error instanceof KubeError) || error.code !== 'ApiConflict') throw error;
        // Somebody wrote it: another holder, or an answer to our own renewal that never arrived.
        const lease = await readLease(options, signal);
        held = lease?.spec.holderIdentity === identity ? lease : null;
        return held !== null;
      }
    },
    lose: () => void (held = null),
    async release() {
      const lease = held;
      held = null;
      if (lease) await giveBack(options, lease);
    },
    get held() {
      return held !== null;
    },
    freeInMs: () => freeIn(observed, elapsed()),
  };
}

/** Who cannot release lets it expire; the update is refused when another holds it by now. */
async function giveBack({ client, now }: ElectionOptions, lease: Lease): Promise<void> {
  const freed: LeaseSpec = { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime(now()) };
  const signal = AbortSignal.timeout(releaseWithinMs);
  await client.update<Lease>(resources.leases, { ...lease, spec: freed }, { signal }).catch(() => undefined);
}

interface Observation {
  readonly version: string | undefined;
  readonly atMs: number;
  readonly forMs: number;
}

function freeIn(observed: Observation | null, elapsedMs: number): number {
  return observed ? Math.max(100, observed.atMs + observed.forMs - elapsedMs) : Infinity;
}

async function readLease({ client, namespace, name }: ElectionOptions, signal: AbortSignal): Promise<Lease | null> {
  try {
    return await client.get<Lease>(resources.leases, { namespace, name }, { signal });
  } catch (error) {
    // A namespace that is not there is told by the create that follows.
    if (error instanceof KubeError && error.code === 'ApiNotFound') return null;
    throw error;
  }
}

/**
 * The spec with us as holder; the term grows unless we held it already. It also grows beyond `latestTerm`: the Lease may have been
 * deleted, or the volume come from elsewhere, and what was written under a higher term would shut us out for good.
 */
function ownSpec(options: ElectionOptions, before: LeaseSpec | undefined, latestTerm = 0): LeaseSpec {
  const time = microTime(options.now());
  const stays = before?.holderIdentity === options.identity;
  const term = (before?.leaseTransitions ?? 0) + (stays ? 0 : 1);
  const isOurs = term > latestTerm || (stays && term === latestTerm);
  return {
    holderIdentity: options.identity,
    leaseDurationSeconds: Math.max(1, Math.round(options.leaseForMs / 1000)),
    acquireTime: stays ? (before.acquireTime ?? time) : time,
    renewTime: time,
    leaseTransitions: isOurs ? term : latestTerm + 1,
  };
}

/** RFC 3339 with microseconds, as the API wants times of a Lease. */
function microTime(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '000Z');
}
