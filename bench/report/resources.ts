/** What the operator's process uses, as a part of `docs/benchmarks.md`. */
import type { Used } from '../resources.ts';
import { bytes, count, rows } from './format.ts';

export function resources(of: readonly Used[]): readonly string[] {
  const machineCores = of[0]?.machineCores ?? 0;
  return [
    `## Resources

The operator as a process of its own with Node's settings of the image and the heap that it may have in the chart's container, on a simulated cluster over HTTP (without TLS, ten namespaces with a LogDetector each). Cores are processor time by wall time of that process alone, in its first minutes, in which it learns headers and patterns and compiles its code (of the pods that write nothing in the five minutes after the sixth: the baselines stand, and every silent log is opened again); all else had ${span(of.map(({ otherCores }) => otherCores))} of ${machineCores} cores meanwhile, which makes every figure larger (caches are shared) and keeps the writer of lines below what was wanted. A second of processor time by 100,000 lines says what that many lines a second take.`,
    rows(
      [
        'load',
        'lines/s',
        'cores',
        'goal',
        's by 100,000 lines',
        'memory',
        'at most',
        'goal',
        'streams',
        'all read within',
        'goal',
        'requests a pod and minute',
      ],
      of.map((one) => [
        one.what,
        count(one.perSecond),
        one.cores.toFixed(3),
        goal(one.goals.cores, (cores) => `${cores}`),
        one.perSecond < fewLines ? '-' : ((one.cores * 100_000) / one.perSecond).toFixed(2),
        bytes(one.rssBytes),
        bytes(one.peakRssBytes),
        goal(one.goals.rssBytes, bytes),
        count(one.streams),
        `${one.seenWithinSeconds.toFixed(0)} s`,
        goal(one.goals.seenWithinSeconds, (seconds) => `${seconds} s`),
        one.requestsPerPod.toFixed(3),
      ]),
    ),
    'Of more pods than streams all are looked at once, then read in turns; "all read within" is until a line of each was read. What they write outside of their turns is counted as missed under `stream-limit` ([limits](limits.md)).',
  ];
}

/** Of fewer lines a second most of the time is not theirs. */
const fewLines = 1_000;

function goal(of: number | undefined, format: (value: number) => string): string {
  return of === undefined ? '-' : format(of);
}

function span(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`;
}
