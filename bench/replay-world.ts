/** Runs a world through the engine on the world's own clock, as fast as it can; for tests and for looking at what the engine makes of it. */
import { createEngine, type Engine, type EngineOptions, type Incident, type IncidentChange } from '../engine/index.ts';
import type { WorldRecord } from '../demo/world/world.ts';

export interface Replayed {
  readonly engine: Engine;
  readonly changes: readonly IncidentChange[];
  /** Newest state of every incident, in order of opening. */
  readonly incidents: readonly Incident[];
  readonly lines: number;
}

export interface ReplayOptions {
  readonly engine?: Partial<EngineOptions>;
  readonly tickEveryMs?: number;
  onChange?(change: IncidentChange): void;
}

export function replayWorld(records: Iterable<WorldRecord>, options: ReplayOptions = {}): Replayed {
  const engine = createEngine({ detector: 'shop/shop', ...options.engine });
  const tickEveryMs = options.tickEveryMs ?? 5_000;
  const changes: IncidentChange[] = [];
  const incidents = new Map<string, Incident>();
  const encoder = new TextEncoder();
  let nextTickAtMs = Number.NaN;
  let lines = 0;
  const tick = (nowMs: number): void => {
    for (const change of engine.tick(nowMs).changes) {
      changes.push(change);
      incidents.set(change.incident.id, change.incident);
      options.onChange?.(change);
    }
  };
  for (const record of records) {
    if (Number.isNaN(nextTickAtMs)) nextTickAtMs = record.atMs + tickEveryMs;
    for (; record.atMs >= nextTickAtMs; nextTickAtMs += tickEveryMs) tick(nextTickAtMs);
    if (record.type === 'log') {
      lines += 1;
      engine.push({ stream: record.stream, framing: 'plain', bytes: encoder.encode(`${record.line}\n`), receivedAtMs: record.atMs });
    } else engine.observe(record);
  }
  tick(nextTickAtMs);
  return { engine, changes, incidents: [...incidents.values()], lines };
}
