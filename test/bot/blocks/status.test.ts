import { expect, test } from 'vitest';
import type { DetectorSummary } from '../../../api/contract.ts';
import { statusMessage } from '../../../bot/blocks/status.ts';
import { detectors } from '../fake-operator.ts';

const told = (over: Partial<DetectorSummary>) =>
  JSON.stringify(statusMessage(detectors.slice(0, 1).map((detector) => ({ ...detector, ...over }))));

test('where nothing was read, nobody claims that nothing was missed', () => {
  const coverage = { linesSeen: 0, linesDropped: 0, droppedBy: {} };
  expect(told({ coverage })).toContain('No line read yet');
  expect(told({ coverage })).not.toContain('none missed');
  expect(told({ coverage: { ...coverage, droppedBy: { 'stream-limit': -1 } } })).toContain('stream-limit unknown');
});

test('what is to be done about a limit is not cut off', () => {
  const message =
    '120 of 1120 containers are not followed: limits.streamsPerNamespace of the configuration allows 1000 log streams in namespace shop. Select ' +
    'fewer pods (spec.selector), leave containers out (spec.containers.exclude), or have the administrator raise the limit.';
  expect(told({ conditions: [{ type: 'StreamsReady', status: 'False', reason: 'LimitReached', message }] })).toContain('raise the limit.');
});

test('in shadow mode it says that nobody is told, and what would have been', () => {
  expect(told({})).not.toContain('Shadow');
  const newest = [{ id: 'inc-1', title: 'cart is out of memory', paged: true }];
  const text = told({ shadow: { posts: 3, pages: 1, newest } });
  expect(text).toContain(
    '*Shadow mode*: nothing is posted, nobody is paged; in the last seven days it would have posted 3 incidents and paged for 1',
  );
  expect(text).toContain('cart is out of memory');
});

test('what people think of its messages is told once somebody has marked one', () => {
  expect(told({ marked: { useful: 0, noise: 0, quiet: 0, isModelUsed: false } })).not.toContain('useful');
  const text = told({ marked: { useful: 12, noise: 4, quiet: 2, isModelUsed: true } });
  expect(text).toContain('75 % useful of 16 marked incidents · 2 kinds of noise quiet · what is likely noise is held back');
});
