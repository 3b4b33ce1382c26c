/** How long something takes or took, as every face tells it. */

/** `45 s`, `12 min`, `3 h 20 min`, `4 d`. */
export function duration(forMs: number): string {
  const seconds = Math.max(0, Math.round(forMs / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} d`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
