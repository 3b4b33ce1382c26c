/** What a contestant says is unusual, in the terms of the generator. */

export interface AlarmPart {
  readonly atMs: number;
  /** Position in the roster. */
  readonly service: number;
  /** The statement it names; null where it speaks of the whole service, or names what no statement is known by. */
  readonly about: number | null;
}

/** Counts once, however much it turns out to hold: an incident may come to speak of many services. */
export interface Alarm {
  readonly what: string;
  readonly reason: string;
  readonly parts: readonly AlarmPart[];
}

/** What comes again within this time is still the same alarm. */
const quietMs = 600_000;

/** Keeps apart what goes on from what begins. */
export interface Beginnings {
  /** True when `key` was not active in the last ten minutes. To be called at every time at which it is. */
  begins(key: string, nowMs: number): boolean;
}

export function createBeginnings(): Beginnings {
  const lastAtMs = new Map<string, number>();
  return {
    begins(key, nowMs) {
      const last = lastAtMs.get(key);
      lastAtMs.set(key, nowMs);
      return last === undefined || nowMs - last > quietMs;
    },
  };
}
