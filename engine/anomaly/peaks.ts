/**
 * The busiest minute of a pattern by hour of day. What a nightly job writes every night is no spike, and what is usual at noon says nothing about the
 * night. A peak loses half of its height in four days without being reached again. Hours are counted since the epoch, and ages in whole hours.
 */
const hourMs = 3_600_000;
const dayHours = 24;
const halfLifeHours = 4 * dayHours;

export function hourNumber(atMs: number): number {
  return Math.floor(atMs / hourMs);
}

/** What is left of a height after so many hours. */
export function decayOver(hours: number): number {
  return 2 ** (-Math.max(0, hours) / halfLifeHours);
}

/** Of this hour of day and its neighbours (clocks change); of all hours until the hour has been seen on an earlier day. */
export function peaksWanted(now: number, first: number): (hour: number) => boolean {
  // Two days: the first full day ends at another hour than it began.
  if (now - first <= 2 * dayHours) return () => true;
  return (hour) => {
    const apart = Math.abs(now - hour) % dayHours;
    return apart <= 1 || apart === dayHours - 1;
  };
}
