/** `docs/benchmarks.md`, out of what the benches print. */
import type { Attacked } from '../adversary.ts';
import type { MemoryResult } from '../memory.ts';
import type { Used } from '../resources.ts';
import { stoppedShare, totals, type PeersResult } from '../peers/tables.ts';
import { bytes, count, percent, ratio, rows, speed } from './format.ts';
import { resources } from './resources.ts';

export const benchNames = ['adversary', 'peers', 'memory', 'accuracy', 'resources'] as const;
export type BenchName = (typeof benchNames)[number];

/** What each bench prints with `--json`. */
export interface Results {
  readonly adversary: readonly Attacked[];
  readonly peers: PeersResult;
  readonly memory: MemoryResult;
  readonly accuracy: AccuracyResult;
  readonly resources: readonly Used[];
}

export interface AccuracyResult {
  readonly systems: readonly {
    readonly system: string;
    readonly set: string;
    readonly lines: number;
    readonly score: { readonly ga: number; readonly fga: number; readonly patterns: number; readonly truth: number };
  }[];
}

/** What issue 4 asks for, on a quiet machine. */
const goals = { raw: 1_200_000, json: 700_000, adversarial: 500_000, adversarialBytes: 150e6, memoryBytes: 400e6, ga: 0.92, fga: 0.85 };
const us = 'LogDetector';

export function page(results: Results): string {
  return `${[head, ...speeds(results.peers), ...floods(results), ...memory(results.memory), ...resources(results.resources), ...accuracy(results), repeat].join('\n\n')}\n`;
}

const head = `# Benchmarks

<!-- Written by node bench/report.ts. Do not edit. -->

Measured on 2 shared cores; the figures of a table are of one run. Compare columns: ratios within a run hold on other machines, lines a second do not.

Others: [alarms over made-up traffic](benchmarks-traffic.md), [causes and pages in a simulated cluster](benchmarks-simulator.md).`;

function speeds({ contestants, rounds, raced, skipped }: PeersResult): readonly string[] {
  const names = contestants.map(({ name }) => name);
  const others = names.filter((name) => name !== us && name !== 'line feeds');
  const cells = (of: Readonly<Record<string, number>>): readonly string[] => [
    ...names.map((name) => speed(of[name])),
    ...others.map((name) => ratio(of[us], of[name])),
  ];
  const byKind = totals(raced);
  return [
    `## Speed

Lines a second of processor time (all threads of a process with one thread of work), median of ${rounds} rounds in turns, the same files for all.
What each does with a line:`,
    contestants.map(({ name, what }) => `- **${name}**: ${what}`).join('\n'),
    rows(
      ['lines', ...names, ...others.map((name) => `ours / ${name}`)],
      [
        ...raced.map(({ file, linesPerSecond, refused }) => [file, ...cells(mined(linesPerSecond, refused))]),
        ...byKind.map(({ kind, linesPerSecond }) => [`**all ${kind}**`, ...cells(linesPerSecond)]),
      ],
    ),
    `\`raw\`: ${kindText.raw} \`invented\`: ${kindText.invented} \`json\`: ${kindText.json}
A dash: it gave more than ${percent(stoppedShare)} of the lines no pattern, so its speed says nothing. Goals on a quiet machine: raw ${speed(goals.raw)} and 1.25 times Loki, JSON ${speed(goals.json)}.`,
    ...refusals(raced),
    ...(skipped.length > 0 ? [skipped.map((sentence) => `- ${sentence}`).join('\n')] : []),
  ];
}

/** Below this share a line or two were too short or too long. */
const fewShare = 0.005;

function refusals(raced: PeersResult['raced']): readonly string[] {
  const texts = raced.flatMap(({ file, refused }) =>
    Object.entries(refused).flatMap(([name, share]) => (share > fewShare ? [`${name} ${percent(share)} of ${file}`] : [])),
  );
  return texts.length === 0 ? [] : [`Lines without a pattern of their own: ${texts.join(', ')}.`];
}

const kindText = {
  raw: 'public logs, replicated with fresh numbers and later times (`bench/corpora/replicated.ts`).',
  invented: 'six containers of our own, three of them wrapped as a container runtime wraps them.',
  json: 'three loggers.',
};

function mined(perSecond: Readonly<Record<string, number>>, refused: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(perSecond).filter(([name]) => (refused[name] ?? 0) <= stoppedShare));
}

function floods({ adversary, peers }: Results): readonly string[] {
  return [
    `## Lines that are never alike

A million lines of each kind, no two alike, in a process of its own. Every line is counted under a pattern or in the overflow bucket, which has a name. Goals: ${speed(goals.adversarial)} lines/s, ${bytes(goals.adversarialBytes)} at most.`,
    rows(
      ['kind', 'lines/s', 'MB/s', 'memory of the process, at most', 'in patterns', 'in the overflow bucket', 'counted nowhere'],
      adversary.map((one) => [
        one.kind,
        speed(one.lines / one.seconds),
        (one.bytes / one.seconds / 1e6).toFixed(0),
        bytes(one.peakRssBytes),
        count(one.inPatterns),
        count(one.inOverflow),
        count(one.lines - one.inPatterns - one.inOverflow),
      ]),
    ),
    'All kinds after one another in one stream, all contestants; who is not done after 20 s is stopped. Memory is what the process grew by.',
    rows(
      ['contestant', 'lines/s', 'lines read', 'without a pattern of their own', 'patterns', 'memory'],
      peers.flooded.map((one) => [
        one.contestant,
        speed(one.linesPerSecond),
        count(one.lines),
        withoutPattern(one),
        count(one.patterns),
        one.grownBytes === null ? '-' : bytes(one.grownBytes),
      ]),
    ),
  ];
}

