import { expect, test } from 'vitest';
import { createPrompt } from '../../../operator/leading/prompt.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';

function open(work: (key: string) => void, elapsed?: () => number) {
  const stop = new AbortController();
  const options = { signal: stop.signal, telemetry: createTelemetry({ level: 'silent' }), ...(elapsed ? { elapsed } : {}) };
  return { prompt: createPrompt(work, options), stop };
}

test('wishes that come together are one, and those of each key are done', async () => {
  const done: string[] = [];
  const { prompt } = open((key) => void done.push(key));
  for (const key of ['a', 'b', 'a', 'a']) prompt.wish(key);
  await expect.poll(() => done).toEqual(['a', 'b']);
  prompt.wish('a');
  await expect.poll(() => done).toEqual(['a', 'b', 'a']);
});

test('work that takes long is done less often, so that it takes no more than a tenth of the time', async () => {
  let nowMs = 0;
  const startedAtMs: number[] = [];
  const work = (): void => {
    startedAtMs.push(performance.now());
    nowMs += 10;
  };
  const { prompt } = open(work, () => nowMs);
  prompt.wish('a');
  await expect.poll(() => startedAtMs).toHaveLength(1);
  prompt.wish('a');
  await expect.poll(() => startedAtMs).toHaveLength(2);
  expect((startedAtMs[1] ?? 0) - (startedAtMs[0] ?? 0)).toBeGreaterThan(85);
});

test('what fails is told and keeps nothing from being done, and after the end nothing is', async () => {
  const done: string[] = [];
  const { prompt, stop } = open((key) => {
    done.push(key);
    throw new Error('broken');
  });
  prompt.wish('a');
  await expect.poll(() => done).toEqual(['a']);
  prompt.wish('b');
  stop.abort();
  prompt.wish('c');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(done).toEqual(['a']);
});
