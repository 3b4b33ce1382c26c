/**
 * The requests of late, which say what is usual. A busy path must not push out a quiet one, so that of too many one of the commonest path goes; what was
 * had very long ago goes too, however rare it is.
 */
import type { Step } from './expectation.ts';

/** Steps in the order in which they came, each with how often it did. */
export type Course = readonly (readonly [step: Step, times: number])[];

export interface RecentCourses {
  /** Takes one in, and returns those that made room for it. */
  add(course: Course): readonly Course[];
  /** Puts another in the place of each; null for none. */
  replace(by: (course: Course) => Course | null): void;
  /** The oldest first. */
  all(): readonly Course[];
  clear(): void;
}

interface Entry {
  readonly course: Course;
  readonly number: number;
}

const most = 2_048;
/** Requests since: by then a rare path is that of an older release. */
const longestAge = 16 * most;
/** Looked for now and then, for most of what goes makes room long before. */
const lookEvery = 64;

export function createRecentCourses(): RecentCourses {
  const byPath = new Map<string, Entry[]>();
  let [size, number] = [0, 0];

  function dropFirst(path: string): Course[] {
    const entries = byPath.get(path) ?? [];
    const first = entries.shift();
    if (entries.length === 0) byPath.delete(path);
    if (first === undefined) return [];
    size -= 1;
    return [first.course];
  }

  /** Whoever has no more than its share is asked for nothing. */
  function makeRoom(path: string): Course[] {
    if (size <= most) return [];
    const isOver = (byPath.get(path)?.length ?? 0) * byPath.size >= size;
    return dropFirst(isOver ? path : commonestOf(byPath));
  }

  function dropOld(): Course[] {
    const old = [...byPath].flatMap(([path, entries]) => entries.filter((entry) => number - entry.number > longestAge).map(() => path));
    return old.flatMap(dropFirst);
  }

  const allInOrder = (): readonly Entry[] => [...byPath.values()].flat().toSorted((a, b) => a.number - b.number);

  return {
    add(course) {
      const path = pathOf(course);
      const entries = byPath.get(path);
      number += 1;
      if (entries === undefined) byPath.set(path, [{ course, number }]);
      else entries.push({ course, number });
      size += 1;
      return number % lookEvery === 0 ? [...makeRoom(path), ...dropOld()] : makeRoom(path);
    },
    replace(by) {
      size = 0;
      for (const [path, entries] of byPath) {
        const kept = entries.flatMap((entry) => {
          const course = by(entry.course);
          return course === null ? [] : [course === entry.course ? entry : { course, number: entry.number }];
        });
        size += kept.length;
        if (kept.length === 0) byPath.delete(path);
        else byPath.set(path, kept);
      }
    },
    all: () => allInOrder().map(({ course }) => course),
    clear() {
      byPath.clear();
      size = 0;
    },
  };
}

function commonestOf(byPath: ReadonlyMap<string, readonly Entry[]>): string {
  let [path, longest] = ['', 0];
  for (const [other, { length }] of byPath) if (length > longest) [path, longest] = [other, length];
  return path;
}

/** The workloads that a request came to. */
function pathOf(course: Course): string {
  const first = course[0]?.[0].workload ?? '';
  if (course.every(([{ workload }]) => workload === first)) return first;
  return [...new Set(course.map(([{ workload }]) => workload))].toSorted().join(' ');
}
