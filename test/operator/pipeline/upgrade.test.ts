/** State that an earlier release wrote, as it stands in its store: `state-of-ee644de.json` was made by that commit (format 2) out of forty minutes of two workloads. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { decodeModel, type Incident } from '../../../engine/index.ts';
import type { Persistence } from '../../../operator/pipeline/checkpoint.ts';
import { openPipeline } from '../../../operator/pipeline/pipeline.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';

const StateSchema = z.object({
  nowMs: z.number(),
  incidents: z.array(z.object({ id: z.string(), title: z.string() })),
  linesSeen: z.array(z.tuple([z.string(), z.number()])),
  patterns: z.array(z.object({ id: z.string(), count: z.number() })),
  model: z.string(),
  parts: z.array(z.tuple([z.string(), z.string()])),
});
const state = StateSchema.parse(JSON.parse(readFileSync(new URL('state-of-ee644de.json', import.meta.url), 'utf8')));

async function open() {
  const closed: string[] = [];
  const parts = state.parts.map(([part, text]) => ({ part, bytes: new TextEncoder().encode(text) }));
  const persistence: Persistence = {
    load: () => Promise.resolve({ parts, positions: new Map() }),
    closeOpen: (_, sentence) => (closed.push(sentence), []),
    save: () => Promise.resolve(),
    detectors: () => Promise.resolve([]),
    remove: () => Promise.resolve(),
  };
  const pipeline = await openPipeline({
    detector: 'shop/shop',
    engine: { detector: 'shop/shop' },
    source: { follow: () => Promise.resolve() },
    streamKey: ({ podUid }) => podUid,
    persistence,
    now: () => state.nowMs,
    telemetry: createTelemetry({ level: 'silent' }),
    turn: () => Promise.resolve(),
    onTick: () => undefined,
  });
  return { pipeline, closed };
}

test('after an upgrade the open incident, the counts of every pattern and the account are those of before', async () => {
  const { pipeline, closed } = await open();
  const { engine } = pipeline;
  expect(engine.incidents().map(({ id, title }: Incident) => ({ id, title }))).toEqual(state.incidents);
  // What waited for its continuation is counted now.
  engine.tick(state.nowMs + 1_000);
  const patterns = engine.patterns({ fromMs: state.nowMs - 40 * 60_000, toMs: state.nowMs });
  expect(patterns.map(({ template }) => template.id)).toEqual(state.patterns.map(({ id }) => id));
  expect(sum(patterns.map(({ count }) => count))).toBe(sum(state.linesSeen.map(([, lines]) => lines)));
  expect(engine.workloads().map(({ workload, coverage }) => [workload, coverage.linesSeen])).toEqual(state.linesSeen);
  expect(closed).toEqual([]);
  await pipeline.stop();
});

test('after an upgrade the model that was trained before serves', async () => {
  const { pipeline } = await open();
  const model = decodeModel(Buffer.from(state.model, 'base64'));
  pipeline.engine.serve(model);
  pipeline.engine.tick(state.nowMs + 1_000);
  expect([pipeline.engine.serving(), model.workloads.length]).toEqual([1, 2]);
  await pipeline.stop();
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
