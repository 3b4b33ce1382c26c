/** Time that clusters take, on patterns made of the words of the labelled messages and words of nobody. */
import { fitClusters } from '../../engine/cluster/cluster.ts';
import { median } from '../../engine/math.ts';
import { createRandom } from '../../engine/math.ts';
import type { Labelled } from './meanings.ts';

export interface Speed {
  readonly patterns: number;
  /** CPU time of this thread, median of three fits. */
  readonly fitMs: number;
  /** Of one text, median of five rounds over texts that are asked for the first time. */
  readonly nameUs: number;
}

export function measureSpeed(messages: readonly Labelled[], patterns: number): Speed {
  const made = makePatterns(messages, patterns, 1);
  const fits = [1, 2, 3].map((seed) => cpuMs(() => fitClusters(made, seed)));
  const clusters = fitClusters(made, 1);
  const rounds = [2, 3, 4, 5, 6].map((seed) => {
    const asked = makePatterns(messages, 2_000, seed);
    return (cpuMs(() => asked.forEach(({ text }) => clusters.nameOf(text))) / asked.length) * 1e3;
  });
  return { patterns, fitMs: median(fits), nameUs: median(rounds) };
}

/** Each the words of a message with some left out and some of its own between. */
function makePatterns(messages: readonly Labelled[], count: number, seed: number): { readonly text: string; readonly count: number }[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, at) => {
    const words = (messages[at % messages.length]?.text ?? '').split(' ').filter(() => random() > 0.15);
    words.splice(Math.floor(random() * words.length), 0, wordOf(random), wordOf(random));
    return { text: words.join(' '), count: 1 + Math.floor(100 * random()) };
  });
}

/** Two or three syllables: about 8,000 words. */
function wordOf(random: () => number): string {
  const syllable = (): string => `${'bdfgklmnprst'[Math.floor(12 * random())]}${'aeiou'[Math.floor(5 * random())]}`;
  return Array.from({ length: 2 + Math.floor(1.05 * random()) }, syllable).join('');
}

function cpuMs(work: () => void): number {
  const start = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1e3;
}
