/** What two versions would have reported of the last 24 hours. */
import { setImmediate as turn } from 'node:timers/promises';
import { joinAlarms, type Engine, type PastAlarm, type PastSpell } from '../../engine/index.ts';
import type { Registry } from './registry.ts';

export interface Compared {
  readonly fromAtMs: number;
  readonly toAtMs: number;
  readonly windows: number;
  readonly from: ComparedVersion;
  readonly to: ComparedVersion;
}

interface ComparedVersion {
  readonly version: number;
  readonly total: number;
  readonly alarms: PastSpell[];
}

const dayMs = 86_400_000;
const maxTold = 200;

export async function compareVersions(
  { registry, engine }: { readonly registry: Registry; readonly engine: Pick<Engine, 'judgePast'> },
  { detector, from, to, nowMs }: { readonly detector: string; readonly from: number; readonly to: number; readonly nowMs: number },
): Promise<Compared> {
  const models = [await registry.load(detector, from), await registry.load(detector, to)];
  const alarms: readonly [PastAlarm[], PastAlarm[]] = [[], []];
  const span = { fromAtMs: nowMs - dayMs, toAtMs: nowMs };
  let windows = 0;
  for (const judged of engine.judgePast(models, span)) {
    windows += judged.windows;
    for (const [at, of] of alarms.entries()) of.push(...(judged.alarms[at] ?? []));
    // Reading goes on between two workloads.
    await turn();
  }
  return { ...span, windows, from: told(from, alarms[0]), to: told(to, alarms[1]) };
}

function told(version: number, minutes: readonly PastAlarm[]): ComparedVersion {
  const alarms = joinAlarms(minutes);
  return { version, total: alarms.length, alarms: alarms.slice(-maxTold) };
}
