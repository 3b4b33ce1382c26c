/** One seed: the cluster runs once, and is scored. */
import { startAtMs } from '../traffic/calendar.ts';
import { score, type Score } from './score.ts';
import { createWatch } from './watch.ts';
import { simulate, type SimulatorOptions, type Slot } from './world.ts';

/** JSON-able. */
export interface SeedResult extends SimulatorOptions {
  readonly lines: number;
  readonly observations: number;
  /** Processor time of all threads, and what of it made the cluster. */
  readonly cpuSeconds: number;
  readonly score: Score;
}

export interface MeasureOptions extends SimulatorOptions {
  readonly tellDay: (seed: number, day: number) => void;
  /** Is shown every slot too, as for a recording. */
  readonly also?: (slot: Slot) => void;
}

export function measure({ tellDay, also, ...options }: MeasureOptions): SeedResult {
  const before = process.cpuUsage();
  const watch = createWatch(startAtMs);
  let observations = 0;
  const simulated = simulate(options, (slot) => {
    if ((slot.nowMs - startAtMs) % 86_400_000 === 0) tellDay(options.seed, (slot.nowMs - startAtMs) / 86_400_000);
    observations += slot.observations.length;
    also?.(slot);
    watch.slot(slot);
  });
  const { user, system } = process.cpuUsage(before);
  return { ...options, lines: simulated.lines, observations, cpuSeconds: (user + system) / 1e6, score: score(watch.told, simulated) };
}
