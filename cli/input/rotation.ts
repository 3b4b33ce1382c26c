/** Which files are one log: `app.log`, `app.log.1`, `app.log.2.gz`. */

export interface PlannedInput {
  readonly path: string;
  readonly workload: string;
}

/** A path read as a place in a row of rotated files. */
interface Place {
  readonly path: string;
  readonly log: readonly string[];
  /** Which of several runs of one container, as the kubelet counts them (`0.log`, `1.log`). */
  readonly run: number;
  /** Orders rotated files of one log from old to new; the one being written is the newest. */
  readonly age: readonly [group: number, order: number | string];
}

const PACKED = /\.(?:gz|zst)$/;
/** `.1` of logrotate, `-20260131` of its dateext, `.2026-01-31` of Java's, `.20260131-030405` of the kubelet, `.old`. */
const NUMBERED = /[.](\d{1,3})$/;
const DATED = /[.-](\d{4}-?\d{2}-?\d{2}(?:[-T_.]?\d{2,6}(?:[-:]?\d{2}){0,2}(?:\.\d+)?)?)$/;
const OLD = /\.(?:old|prev|bak)$/;
const EXTENSION = /\.log$/;

/**
 * Names the workload of each file: its path without the ending, the rotation and the folders that all have in common. The workloads are in the order of
 * their first file, the files of one from the oldest to the newest.
 */
export function planInputs(paths: readonly string[]): readonly PlannedInput[] {
  const places = [...new Set(paths)].map(placeOf);
  const shared = sharedFolders(places.map(({ log }) => log));
  const byWorkload = new Map<string, Place[]>();
  for (const place of places) {
    const workload = place.log.slice(shared).join('/');
    const known = byWorkload.get(workload);
    if (known === undefined) byWorkload.set(workload, [place]);
    else known.push(place);
  }
  return [...byWorkload].flatMap(([workload, group]) => group.toSorted(byAge).map(({ path }) => ({ path, workload })));
}

function placeOf(path: string): Place {
  const parts = path.split(/[/\\]+/).filter((part) => part !== '' && part !== '.');
  let name = (parts.pop() ?? path).replace(PACKED, '');
  let age: Place['age'] = [3, 0];
  const take = (pattern: RegExp, ageOf: (found: string) => Place['age']): void => {
    const found = pattern.exec(name);
    if (found === null || found.index === 0) return;
    name = name.slice(0, found.index);
    age = ageOf(found[1] ?? '');
  };
  take(NUMBERED, (number) => [2, -Number(number)]);
  take(DATED, (date) => [1, date]);
  take(OLD, () => [2, 0]);
  const base = name.replace(EXTENSION, '');
  const unextended = base === '' ? name : base;
  // `app-2026-01-31.log` has the date before the ending.
  const dated = DATED.exec(unextended);
  if (dated !== null && dated.index > 0) age = [1, dated[1] ?? ''];
  const log = dated !== null && dated.index > 0 ? unextended.slice(0, dated.index) : unextended;
  const isRun = /^\d{1,6}$/.test(log) && parts.length > 0;
  return { path, log: isRun ? parts : [...parts, log], run: isRun ? Number(log) : 0, age };
}

function byAge(a: Place, b: Place): number {
  if (a.run !== b.run) return a.run - b.run;
  if (a.age[0] !== b.age[0]) return a.age[0] - b.age[0];
  return a.age[1] < b.age[1] ? -1 : a.age[1] > b.age[1] ? 1 : 0;
}

/** How many leading folders all logs have in common; at least one part of each name is left. */
function sharedFolders(logs: readonly (readonly string[])[]): number {
  const [first = []] = logs;
  let shared = 0;
  while (shared < first.length - 1 && logs.every((log) => log.length - 1 > shared && log[shared] === first[shared])) shared += 1;
  return shared;
}
