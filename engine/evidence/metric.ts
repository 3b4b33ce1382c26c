/** Memory on its way to its limit. */
import type { Evidence } from '../domain.ts';
import { median } from '../math.ts';
import type { FactContext } from './fact.ts';
import { fact } from './fact.ts';

export interface MemorySample {
  readonly atMs: number;
  readonly bytes: number;
}

export interface MemoryTarget {
  readonly pod: string;
  readonly container: string;
  readonly limitBytes: number;
  /** What it asked for: above that it is the first to go when its node is short. */
  readonly requestBytes?: number | undefined;
}

/** Kept a container: at a scrape each 15 s, four minutes. */
export const maxSamples = 16;
/** Above this share the kernel may kill at any allocation. */
const nearShare = 0.9;
/** Below this share a trend says little: caches and heaps grow into their limit and stop. */
const trendShare = 0.6;
/** A trend needs this many samples over this long, and an end within this long, to be worth a word. */
const trendSamples = 4;
const trendForMs = 45_000;
const trendEndsWithinMs = 10 * 60_000;

/** The fact that a container is near its memory limit, or will be there within ten minutes (Theil-Sen slope of the last samples). */
export function factsOfMemory(samples: readonly MemorySample[], target: MemoryTarget, context: FactContext): readonly Evidence[] {
  const last = samples.at(-1);
  if (last === undefined || target.limitBytes <= 0) return [];
  const share = last.bytes / target.limitBytes;
  if (share < trendShare) return [];
  const growth = growthOf(samples);
  const leftForMs = growth === null ? null : Math.max(0, target.limitBytes - last.bytes) / growth;
  const soon = leftForMs !== null && leftForMs <= trendEndsWithinMs;
  if (share < nearShare && !soon) return [];
  const trend = leftForMs === null ? '' : `, ${lengthWords(leftForMs)} left at the present rate`;
  const text = `container ${target.container} uses ${Math.round(share * 100)} % of its memory limit of ${mebibytes(target.limitBytes)}${requestWords(last.bytes, target)}${trend}`;
  return [
    fact(context, {
      kind: 'memory-near-limit',
      atMs: last.atMs,
      pod: target.pod,
      container: target.container,
      severity: 'warning',
      text,
      details: {
        share: Math.round(share * 1000) / 1000,
        limitBytes: target.limitBytes,
        ...(leftForMs === null ? {} : { endsAtMs: Math.round(last.atMs + leftForMs) }),
        ...(growth === null ? {} : { bytesAMinute: Math.round(growth * 60_000) }),
      },
    }),
  ];
}

function requestWords(bytes: number, { requestBytes = 0 }: MemoryTarget): string {
  return requestBytes <= 0 || bytes <= requestBytes
    ? ''
    : ` (${Math.round((bytes / requestBytes) * 100)} % of its request of ${mebibytes(requestBytes)})`;
}

/** Bytes a millisecond; null where the memory does not grow. */
function growthOf(samples: readonly MemorySample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || samples.length < trendSamples || last.atMs - first.atMs < trendForMs) return null;
  const slopes = samples.flatMap((a, i) => samples.slice(i + 1).map((b) => (b.bytes - a.bytes) / Math.max(1, b.atMs - a.atMs)));
  const slope = median(slopes);
  return slope > 0 ? slope : null;
}

function lengthWords(forMs: number): string {
  return forMs < 90_000 ? `${Math.round(forMs / 1000)} s` : `${Math.round(forMs / 60_000)} minutes`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)}Mi`;
}
