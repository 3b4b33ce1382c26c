/** Seconds that a piece of work took. */

/**
 * Seconds of processor time of this process, all its threads: what else runs on the machine does not count, and what V8 does beside us (collecting
 * garbage, compiling) does.
 */
export function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
}
