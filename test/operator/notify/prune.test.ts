import { expect, test } from 'vitest';
import { createMemory, incidentKey } from '../../../operator/notify/memory.ts';
import { keptInAll, keptPerDetector, planPruning } from '../../../operator/notify/prune.ts';
import { resolved, single, startMs } from './builders.ts';

/** `counts`: how many incidents that are over each LogDetector has. */
function memoryOf(counts: Readonly<Record<string, number>>) {
  const memory = createMemory();
  for (const [detector, count] of Object.entries(counts)) {
    for (let index = 0; index < count; index += 1) {
      const incident = resolved(single({ id: `inc-${index}` }), startMs + index);
      memory.incidents.set(incidentKey(detector, incident.id), {
        detector,
        incident: structuredClone(incident),
        gates: [],
        page: null,
      } as never);
    }
  }
  return memory;
}

const dropped = (memory: ReturnType<typeof createMemory>) =>
  Object.fromEntries(
    [...Map.groupBy(planPruning(memory, new Set(), startMs).incidents, (key) => key.slice(0, key.lastIndexOf('/')))].map(
      ([detector, keys]) => [detector, keys.length],
    ),
  );

test('a noisy LogDetector loses its own oldest incidents, and its quiet neighbour none', () => {
  const memory = memoryOf({ 'loud/loud': keptPerDetector + 30, 'quiet/quiet': 5 });
  expect(dropped(memory)).toEqual({ 'loud/loud': 30 });
  expect(planPruning(memory, new Set(), startMs).incidents[0]).toBe('loud/loud/inc-0');
});

test('when there are too many in all, those with most give first', () => {
  const many = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`loud-${index}/d`, keptInAll / 10]));
  expect(dropped(memoryOf({ ...many, 'quiet/quiet': 20 }))).toEqual(Object.fromEntries(Object.keys(many).map((detector) => [detector, 2])));
});
