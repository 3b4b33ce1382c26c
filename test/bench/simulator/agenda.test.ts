import { expect, test } from 'vitest';
import { createAgenda } from '../../../bench/simulator/agenda.ts';

test('actions come by their time, equal ones in the order of their entry, and those entered meanwhile too', () => {
  const agenda = createAgenda(100);
  const done: string[] = [];
  agenda.at(300, () => done.push('c'));
  agenda.at(200, () => {
    done.push('a');
    agenda.after(50, () => done.push('b'));
  });
  agenda.at(300, () => done.push('d'));
  agenda.at(400, () => done.push('later'));
  agenda.run(400);
  expect(done).toEqual(['a', 'b', 'c', 'd']);
  expect(agenda.nowMs).toBe(400);
});

test('what is over counts as now', () => {
  const agenda = createAgenda(100);
  let atMs = 0;
  agenda.at(5, () => (atMs = agenda.nowMs));
  agenda.run(101);
  expect(atMs).toBe(100);
});
