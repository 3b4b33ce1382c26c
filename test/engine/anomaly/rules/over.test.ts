/** When what was told of is over, and what the few lines left of it may begin. */
import { expect, test } from 'vitest';
import { run, webService } from '../../traffic.ts';

const minute = 60_000;
const faultMs = 30 * minute;
const refused = 'ERROR could not reach cart: connection refused';
const timedOut = 'ERROR no answer of users within 2000 ms';

/** A minute of refused connections, and what is left of it: how many incidents there were, how many are open ten minutes later, which errors were told. */
function runOutage(left: (second: number) => readonly string[]) {
  const { engine, incidents, anomalies } = run({
    services: [webService('web', 60)],
    seed: 5,
    forMs: 42 * minute,
    extra: (_, atMs) => {
      const second = Math.round((atMs - faultMs) / 1000);
      const lines = second >= 0 && second < 60 ? [refused] : [];
      return [...lines, ...left(second)];
    },
  });
  const told = anomalies.map(({ template }) => template?.text.split(' ')[1]);
  return { opened: incidents.length, open: engine.incidents().length, told };
}

test('the one line a minute that is left of a burst of errors does not keep its incident open', () => {
  const outcome = runOutage((second) => (second > 60 && second % 50 === 0 ? [refused] : []));
  expect(outcome).toEqual({ opened: 1, open: 0, told: ['not'] });
});

test('lines that go on at a third of the height keep it open', () => {
  const outcome = runOutage((second) => (second >= 60 && second % 3 === 0 ? [refused] : []));
  expect(outcome).toEqual({ opened: 1, open: 1, told: ['not'] });
});

test('two lines after the end, of a kind that came a few times during it, begin nothing', () => {
  const seconds = [10, 20, 30, 40, 230, 250];
  const outcome = runOutage((second) => (seconds.includes(second) ? [timedOut] : []));
  expect(outcome).toEqual({ opened: 1, open: 0, told: ['not'] });
});
