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
