import { expect, test } from 'vitest';
import { fill, unescape, type Field } from '../../bench/accuracy/field.ts';
import { seeded } from '../../bench/accuracy/random.ts';
import { table } from '../../bench/accuracy/statement.ts';
import { run, type System } from '../../bench/accuracy/system.ts';

const filled = (text: string, fields: Record<string, Field> = {}) =>
  fill(text, { random: seeded('test', 1), fields, remembered: new Map() });

test('a field is filled from the fields of the system, in as many steps as it takes', () => {
  expect(filled('to {who}.', { who: ['{name}'], name: 'Ann {int:4..4}' })).toBe('to Ann 4.');
});

test('a remembered field is the same all through a line', () => {
  const [first, second] = filled('{@key} {@key}', { key: '{hex:16}' }).split(' ');
  expect(first).toBe(second);
});

test('optional parts, choices and lists may hold fields', () => {
  expect(filled('a{maybe:100: b{int:1..1}}{maybe:0: c} {one:x|x} [{list:3..3:, :{int:7..7}}]')).toBe('a b1 x [7, 7, 7]');
});

test('a brace of the text itself is no field', () => {
  expect(unescape(filled('❴n={int:1..1}❵'))).toBe('{n=1}');
});

test('a field that does not exist is an error', () => {
  expect(() => filled('{nobody}')).toThrow('no field is called nobody');
});

test('a statement that a flow comes to twice has one label', () => {
  expect(table('10 I a one\nflow 5\n100 I a two\n50 I a one\nend').map(({ id }) => id)).toEqual(['S1', 'S2', 'S1']);
  expect(() => table('often I a text')).toThrow('no statement: often I a text');
});

test('what a program writes at its start comes first, a flow in its own order', () => {
  const system: System = {
    name: 'small',
    about: '',
    startMs: 0,
    paceMs: 10,
    statements: table('2 - - tick\n^1 - - start\nflow 1\n100 - - begin {@id}\n0 - - end {@id}\nend'),
    fields: { id: '{hex:8}' },
    line: ({ message }) => message,
  };
  const lines = run(system, 1).map(({ raw }) => raw);
  expect(lines).toHaveLength(5);
  expect(lines[0]).toBe('start');
  const begin = lines.findIndex((line) => line.startsWith('begin'));
  expect(lines.indexOf(`end ${lines[begin]?.slice(6)}`)).toBeGreaterThan(begin);
});
