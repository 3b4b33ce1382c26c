import { expect, test } from 'vitest';
import { createChanging } from '../../engine/changing.ts';
import { createEngine, type Anomaly } from '../../engine/index.ts';
import { createRandom } from '../../engine/math.ts';
import { minute, pod, podName, startMs } from '../builders/observations.ts';

const workload = { namespace: 'shop', kind: 'Deployment', name: 'web' };
const running = (count: number) => Array.from({ length: count }, (_, index) => ({ app: 'web', suffix: `x${index}` }));

/** Two of its pods are read at a time, each for a minute; after 35 minutes it grows from ten to fifty. */
function readInTurns(linesAt: (atMs: number) => number): readonly Anomaly[] {
  const random = createRandom(7);
  const engine = createEngine({ detector: 'shop/shop', thresholds: { learningForMs: 15 * minute } });
  const found: Anomaly[] = [];
  let pods = running(0);
  for (let atMs = startMs; atMs < startMs + 50 * minute; atMs += 10_000) {
    const wanted = running(atMs < startMs + 35 * minute ? 10 : 50);
    for (const one of wanted.slice(pods.length))
      engine.observe({ type: 'object', object: pod({ ...one, createdAtMs: atMs }), deleted: false, atMs });
    if (wanted.length !== pods.length) engine.hear(workload, 2 / wanted.length, atMs);
    pods = wanted;
    const turn = Math.floor((atMs - startMs) / minute);
    for (const one of [pods[(2 * turn) % pods.length], pods[(2 * turn + 1) % pods.length]]) {
      if (one === undefined) continue;
      const time = new Date(atMs).toISOString();
      const lines = Array.from(
        { length: linesAt(atMs) + Math.floor(5 * random()) },
        () => `${time} INFO request ${Math.floor(1e6 * random())} served\n`,
      );
      const stream = { workload, pod: podName(one), container: 'web', restartCount: 0 };
      engine.push({ stream, framing: 'kubernetes', bytes: new TextEncoder().encode(lines.join('')), receivedAtMs: atMs });
    }
    found.push(...engine.tick(atMs).anomalies);
  }
  return found;
}

test('pods that are read in turns make no spike and no drop, also where there are suddenly more of them', { timeout: 60_000 }, () => {
  expect(readInTurns(() => 10)).toEqual([]);
});

test('a spike of what is read in turns is found, though another pod is read every minute', { timeout: 60_000 }, () => {
  const found = readInTurns((atMs) => (atMs < startMs + 45 * minute ? 10 : 200));
  expect(found.map(({ kind }) => kind)).toContain('spike');
});

test('a pod more or less of several is no change, twice as many are', () => {
  const changing = createChanging();
  const shares: readonly (readonly [share: number, atMs: number])[] = [
    [0.5, 1_000],
    [0.45, 2_000],
    [0.1, 3_000],
    [0, 4_000],
    [0.2, 5_000],
  ];
  const changed = shares.map(([share, atMs]) => {
    changing.hear(share, atMs);
    return changing.changedAtMs({ activity: null });
  });
  expect(changed).toEqual([1_000, 1_000, 3_000, 4_000, 5_000]);
});
