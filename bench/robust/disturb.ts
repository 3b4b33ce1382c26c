/** What collecting does to recordings: another order, lost lines, clocks that differ. */
import { seeded, shuffled } from '../accuracy/random.ts';
import type { Line, Plan } from './line.ts';

/** What has the same time comes in any order; only a container's own lines and the versions of an object stay in theirs. */
export const shuffle: Plan = ({ seed }) => ({
  recording(lines) {
    const random = seeded('shuffle', seed);
    const groups = Map.groupBy(lines, ({ at }) => at);
    return [...groups.values()].flatMap((group) => {
      const streams = [...Map.groupBy(group, (line) => streamOf(line) ?? line).values()];
      const order = shuffled(
        streams.flatMap((stream, i) => stream.map(() => i)),
        random,
      );
      const left = streams.map((stream) => stream.values());
      return order.flatMap((stream) => left[stream]?.next().value ?? []);
    });
  },
});

const lostShare = 0.1;

export const lose: Plan = ({ seed }) => ({
  recording(lines) {
    const random = seeded('lose', seed);
    return lines.filter(({ type }) => type !== 'log' || !random.chance(lostShare));
  },
});

const apartMs = 2_000;

/** Half of the workloads have a clock that is two seconds ahead of that of the others, also in the times that they write. */
export const clocks: Plan = ({ seed }) => {
  const ahead = new Map<string, boolean>();
  const isAhead = (workload: string): boolean => {
    let known = ahead.get(workload);
    if (known === undefined) ahead.set(workload, (known = seeded(`clock ${workload}`, seed).chance(0.5)));
    return known;
  };
  return {
    recording(lines) {
      const shifted = lines.map((line) => {
        const { type, workload, at } = line;
        if (workload === undefined || (type !== 'log' && type !== 'span') || !isAhead(workload)) return line;
        return { ...line, at: later(at), ...(line.line === undefined ? {} : { line: laterWithin(line.line) }) };
      });
      return shifted.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
    },
  };
};

function later(at: string): string {
  return new Date(Date.parse(at) + apartMs).toISOString();
}

/** Times as loggers write them; a line without one has only that of its collector. */
const written = /(\d{4}-\d{2}-\d{2})([T ])(\d{2}:\d{2}:\d{2})(?=[.,Z\s\]+-])/g;
const writtenOfDay = /^(\d{2}):(\d{2}):(\d{2})(?=[.,])/;

function laterWithin(line: string): string {
  const moved = line.replace(written, (_, day: string, between: string, time: string) => {
    const shifted = new Date(Date.parse(`${day}T${time}Z`) + apartMs).toISOString();
    return `${shifted.slice(0, 10)}${between}${shifted.slice(11, 19)}`;
  });
  return moved.replace(writtenOfDay, (time: string) => new Date(Date.parse(`1970-01-02T${time}Z`) + apartMs).toISOString().slice(11, 19));
}

/** Lines of a container, and versions of an object, have an order of their own. Null for the rest. */
function streamOf({ type, workload, pod, container, object }: Line): string | null {
  const { namespace = '', name = '' } = object?.metadata ?? {};
  if (type === 'object') return `${object?.kind ?? ''} ${namespace}/${name}`;
  return type === 'log' ? `${workload ?? ''} ${pod ?? ''} ${container ?? ''}` : null;
}
