import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contestants } from '../../../bench/peers/contestants.ts';
import { startDriver } from '../../../bench/peers/driver.ts';

let folder = '';
let path = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logdetector-driver-'));
  path = join(folder, 'some.log');
  await writeFile(path, Array.from({ length: 3_000 }, (_, line) => `INFO order ${line} stored in ${line % 90} ms\n`).join(''));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(['LogDetector', 'line feeds'])('%s answers with the lines it has read, again and again', async (name) => {
  const command = await contestants.find((one) => one.name === name)?.prepare();
  if (command === undefined || typeof command === 'string') throw new Error('it needs node only');
  const driver = startDriver(command);
  await driver.read(path);
  for (let round = 0; round < 2; round += 1) {
    const { lines, seconds, refused } = await driver.measure(path, 10);
    expect({ lines, refused }).toEqual({ lines: 3_000, refused: 0 });
    expect(seconds).toBeGreaterThan(0);
  }
  await driver.stop();
});

test('a contestant that dies is told of', async () => {
  const driver = startDriver({ command: process.execPath, arguments: ['-e', 'process.exit(3)'] });
  await expect(driver.read(path)).rejects.toThrow('ended before it had answered "read');
  await driver.stop();
});
