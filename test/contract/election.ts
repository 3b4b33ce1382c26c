/** One Lease, two candidates. */
import { describe, expect, test } from 'vitest';
import { resources } from '../../operator/kube/client.ts';
import { runAsLeader, type LeaderTiming } from '../../operator/kube/leader.ts';
import { createTelemetry } from '../../operator/telemetry.ts';
import { until } from './expectations.ts';
import type { Stage } from './stage.ts';

const quick: LeaderTiming = { leaseForMs: 3_000, renewWithinMs: 2_000, retryEveryMs: 300 };

export function electionContract(stage: () => Stage): void {
  interface Candidate {
    readonly terms: number[];
    readonly isLeading: () => boolean;
    readonly done: Promise<unknown>;
    stop(): void;
  }

  function candidate(name: string, identity: string): Candidate {
    const stop = new AbortController();
    const terms: number[] = [];
    let leading = false;
    const { client, namespace } = stage();
    const telemetry = createTelemetry({ level: 'silent' });
    const options = { client, namespace, name, identity, signal: stop.signal, telemetry, now: Date.now, timing: quick };
    const done = runAsLeader(options, async (term, signal) => {
      terms.push(term);
      leading = true;
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      leading = false;
    });
    return { terms, isLeading: () => leading, done, stop: () => stop.abort() };
  }

  describe('the Lease', () => {
    test('one candidate leads; when it stops the other leads at once, with a later term', async () => {
      const first = candidate('lease-handed', 'one');
      await until(first.isLeading);
      const second = candidate('lease-handed', 'two');
      await until(async () => {
        const lease = await stage().client.get(resources.leases, { namespace: stage().namespace, name: 'lease-handed' });
        return JSON.stringify(lease).includes('"holderIdentity":"one"');
      });
      expect(second.isLeading()).toBe(false);
      first.stop();
      await first.done;
      const freedAtMs = performance.now();
      await until(second.isLeading);
      expect(performance.now() - freedAtMs).toBeLessThan(8_000);
      expect(second.terms[0]).toBeGreaterThan(first.terms[0] ?? 0);
      second.stop();
      await second.done;
    });

    test('a Lease whose holder vanished is taken over after its time, not before', async () => {
      const { client, namespace } = stage();
      const metadata = { namespace, name: 'lease-left' };
      const spec = { holderIdentity: 'vanished', leaseDurationSeconds: 2, leaseTransitions: 6, renewTime: '2026-01-01T00:00:00.000000Z' };
      await client.create(resources.leases, { metadata, spec });
      const startedAtMs = performance.now();
      const heir = candidate('lease-left', 'heir');
      await until(heir.isLeading);
      expect(performance.now() - startedAtMs).toBeGreaterThan(1_900);
      expect(heir.terms).toEqual([7]);
      heir.stop();
      await heir.done;
    });

    test('a holder whose Lease another took stops leading', async () => {
      const { client, namespace } = stage();
      const deposed = candidate('lease-taken', 'deposed');
      await until(deposed.isLeading);
      const metadata = { namespace, name: 'lease-taken' };
      const spec = { holderIdentity: 'usurper', leaseDurationSeconds: 60, leaseTransitions: 9 };
      await client.apply(resources.leases, { metadata, spec }, { fieldManager: 'usurper', force: true });
      await until(() => !deposed.isLeading());
      deposed.stop();
      await deposed.done;
      const lease = await client.get(resources.leases, metadata);
      expect(lease).toMatchObject({ spec: { holderIdentity: 'usurper' } });
    });
  });
}
