import { expect, test } from 'vitest';
import type { Step } from '../../../../engine/incident/traces/expectation.ts';
import { createRecentCourses, type Course } from '../../../../engine/incident/traces/recent.ts';

function courseOf(...workloads: readonly string[]): Course {
  return workloads.map((workload) => [{ workload, form: 'handled', count: 0, others: new Map(), times: [] } satisfies Step, 1]);
}

const [busy, quiet, late] = [courseOf('web', 'shop'), courseOf('mail'), courseOf('web')];

test('the few requests of a quiet path stay beside ten thousand of a busy one, which makes the room itself', () => {
  const recent = createRecentCourses();
  for (let i = 0; i < 40; i += 1) recent.add(quiet);
  const gone = Array.from({ length: 10_000 }, () => recent.add(busy)).flat();
  expect(recent.all().filter((course) => course === quiet)).toHaveLength(40);
  expect(recent.all()).toHaveLength(2_048);
  expect(gone).toHaveLength(10_040 - 2_048);
  expect(gone.every((course) => course === busy)).toBe(true);
  expect(recent.add(late)).toEqual([busy]);
  expect(recent.all().at(-1)).toBe(late);
});

test('what no request has taken for very long goes, however rare it was', () => {
  const recent = createRecentCourses();
  for (let i = 0; i < 300; i += 1) recent.add(quiet);
  for (let i = 0; i < 33_100; i += 1) recent.add(busy);
  expect(recent.all()).not.toContain(quiet);
});

test('one that is put in the place of another keeps its age, and one that is gone makes room', () => {
  const recent = createRecentCourses();
  for (const course of [quiet, busy, late]) recent.add(course);
  const other = courseOf('mail');
  recent.replace((course) => (course === quiet ? other : course === busy ? null : course));
  expect(recent.all()).toEqual([other, late]);
  recent.clear();
  expect(recent.all()).toEqual([]);
});
