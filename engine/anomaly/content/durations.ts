/**
 * What takes far longer than usual. Each duration that a pattern writes has a histogram of what is usual, two steps an octave; a new one counts
 * by its rank in it, so that patterns of milliseconds and of minutes speak for the same change together. Ranks as normal scores (van der
 * Waerden) are safe from outliers: one endless request is no slow service.
 */
import { duration, type Verdict } from '../rules/rule.ts';
import { chanceOf, stands, type Asked, type Found } from './found.ts';
import type { Detector } from './findings.ts';
import { climb, createRise, readRise, saveRise, type Rise, type RiseState } from './rise.ts';

export interface Observed {
  readonly pattern: number;
  readonly milliseconds: number;
  readonly atMs: number;
  readonly learns: boolean;
  readonly judges: boolean;
}

export interface Durations extends Detector {
  /** One duration of a slot. */
  observe(slot: number, observed: Observed): void;
  /** The slots of a pattern are another's. */
  merge(from: number, into: number): void;
  readonly evicted: number;
  /** How many durations were compared since the last call, and the sum of their normal scores. */
  take(): { readonly durations: number; readonly slowness: number };
  snapshot(): DurationsState;
  restore(state: DurationsState): void;
}

type SlotState = readonly [slot: number, pattern: number, usedAtMs: number, rise: RiseState, logs: number, bins: readonly number[]];

export interface DurationsState {
  readonly slots: readonly SlotState[];
  readonly all: RiseState;
  readonly blocks: readonly [dispersion: number, blocks: number];
}

const mostSlots = 32;
/** Two bins an octave from a microsecond to an hour. */
const bins = 64;
const lowestOctave = -10;
/** Fewer usual values than this tell nothing about ranks. */
const enoughUsual = 60;
/** When so many are counted, all counts are halved: what is usual follows what lasts. */
const mostUsual = 4_096;
/** The change that is looked for, in deviations of the normal scores; half of it is put up with for ever. */
const shift = 1.25;
const highestScore = 2.5;
/** How many times longer than usual, as a geometric mean, and in how many lines. */
const leastFactor = 3;
const leastLines = 10;
/** Scores are taken together in blocks of this size to see how much more than chance they vary. */
const blockSize = 20;

interface Slot {
  pattern: number;
  usedAtMs: number;
  readonly counts: Float32Array;
  total: number;
  readonly rise: Rise;
  /** Sum of the binary logarithms of observed over usual since the rise began. */
  logs: number;
}

export function createDurations(): Durations {
  return new DurationSlots();
}

class DurationSlots implements Durations {
  readonly kind = 'latency';
  evicted = 0;
  private slots = new Map<number, Slot>();
  private all = createRise();
  /** The slot that has risen most, as of its last line. */
  private leading: Slot | null = null;
  private dispersion = 1;
  private blocks = 0;
  private blockSum = 0;
  private inBlock = 0;
  private compared = { durations: 0, slowness: 0 };

  observe(key: number, observed: Observed): void {
    const { pattern, atMs, learns } = observed;
    const slot = this.slots.get(key) ?? this.open(key, pattern, atMs);
    if (slot === null) return;
    slot.usedAtMs = atMs;
    const bin = binOf(observed.milliseconds);
    if (slot.total >= enoughUsual) this.score(slot, bin, observed);
    if (!learns) return;
    slot.counts[bin] = (slot.counts[bin] ?? 0) + 1;
    slot.total += 1;
    if (slot.total >= mostUsual) halve(slot);
  }

  take(): { readonly durations: number; readonly slowness: number } {
    const taken = this.compared;
    this.compared = { durations: 0, slowness: 0 };
    return taken;
  }

  judge(about: Asked): Found | null {
    const { nowMs, isActive } = about;
    const best = this.leading;
    if (best === null) return null;
    const isTogether = stands(this.all, about) && this.all.tried >= leastLines;
    const isAlone = stands(best.rise, about) && best.rise.tried >= leastLines;
    if (!isTogether && !isAlone) return null;
    const factor = 2 ** (best.logs / Math.max(1, best.rise.tried));
    if (!isActive && (factor < leastFactor || best.rise.tried < leastLines / 3)) return null;
    const rise = isAlone ? best.rise : this.all;
    return { pattern: best.pattern, level: null, verdict: verdictOf(best, rise, { factor, nowMs }) };
  }

  accept(): void {
    this.leading = null;
    this.slots.clear();
    this.all = createRise();
  }

  merge(from: number, into: number): void {
    for (const slot of this.slots.values()) if (slot.pattern === from) slot.pattern = into;
  }

  snapshot(): DurationsState {
    return {
      slots: [...this.slots].map(([key, { pattern, usedAtMs, rise, logs, counts }]) => [
        key,
        pattern,
        usedAtMs,
        saveRise(rise),
        logs,
        [...counts.keys()].flatMap((bin) => ((counts[bin] ?? 0) > 0 ? [bin, counts[bin] ?? 0] : [])),
      ]),
      all: saveRise(this.all),
      blocks: [this.dispersion, this.blocks],
    };
  }

