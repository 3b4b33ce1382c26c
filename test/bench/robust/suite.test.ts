import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lose } from '../../../bench/robust/disturb.ts';
import { readScore, readShare, scoreOf, writeScore } from '../../../bench/robust/scoring.ts';
import { openSuite, writeChanged } from '../../../bench/robust/suite.ts';

let folder = '';
const line = JSON.stringify({ at: '2026-01-02T03:04:05.000Z', type: 'log', workload: 'a', line: 'x' });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suite-'));
  await writeFile(join(folder, 'truth.json'), JSON.stringify({ p: { service: 'a' }, q: { service: 'b' }, r: { service: 'c' } }));
  for (const name of ['p', 'q', 'r', 'normal-1']) await writeFile(join(folder, `${name}.ndjson`), `${line}\n`.repeat(50));
});

afterAll(() => rm(folder, { recursive: true }));

test('of a suite some cases are drawn, with all that is to be learned from', async () => {
  const suite = await openSuite(folder, { seed: 1, most: 2 });
  expect(suite.cases).toBe(2);
  expect(suite.files).toHaveLength(3);
  expect(suite.files).toContain('normal-1.ndjson');
  expect(await openSuite(folder, { seed: 1, most: 2 })).toEqual(suite);
});

test('a changed suite has the answers and fewer lines; without a change it is as it was', async () => {
  const suite = await openSuite(folder, { seed: 1, most: 3 });
  await writeChanged(suite, lose, { to: join(folder, 'lose'), seed: 1 });
  await writeChanged(suite, null, { to: join(folder, 'same'), seed: 1 });
  expect(JSON.parse(await readFile(join(folder, 'lose/truth.json'), 'utf8'))).toEqual(JSON.parse(suite.truth));
  expect((await readFile(join(folder, 'lose/p.ndjson'), 'utf8')).split('\n').length).toBeLessThan(51);
  expect(await readFile(join(folder, 'same/p.ndjson'), 'utf8')).toBe(`${line}\n`.repeat(50));
});

test('the figure of each sort of suite is found in what the scorer prints', () => {
  expect(readShare('cpu  AC@1 0.500  AC@3 1\nall                  AC@1 0.250  AC@3 0.5\n')).toBe(0.25);
  expect(readShare('Startup  A@1 1.000\nall                      A@1 0.750  A@3 0.8  object A@1 0.9  of 4')).toBe(0.75);
  expect(readShare('faulty runs alarmed 0.9\nsubsystem AC@1 0.857')).toBe(0.857);
  expect(readShare('change named 8 of 10, decoys blamed 0')).toBe(0.8);
  expect(readShare('category 7 of 7, pages on healthy clusters 0')).toBe(1);
  expect(() => readShare('nothing')).toThrow('no figure');
});

test('the scorer is run on the folder, with the command behind it', async () => {
  const scorer = join(folder, 'scorer.mjs');
  await writeFile(scorer, "console.log(`category ${process.argv.includes('--') ? 1 : 0} of 2 ${process.argv.at(-1)}`)");
  const { share, said } = await scoreOf(folder, { scorer, command: ['replay'] });
  expect([share, said]).toEqual([0.5, 'category 1 of 2 replay']);
});

test('what was scored to the end is known when a run goes on', async () => {
  expect(await readScore(folder)).toBeNull();
  await writeScore(folder, 0.75);
  expect(await readScore(folder)).toBe(0.75);
});
