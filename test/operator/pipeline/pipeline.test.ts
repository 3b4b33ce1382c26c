import { expect, test } from 'vitest';
import type { Checkpoint, Persistence } from '../../../operator/pipeline/checkpoint.ts';
import { openPipeline } from '../../../operator/pipeline/pipeline.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';

function options(parts: Awaited<ReturnType<Persistence['load']>>['parts'] = []) {
  const saved: Checkpoint[] = [];
  const persistence: Persistence = {
    load: () => Promise.resolve({ parts, positions: new Map() }),
    save: (_, checkpoint) => Promise.resolve(void saved.push(checkpoint)),
    detectors: () => Promise.resolve([]),
    remove: () => Promise.resolve(),
  };
  return {
    saved,
    detector: 'shop/shop',
    engine: { detector: 'shop/shop' },
    source: { follow: () => Promise.resolve() },
    streamKey: ({ podUid, container }: { podUid: string; container: string }) => `${podUid}/${container}`,
    persistence,
    now: Date.now,
    telemetry: createTelemetry({ level: 'silent' }),
    onTick: () => undefined,
  };
}

test('a damaged record of the store is named with what to do about it', async () => {
  const opening = openPipeline(options([{ part: 'workload:shop:deployment:web', bytes: new TextEncoder().encode('{') }]));
  await expect(opening).rejects.toMatchObject({
    code: 'StoreCorrupt',
    message: expect.stringMatching(/"workload:shop:deployment:web" is damaged: .*\. Delete this LogDetector/),
  });
});

test('a workload that is long gone is forgotten, in memory and in the store', async () => {
  let nowMs = Date.UTC(2026, 0, 5, 10);
  const about = { ...options(), now: () => nowMs };
  const pipeline = await openPipeline(about);
  const workload = { namespace: 'shop', kind: 'Job', name: 'import-17' };
  const stream = { workload, pod: 'import-17-x', container: 'main', restartCount: 0 };
  const bytes = new TextEncoder().encode(`${new Date(nowMs).toISOString()} done\n`);
  pipeline.engine.push({ stream, framing: 'kubernetes', bytes, receivedAtMs: nowMs });
  nowMs += 60_000;
  const parts = () => about.saved.flatMap((checkpoint) => checkpoint.parts).filter(({ part }) => part.startsWith('workload:'));
  await expect.poll(() => parts().length, { timeout: 5000 }).toBe(1);
  nowMs += 9 * 86_400_000;
  await expect.poll(() => pipeline.engine.workloads(), { timeout: 5000 }).toEqual([]);
  await pipeline.stop();
  expect(parts().at(-1)?.bytes).toBeNull();
});