  restore(state: DurationsState): void {
    this.leading = null;
    this.slots = new Map(
      state.slots.map(([key, pattern, usedAtMs, rise, logs, saved]) => {
        const slot = { pattern, usedAtMs, counts: new Float32Array(bins), total: 0, rise: readRise(rise), logs };
        for (let i = 0; i < saved.length; i += 2) {
          slot.counts[saved[i] ?? 0] = saved[i + 1] ?? 0;
          slot.total += saved[i + 1] ?? 0;
        }
        return [key, slot];
      }),
    );
    this.all = readRise(state.all);
    [this.dispersion, this.blocks] = state.blocks;
  }

  private score(slot: Slot, bin: number, { atMs, learns, judges }: Observed): void {
    const score = normalScore(rankIn(slot, bin));
    this.compared.durations += 1;
    this.compared.slowness += score;
    if (learns) this.learnDispersion(score);
    if (!judges) return;
    const nats = (shift * score - (shift * shift) / 2) / this.dispersion;
    const step = { atMs, nats, isHit: score > 0 };
    climb(this.all, step);
    climb(slot.rise, step);
    if (slot.rise.nats > (this.leading?.rise.nats ?? 0)) this.leading = slot;
    if (slot.rise.nats === 0) slot.logs = 0;
    else slot.logs = (slot.rise.tried === 1 ? 0 : slot.logs) + (bin - medianBin(slot)) / 2;
  }

  /** Variance of the sums of blocks over that of as many independent scores: slow minutes make durations alike. */
  private learnDispersion(score: number): void {
    this.blockSum += score;
    this.inBlock += 1;
    if (this.inBlock < blockSize) return;
    this.blocks = Math.min(200, this.blocks + 1);
    const ratio = Math.min(25, this.blockSum ** 2 / blockSize);
    // Begins at two, so that the first blocks decide nothing.
    const mean = this.blocks === 1 ? 2 : this.dispersion;
    this.dispersion = Math.max(1, mean + (ratio - mean) / (this.blocks + 10));
    this.blockSum = 0;
    this.inBlock = 0;
  }

  private open(key: number, pattern: number, atMs: number): Slot | null {
    if (this.slots.size >= mostSlots && !this.evictOlderThan(atMs - evictAfterMs)) return null;
    const slot = { pattern, usedAtMs: atMs, counts: new Float32Array(bins), total: 0, rise: createRise(), logs: 0 };
    this.slots.set(key, slot);
    return slot;
  }

  /** Makes room for one by the slot that was unused for longest; false when all are in use. */
  private evictOlderThan(beforeMs: number): boolean {
    let oldest = -1;
    let oldestAtMs = beforeMs;
    for (const [key, { usedAtMs }] of this.slots) if (usedAtMs < oldestAtMs) [oldest, oldestAtMs] = [key, usedAtMs];
    this.evicted += 1;
    if (this.leading === this.slots.get(oldest)) this.leading = null;
    return this.slots.delete(oldest);
  }
}

/** A slot that nobody wrote to for so long makes way for one that is written now. */
const evictAfterMs = 3_600_000;

function verdictOf(slot: Slot, rise: Rise, { factor, nowMs }: { readonly factor: number; readonly nowMs: number }): Verdict {
  const usual = 2 ** (medianBin(slot) / 2 + lowestOctave + 0.25);
  const lines = rise.tried;
  const forMs = nowMs - rise.sinceAtMs;
  return {
    observed: lines,
    expected: lines,
    ...chanceOf(rise, nowMs),
    reason: `${lines} ${lines === 1 ? 'line' : 'lines'} in ${duration(forMs)} took ${spoken(usual * factor)}, ${Math.round(factor)} times the usual ${spoken(usual)}`,
    sinceAtMs: rise.sinceAtMs,
  };
}

/** `0.4 ms`, `120 ms`, `3.2 s`: two digits. */
function spoken(milliseconds: number): string {
  const [value, unit] =
    milliseconds < 1_000 ? [milliseconds, 'ms'] : milliseconds < 120_000 ? [milliseconds / 1_000, 's'] : [milliseconds / 60_000, 'min'];
  return `${Number(value.toPrecision(2))} ${unit}`;
}

function binOf(milliseconds: number): number {
  if (!(milliseconds > 0)) return 0;
  return Math.min(bins - 1, Math.max(0, Math.floor((Math.log2(milliseconds) - lowestOctave) * 2)));
}

/** Between 0 and 1: the middle of its bin among the usual ones. */
function rankIn({ counts, total }: Slot, bin: number): number {
  let below = 0;
  for (let i = 0; i < bin; i += 1) below += counts[i] ?? 0;
  return (below + (counts[bin] ?? 0) / 2 + 0.5) / (total + 1);
}

function medianBin({ counts, total }: Slot): number {
  let below = 0;
  for (let i = 0; i < bins; i += 1) {
    below += counts[i] ?? 0;
    if (below * 2 >= total) return i;
  }
  return bins - 1;
}

/** Quantile of the normal distribution, cut at two and a half deviations (logistic approximation, good to a few hundredths there). */
function normalScore(rank: number): number {
  const score = Math.log(rank / (1 - rank)) / 1.702;
  return Math.max(-highestScore, Math.min(highestScore, score));
}

function halve(slot: Slot): void {
  slot.total = 0;
  for (let i = 0; i < bins; i += 1) {
    slot.counts[i] = (slot.counts[i] ?? 0) / 2;
    slot.total += slot.counts[i] ?? 0;
  }
}