function withoutPattern({ contestant, refused, lines }: PeersResult['flooded'][number]): string {
  if (refused === 0) return '0 %';
  return `${percent(refused / lines)}, ${contestant === us ? 'counted in the overflow bucket' : 'counted nowhere'}`;
}

function memory(of: MemoryResult): readonly string[] {
  const sum = of.shares.reduce((total, share) => total + share.bytes, 0);
  return [
    `## Memory

${of.workloads} workloads with ${of.patterns} patterns each after ${count(of.minutes)} minutes, in one of ten of which a pattern writes: counts of every minute, and the baselines learned from them. The process holds **${bytes(of.rssBytes)}** (goal ${bytes(goals.memoryBytes)}), ${bytes(of.emptyRssBytes)} of them before the first line; at most it had ${bytes(of.peakRssBytes)}. Of this the heap is ${bytes(of.heapBytes)} and the contents of typed arrays are ${bytes(of.arrayBytes)}.`,
    `One workload holds ${bytes(sum)}, read from a heap snapshot of ${of.shareWorkloads} of them:`,
    rows(
      ['part', 'memory', 'of it in typed arrays', 'objects'],
      of.shares
        .filter((share) => share.bytes > sum / 500)
        .map((share) => [`\`${share.part}\``, bytes(share.bytes), bytes(share.arrayBytes), count(share.objects)]),
    ),
  ];
}

function accuracy({ peers, accuracy: own }: Results): readonly string[] {
  const miners = [...new Set(peers.scores.map(({ contestant }) => contestant))];
  const logs = [...new Set(peers.scores.map(({ log }) => log))];
  const of = (log: string, name: string) => peers.scores.find((one) => one.log === log && one.contestant === name);
  const sets = [...new Set(own.systems.map(({ set }) => set))];
  return [
    `## Accuracy

GA is the share of lines whose pattern holds exactly the lines of one true template (Zhu et al. 2019), FGA the F1 over patterns (Jiang et al. 2024). One configuration for all, whole lines with their headers. Goals: GA ${goals.ga}, FGA ${goals.fga}.`,
    ...(logs.length > 0
      ? [
          rows(
            ['raw log', ...miners.flatMap((name) => [`${name} GA`, 'FGA', 'patterns']), 'true'],
            logs.map((log) => [
              log === 'mean' ? '**mean**' : log,
              ...miners.flatMap((name) => cellsOf(of(log, name))),
              count(of(log, miners[0] ?? '')?.truth ?? 0),
            ]),
          ),
        ]
      : ['The public labelled logs were not there.']),
    'Ours on systems that do not exist, written by somebody who had not seen the miner (`bench/accuracy.ts`); nobody who works on it reads the held ones. The fresh ones are by who then worked on it, from before that:',
    rows(
      ['invented systems', 'GA', 'lowest GA', 'FGA', 'patterns / true'],
      sets.map((set) => {
        const scores = own.systems.filter((one) => one.set === set).map(({ score }) => score);
        const mean = (value: (score: (typeof scores)[number]) => number): number =>
          scores.reduce((sum, one) => sum + value(one), 0) / scores.length;
        return [
          `${scores.length} ${set}`,
          mean(({ ga }) => ga).toFixed(3),
          Math.min(...scores.map(({ ga }) => ga)).toFixed(3),
          mean(({ fga }) => fga).toFixed(3),
          mean(({ patterns, truth }) => patterns / truth).toFixed(2),
        ];
      }),
    ),
  ];
}

function cellsOf(score: PeersResult['scores'][number] | undefined): readonly string[] {
  return score === undefined ? ['-', '-', '-'] : [score.ga.toFixed(3), score.fga.toFixed(3), count(score.patterns)];
}

const repeat = `## Repeat it

| what | command | needs |
| --- | --- | --- |
| the engine alone, corpus by corpus | \`npm run bench\` | |
| what CI compares with \`bench/baseline.json\` | \`npm run bench -- --check\` | |
| the race | \`npm run bench:peers\` | go, cargo, python3: who is missing is skipped with a sentence |
| lines that are never alike | \`node bench/adversary.ts\` | |
| from a command to its answer in Slack (figures: [slack.md](slack.md)) | \`node bench/bot.ts\` | the local Slack |
| memory | \`npm run bench:memory\` | |
| a retraining beside reading | \`node bench/train.ts\` | |
| what the operator uses | \`node bench/resources.ts\` | Linux, twenty-five minutes |
| accuracy on invented systems | \`npm run bench:accuracy\` | |
| this page | \`node bench/report.ts\` | all of it, half an hour |

The public logs are looked for in \`../shared/data/loghub-2k\`, or where \`LOGDETECTOR_BENCH_LOGS\` says: a folder for each with a \`raw.log\`.`;
