const hours = 24;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
const halfLifeMs = 4 * dayMs;
/** For each hour of day: when it was seen last, most lines in a minute, most in ten seconds. */
const perHour = 3;

/**
 * The busiest minute of a pattern by hour of day. What a nightly job writes every night is no spike, and what is usual at noon
 * says nothing about the night. A peak loses half of its height in four days without being reached again.
 */
export class Peaks {
  private readonly cells = new Float64Array(hours * perHour);
  private firstAtMs = 0;

  add(atMs: number, lines: number, burst: number): void {
    if (this.firstAtMs === 0) this.firstAtMs = atMs;
    this.raise(hourOfDay(atMs), atMs, [lines, burst]);
  }

  /** Of this hour of day and its neighbours (clocks change); of all hours until the hour has been seen on an earlier day. */
  at(atMs: number): { readonly peak: number; readonly peakBurst: number } {
    // Two days: the first full day ends at another hour than it began.
    const wanted = atMs - this.firstAtMs < 2 * dayMs ? everyHour : hoursAround(atMs);
    let peak = 0;
    let peakBurst = 0;
    for (const hour of wanted) {
      const left = this.decayed(hour, atMs);
      peak = Math.max(peak, this.cell(hour, 1) * left);
      peakBurst = Math.max(peakBurst, this.cell(hour, 2) * left);
    }
    return { peak, peakBurst };
  }

  merge(other: Peaks): void {
    const [first = 0, ...rest] = other.snapshot();
    this.firstAtMs = this.firstAtMs === 0 ? first : Math.min(this.firstAtMs, first === 0 ? this.firstAtMs : first);
    for (let at = 0; at + 3 < rest.length; at += 4) this.raise(rest[at] ?? 0, rest[at + 1] ?? 0, [rest[at + 2] ?? 0, rest[at + 3] ?? 0]);
  }

  snapshot(): number[] {
    const list = [this.firstAtMs];
    for (const hour of everyHour) {
      if (this.cell(hour, 0) > 0) list.push(hour, this.cell(hour, 0), this.cell(hour, 1), this.cell(hour, 2));
    }
    return list;
  }

  restore([first = 0, ...rest]: readonly number[]): void {
    this.firstAtMs = first;
    for (let at = 0; at + 3 < rest.length; at += 4) this.cells.set(rest.slice(at + 1, at + 4), hourOf(rest[at]) * perHour);
  }

  private raise(hour: number, atMs: number, [lines, burst]: readonly [number, number]): void {
    const left = this.decayed(hour, atMs);
    const seenAtMs = Math.max(atMs, this.cell(hour, 0));
    this.cells.set([seenAtMs, Math.max(this.cell(hour, 1) * left, lines), Math.max(this.cell(hour, 2) * left, burst)], hour * perHour);
  }

  private decayed(hour: number, atMs: number): number {
    return 2 ** (-Math.max(0, atMs - this.cell(hour, 0)) / halfLifeMs);
  }

  private cell(hour: number, part: number): number {
    return this.cells[hour * perHour + part] ?? 0;
  }
}

const everyHour = Array.from({ length: hours }, (_, hour) => hour);

function hourOfDay(atMs: number): number {
  return ((Math.floor(atMs / hourMs) % hours) + hours) % hours;
}

function hourOf(saved: number | undefined): number {
  return Math.min(hours - 1, Math.max(0, Math.floor(saved ?? 0)));
}

function hoursAround(atMs: number): number[] {
  return [-1, 0, 1].map((beside) => hourOfDay(atMs + beside * hourMs));
}
