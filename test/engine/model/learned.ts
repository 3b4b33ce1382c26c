/** Engines that have read some hours of made-up traffic, and models of them. */
import type { Engine, Model } from '../../../engine/index.ts';
import { run, startMs, webService, type Run } from '../traffic.ts';

export const hour = 3_600_000;

/** The engine after `hours` of two web services. */
export function learned(hours: number, seed: number, more: Partial<Run> = {}): { readonly engine: Engine; readonly nowMs: number } {
  const { engine } = run({ services: [webService('web'), webService('cart', 40)], seed, forMs: hours * hour, ...more });
  return { engine, nowMs: startMs + hours * hour };
}

/** Throws where the engine refuses. */
export function trained({ engine, nowMs }: ReturnType<typeof learned>, version: number): Model {
  const result = engine.train({ version, nowMs, madeBy: 'test' });
  if (!result.ok) throw new Error(result.reason);
  return result.model;
}
