import { expect, test } from 'vitest';
import { doctorMessage } from '../../../bot/blocks/doctor.ts';
import { brokenLimits } from '../../../bot/blocks/limits.ts';
import { startedAtMs } from '../builders.ts';
import { diagnosisOf } from '../answers.ts';

const now = { nowMs: startedAtMs + 60_000, more: 0 };
const told = (...given: Parameters<typeof doctorMessage>): string => JSON.stringify(doctorMessage(...given));

test('a finding stands there with its workload, its evidence and what helps, and its log text does nothing', () => {
  const text = told([diagnosisOf('shop/shop')], now);
  for (const words of ['1 finding', '*Broken characters* · cart · since', '12 % of 48,211 records', '→ Make the program write UTF-8.'])
    expect(text).toContain(words);
  expect(text).not.toContain('<!channel>');
});

test('where all is well it says so, and before the first look it does not', () => {
  expect(told([diagnosisOf('shop/shop', 0)], now)).toContain('2 workloads looked at, all is well');
  expect(told([diagnosisOf('billing/billing')], now)).toContain('Not looked at yet');
  expect(told([], now)).toContain('No LogDetector here');
});

test('many findings stay one message that Slack takes, and the rest is counted', () => {
  const message = doctorMessage([diagnosisOf('shop/shop', 30)], { ...now, more: 3 });
  expect(brokenLimits(message)).toEqual([]);
  expect(JSON.stringify(message)).toContain('+ 22 more findings');
  expect(JSON.stringify(message)).toContain('+ 3 more LogDetectors');
});

test('a look that is long ago is said to be', () => {
  expect(told([diagnosisOf('shop/shop')], { nowMs: startedAtMs + 3_600_000, more: 0 })).toContain('which is long ago');
});
