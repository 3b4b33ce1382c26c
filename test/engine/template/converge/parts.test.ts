import { describe, expect, test } from 'vitest';
import { minerOf } from './sources.ts';

const NAMES = 'amber birch cedar delta ember fjord grove heron'.split(' ');
const TASKS = 'jar docs lint test copy link'.split(' ');

describe('a value of several words', () => {
  test('is one beside the value alone where the statement is known by other words', () => {
    const said = NAMES.flatMap((_, i) => [`no note found in box${i}, going on`, `no note found in Shelf ${i} of box${i}, going on`]);
    expect(textsOf(said)).toEqual([expect.stringMatching(/^no note found in <\w+>, going on$/)]);
  });

  test('is one with a word before it', () => {
    const said = NAMES.flatMap((_, i) => [`pump r${i} gave ${i} litres to the basin`, `pump TESTRIG r${i} gave ${i} litres to the basin`]);
    expect(textsOf(said)).toHaveLength(1);
  });

  test('is none where a single word tells the statement', () => {
    const said = NAMES.flatMap((_, i) => [`Cleaning /a/${i}`, `Cleaning folder /a/${i}`]);
    expect(textsOf(said)).toHaveLength(2);
  });

  test('may hold a sign that looks like half a bracket', () => {
    const tables = [...NAMES, 'Sound > Volume', 'Maps > Routes'].map((name) => `page ${name} shown by the panel in front`);
    expect(textsOf(tables)).toEqual([expect.stringMatching(/^page <\w+> shown by the panel in front$/)]);
  });
});

describe('a line without words of its own', () => {
  test('is known by the sign that it begins with, also where its name is followed by a remark', () => {
    const tasks = NAMES.flatMap((name, i) => TASKS.map((task, j) => `> :${name} ${task}${(i + j) % 2 === 0 ? ' (kept)' : ''}`));
    expect(textsOf(tasks)).toHaveLength(1);
  });

  test('does not lose what came of it', () => {
    const tasks = NAMES.flatMap((name, i) => TASKS.map((task, j) => `> :${name} ${task}${(i + j) % 2 === 0 ? ' (kept)' : ''}`));
    const failed = NAMES.map((name) => `> :${name} FAILED`);
    expect(textsOf([...tasks, ...failed])).toContain('> :<word> FAILED');
  });

  test('takes in a name that was seen once', () => {
    const versions = 'left-trim a-base tsg-o roll-up y-args x-core z-tool b-side c-lib d-kit'
      .split(' ')
      .flatMap((name) => four(`${name} 1.2.3 -> 1.3.0`));
    expect(textsOf([...versions, 'lodestar 1.0.0 -> 2.0.0'])).toHaveLength(1);
  });

  test('keeps its columns', () => {
    const links = NAMES.flatMap((name, i) => [`p${i}: e${i}: link is up at ${i} Mbps`, `p${i}: ${name}: link is up at ${i} Mbps`]);
    expect(textsOf(links)).toHaveLength(1);
  });
});

test('a statement that ends in a value is another than the same without', () => {
  const said = NAMES.flatMap((name) => [`app.${name} paused`, `app.${name} paused "song of ${name}"`]);
  expect(textsOf(said)).toHaveLength(2);
});

function textsOf(messages: readonly string[]): readonly string[] {
  return minerOf(messages)
    .patterns()
    .map(({ text }) => text);
}

function four(message: string): readonly string[] {
  return [message, message, message, message];
}
