import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { recordedOf } from '../../../bench/simulator/recorder.ts';
import { simulate, type Simulated, type Slot } from '../../../bench/simulator/world.ts';
import { learningMs } from '../../../bench/simulator/director.ts';
import { readRecorded, textOfRecorded } from '../../../api/recording.ts';
import type { KubeObject, Observation } from '../../../engine/index.ts';

interface Seen {
  readonly simulated: Simulated;
  readonly observations: readonly Observation[];
  readonly tail: readonly Slot[];
}

const small = { seed: 3, days: 1.9, services: 12 };
let seen: Seen;

beforeAll(() => {
  seen = see(small);
}, 120_000);

test('the same seed gives the same cluster, another one another', { timeout: 120_000 }, () => {
  const hours = { ...small, days: 0.25 };
  const first = hashOf(hours);
  expect(hashOf(hours)).toBe(first);
  expect(hashOf({ ...hours, seed: 4 })).not.toBe(first);
});

test('no fault begins on the day that teaches, and each is over before the end', () => {
  const { faults, fromAtMs, untilAtMs } = seen.simulated;
  expect(faults.length).toBeGreaterThan(2);
  for (const { beginAtMs, endAtMs } of faults) {
    expect(beginAtMs).toBeGreaterThanOrEqual(fromAtMs + learningMs);
    expect(endAtMs).toBeLessThan(untilAtMs);
  }
});

test('a fault shows after its begin, and reaches whom it hurts', () => {
  for (const { onsetAtMs, beginAtMs, reach, victims } of seen.simulated.faults) {
    if (onsetAtMs !== null) expect(onsetAtMs).toBeGreaterThan(beginAtMs);
    expect(victims.filter((victim) => !reach.includes(victim))).toEqual([]);
  }
});

test('at the end of a quiet day every workload has the pods it wants, all of them ready', () => {
  const latest = new Map<string, KubeObject>();
  const end = seen.simulated.fromAtMs + 1.5 * 3_600_000;
  for (const observation of seen.observations) {
    if (observation.type !== 'object' || observation.atMs > end) continue;
    latest.set(
      `${observation.object.kind} ${observation.object.metadata.namespace ?? ''}/${observation.object.metadata.name}`,
      observation.object,
    );
  }
  const deployments = [...latest.values()].filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
  expect(deployments).toHaveLength(small.services + 1);
  for (const { spec, status } of deployments) expect(status?.['readyReplicas']).toBe(spec?.['replicas']);
});

test('no two pods have one name', () => {
  const uids = new Map<string, Set<string>>();
  for (const observation of seen.observations) {
    if (observation.type !== 'object' || observation.object.kind !== 'Pod') continue;
    const { name, namespace, uid, labels } = observation.object.metadata;
    // A pod of a StatefulSet keeps its name when it is put up anew.
    if (labels?.['pod-template-hash'] === undefined) continue;
    uids.set(`${namespace}/${name}`, (uids.get(`${namespace}/${name}`) ?? new Set()).add(String(uid)));
  }
  expect(uids.size).toBeGreaterThan(small.services);
  expect([...uids].filter(([, of]) => of.size > 1).map(([name]) => name)).toEqual([]);
});

test('events carry the reasons that kubelet and controllers use, and count what repeats', () => {
  const events = seen.observations.filter((observation) => observation.type === 'event');
  const reasons = new Set(events.map(({ reason }) => reason));
  for (const reason of ['Scheduled', 'Pulled', 'Started', 'Killing', 'ScalingReplicaSet', 'SuccessfulCreate'])
    expect(reasons).toContain(reason);
  expect(events.some(({ count }) => count > 1)).toBe(true);
});

test('a recording of it is read back as it was', () => {
  for (const recorded of seen.tail.flatMap(recordedOf)) expect(readRecorded(textOfRecorded(recorded))).toEqual(recorded);
});

test('a slot is told in order of time', () => {
  for (const slot of seen.tail) {
    const times = recordedOf(slot).map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
});

function hashOf(options: typeof small): string {
  const hash = createHash('sha256');
  simulate(options, (slot) => hash.update(JSON.stringify(slot)));
  return hash.digest('hex');
}

function see(options: typeof small): Seen {
  const observations: Observation[] = [];
  const tail: Slot[] = [];
  const simulated = simulate(options, (slot) => {
    for (const observation of slot.observations) if (observation.type !== 'metric') observations.push(observation);
    if (tail.length < 50 && slot.lines.length > 0) tail.push(slot);
  });
  return { simulated, observations, tail };
}
