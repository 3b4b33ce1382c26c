import { describe, expect, test } from 'vitest';
import { decodeModel } from '../../../engine/index.ts';
import { createTrainer } from '../../../operator/models/trainer.ts';
import { trainSealed } from '../../../operator/models/training.ts';
import { learned } from '../../engine/model/learned.ts';

const going = new AbortController().signal;
const { engine, nowMs } = learned(1, 1);

/** Threads begin slowly on a busy machine. */
const patient = { timeout: 60_000 };

describe('a training in a thread', patient, () => {
  test('makes the same bytes as one that is made here', async () => {
    const request = { version: 1, nowMs, madeBy: 'test' };
    const there = await createTrainer()(request, engine.gather(nowMs), going);
    const here = trainSealed(request, engine.gather(nowMs));
    if (!there.ok || !here.ok) throw new Error('nothing was made');
    expect(new TextDecoder().decode(there.model.bytes)).toBe(new TextDecoder().decode(here.model.bytes));
    expect(there.model.record).toEqual(here.model.record);
    expect(decodeModel(there.model.bytes)).toMatchObject({ version: 1, formatVersion: 2 });
  });

  test('says why there is nothing to learn from', async () => {
    const { settings } = engine.gather(nowMs);
    const trained = createTrainer()({ version: 1, nowMs, madeBy: 'test' }, { settings, workloads: [] }, going);
    await expect(trained).resolves.toMatchObject({ ok: false, cause: 'too-little' });
  });

  test('starts no thread where nothing is known well enough', async () => {
    let threads = 0;
    const count = (): void => void (threads += 1);
    process.on('worker', count);
    try {
      const train = createTrainer();
      const request = { version: 1, nowMs, madeBy: 'test' };
      const { settings, workloads } = engine.gather(nowMs);
      const known = [...workloads];
      const quiet = known.map((workload) => ({ ...workload, lines: 1 }));
      await expect(train(request, { settings, workloads: quiet }, going)).resolves.toMatchObject({ ok: false, cause: 'too-little' });
      expect(threads).toBe(0);
      await expect(train(request, { settings, workloads: [...quiet.slice(1), ...known] }, going)).resolves.toMatchObject({ ok: true });
      expect(threads).toBe(1);
    } finally {
      process.off('worker', count);
    }
  });

  test('ends when it is not wanted any more, and the next one is made', async () => {
    const train = createTrainer();
    const abort = new AbortController();
    const request = { version: 1, nowMs, madeBy: 'test' };
    const given = train(request, engine.gather(nowMs), abort.signal);
    const next = train(request, engine.gather(nowMs), going);
    abort.abort(new Error('the detector is gone'));
    await expect(given).rejects.toThrow('the detector is gone');
    expect(await next).toMatchObject({ ok: true });
  });

  test('that dies is an error, and the next one is made', async () => {
    const train = createTrainer();
    const request = { version: 1, nowMs, madeBy: 'test' };
    const { settings, workloads } = engine.gather(nowMs);
    const [first] = workloads;
    if (!first) throw new Error('no workload');
    const broken = { settings, workloads: [{ ...first, hours: [{ hour: NaN, bytes: new Uint8Array([0, 255]) }], leftOut: null as never }] };
    await expect(train(request, broken, going)).rejects.toThrow();
    expect(await train(request, engine.gather(nowMs), going)).toMatchObject({ ok: true });
  });
});
