import { expect, test } from 'vitest';
import { services, worldRecords, type WorldRecord } from '../../../demo/world/world.ts';

const startAtMs = Date.UTC(2026, 0, 1);
const image = services.find(({ name }) => name === 'checkout')?.image ?? '';

/** When the Deployment of checkout was told to run which image, in seconds of the story. */
function images(undoneAtSecond: number): readonly (readonly [number, string])[] {
  let atMs = startAtMs;
  const imageOf = (service: string): string | null => {
    if (service !== 'checkout') return null;
    return atMs >= startAtMs + undoneAtSecond * 1000 ? image : `${image}-rc1`;
  };
  const told: [number, string][] = [];
  const happenings = [{ type: 'badRollout', service: 'checkout', afterForMs: 10_000, forMs: 60_000 }] as const;
  for (const record of worldRecords({ seed: 1, startAtMs, forMs: 120_000, happenings, imageOf })) {
    atMs = record.atMs;
    const now = imageToldBy(record);
    if (now !== null && now !== told.at(-1)?.[1]) told.push([Math.round((record.atMs - startAtMs) / 1000), now]);
  }
  return told;
}

function imageToldBy(record: WorldRecord): string | null {
  if (record.type !== 'object' || record.object.kind !== 'Deployment' || record.object.metadata.name !== 'checkout') return null;
  return /"image":"([^"]+)"/.exec(JSON.stringify(record.object))?.[1] ?? null;
}

test('a bad rollout ends in its time, and as soon as somebody has undone it', () => {
  expect(images(1000)).toEqual([
    [0, image],
    [10, `${image}-rc1`],
    [70, image],
  ]);
  const endedAt = images(30)[2]?.[0] ?? 0;
  expect(endedAt).toBeGreaterThanOrEqual(30);
  expect(endedAt).toBeLessThanOrEqual(32);
});
