import { beforeAll, expect, test } from 'vitest';
import type { Alarm, AlarmPart } from '../../../bench/traffic/alarm.ts';
import { minuteMs } from '../../../bench/traffic/calendar.ts';
import type { Fault } from '../../../bench/traffic/fault.ts';
import { callersOf } from '../../../bench/traffic/loads.ts';
import { score, type Outcome } from '../../../bench/traffic/score.ts';
import { generate, type Traffic } from '../../../bench/traffic/world.ts';

let traffic: Traffic;
let spike: Fault;
let trend: Fault;

beforeAll(() => {
  traffic = generate({ seed: 1, services: 10, days: 2 }, { observe() {}, push() {}, slotEnded() {}, counted() {} });
  [spike, trend] = [faultOf('spike'), faultOf('trend')];
}, 60_000);

test('an alarm of the service and the pattern finds the fault; its delay counts from the 30th line', () => {
  const ripeAtMs = traffic.accounts[spike.index]?.ripeAtMs ?? 0;
  const [outcome, falseAlarms] = judge(spike, [alarm({ atMs: ripeAtMs + 8_000 })]);
  expect(outcome).toMatchObject({ isOwed: true, isFound: true, delayMs: 8_000 });
  expect(falseAlarms).toBe(0);
});

test('an alarm before the 30th line has no delay', () => {
  expect(judge(spike, [alarm({ atMs: spike.beginAtMs + 1_000 })])[0]).toMatchObject({ isFound: true, delayMs: 0, sinceBeginMs: 1_000 });
});

test('an alarm of another pattern finds nothing and is not held against anybody', () => {
  const other = (spike.about?.[0] ?? 0) + 1;
  const [outcome, falseAlarms] = judge(spike, [alarm({ atMs: spike.beginAtMs + minuteMs, about: other })]);
  expect(outcome).toMatchObject({ isFound: false, isLate: false });
  expect(falseAlarms).toBe(0);
});

test('before it begins and long after it is over an alarm is false', () => {
  const alarms = [alarm({ atMs: spike.beginAtMs - minuteMs }), alarm({ atMs: spike.endAtMs + 16 * minuteMs })];
  const [outcome, falseAlarms] = judge(spike, alarms);
  expect(outcome.isFound).toBe(false);
  expect(falseAlarms).toBe(2);
});

test('an alarm of a caller is no finding and not false, one of a stranger is false', () => {
  const [caller] = callersOf(traffic.roster)[trend.service] ?? [];
  const concerned = new Set([trend.service, ...(callersOf(traffic.roster)[trend.service] ?? [])]);
  const stranger = traffic.roster.find(({ index }) => !concerned.has(index))?.index ?? 0;
  const atMs = trend.beginAtMs + minuteMs;
  expect(judge(trend, [alarm({ atMs, service: stranger, about: null })])).toMatchObject([{ isFound: false }, 1]);
  if (caller !== undefined) expect(judge(trend, [alarm({ atMs, service: caller, about: null })])).toMatchObject([{ isFound: false }, 0]);
});

test('a trend that is found at its steepest is late', () => {
  const late = alarm({ atMs: trend.dueByAtMs + 2 * minuteMs, service: trend.service, about: null });
  expect(judge(trend, [late])[0]).toMatchObject({ isFound: false, isLate: true });
});

test('an incident counts once, and for every service of which it comes to speak', () => {
  const part = (fault: Fault): AlarmPart => ({ atMs: fault.beginAtMs + 1_000, service: fault.service, about: null });
  const { outcomes, falseAlarms, alarms } = score([{ what: 'incident', reason: '', parts: [part(spike), part(trend)] }], traffic);
  expect([outcomes[spike.index]?.isFound, outcomes[trend.index]?.isFound]).toEqual([true, true]);
  expect([falseAlarms.length, alarms]).toEqual([0, 1]);
});

test('an alarm a day before the fault shows what luck would have found', () => {
  const lucky = alarm({ atMs: spike.beginAtMs - 24 * 60 * minuteMs + minuteMs });
  expect(judge(spike, [lucky])[0]).toMatchObject({ isFound: false, isLuck: true });
});

function faultOf(kind: Fault['kind']): Fault {
  const fault = traffic.truth.faults.find((one) => one.kind === kind);
  if (fault === undefined) throw new Error(`there is no ${kind}`);
  return fault;
}

function alarm(part: Partial<AlarmPart>): Alarm {
  return { what: 'spike', reason: '', parts: [{ atMs: 0, service: spike.service, about: spike.about?.[0] ?? null, ...part }] };
}

function judge({ index }: Fault, alarms: readonly Alarm[]): [Outcome, number] {
  const { outcomes, falseAlarms } = score(alarms, traffic);
  const outcome = outcomes[index];
  if (outcome === undefined) throw new Error('unreachable');
  return [outcome, falseAlarms.length];
}
