/**
 * How high what speaks for a change climbs by itself while nothing is wrong. Windows follow each other and are not independent, so the bound of the theory
 * is too low; what was seen is extended by an exponential tail, as with rarity.
 */
export interface Peaks {
  /** A climb came down again. */
  add(height: number): void;
  /** One window has been looked at. */
  tick(): void;
  /** Windows that have been looked at, as far as they still count. */
  readonly windows: number;
  /** How many times a year a climb of windows a minute apart reaches this height. */
  perYear(height: number): number;
  snapshot(): PeaksState;
  restore(state: PeaksState): void;
}

export type PeaksState = readonly [windows: number, high: number, excess: number];

const minutesAYear = 525_600;
/** What is lower is no climb. */
const lowest = 2;
/** Climbs of the theory that are known before any was seen, each as high over `lowest` as theory says: one nat. */
const priorHigh = 4;
/** When so many windows are counted all is halved. */
const mostWindows = 40_320;

export function createPeaks(): Peaks {
  let [windows, high, excess] = [0, 0, 0];
  return {
    add(height) {
      if (height <= lowest) return;
      high += 1;
      excess += height - lowest;
    },
    tick() {
      windows += 1;
      if (windows >= mostWindows) [windows, high, excess] = [windows / 2, high / 2, excess / 2];
    },
    get windows() {
      return windows;
    },
    perYear(height) {
      const mean = Math.max(1, (excess + priorHigh) / (high + priorHigh));
      return ((high + 1) / Math.max(1, windows)) * minutesAYear * Math.exp(-Math.max(0, height - lowest) / mean);
    },
    snapshot: () => [windows, high, Math.round(excess * 100) / 100],
    restore(state) {
      [windows, high, excess] = state;
    },
  };
}
