import { expect, test } from 'vitest';
import { decidePage } from '../../../engine/policy/page.ts';
import { defaultPolicy } from '../../../engine/policy/policy.ts';
import { decidePost } from '../../../engine/policy/post.ts';
import { callersFail, createShop, killForMemory, only } from '../../builders/judgement.ts';
import { minute, second, startMs } from '../../builders/observations.ts';

const settings = { ...defaultPolicy, channel: '#shop', receiver: 'oncall' };

function cascade() {
  const shop = createShop();
  shop.run(startMs + 10 * minute);
  killForMemory(shop, startMs + 10 * minute);
  shop.run(startMs + 10 * minute + 20 * second, callersFail(shop, startMs + 10 * minute));
  return only(shop.open());
}

test('a cascade is posted and pages, and every gate says why', () => {
  const decision = decidePage(cascade(), settings);
  expect(decision.yes).toBe(true);
  expect(decision.gates.every(({ sentence }) => sentence.length > 10)).toBe(true);
  expect(decidePost(cascade(), settings).yes).toBe(true);
});

test('each gate alone holds a page back and names itself', () => {
  const incident = cascade();
  const held = (changed: Partial<typeof incident>, more: Partial<typeof settings> = {}) =>
    decidePage({ ...incident, ...changed }, { ...settings, ...more })
      .gates.filter(({ passed }) => !passed)
      .map(({ name }) => name);
  expect(held({ preexisting: true })).toEqual(['pre-existing']);
  expect(held({ state: 'resolved' })).toEqual(['open']);
  expect(held({ cascade: { is: false, order: [], sentence: 'only cart fails' } })).toEqual(['page-on']);
  expect(held({ severity: 'warning' })).toEqual(['severity']);
  expect(held({ confidence: 0.2 })).toEqual(['confidence']);
  const none = { is: false, order: [], sentence: '' };
  expect(held({ causes: [], cascade: none })).toEqual(['page-on', 'confidence']);
  expect(held({ causes: [] }), 'so many fail at once that somebody should look').toEqual([]);
  expect(held({ affected: [] })).toEqual(['breadth']);
  expect(held({ coverage: { linesSeen: 1, linesDropped: 9, droppedBy: {} } })).toEqual(['coverage']);
  expect(held({}, { whileLearning: 'never' })).toEqual([]);
  expect(held({ learning: 'baseline is 4 minutes old' }, { whileLearning: 'never' })).toEqual(['learning']);
  expect(held({}, { pageOn: 'never' })).toEqual(['page-on']);
  expect(held({}, { minimumPageForMs: minute * 10 })).toEqual(['duration']);
});

test('a young baseline holds back a verdict of statistics, not a fact of the kernel', () => {
  const incident = { ...cascade(), learning: 'baseline is 4 minutes old' };
  expect(decidePage(incident, settings).yes).toBe(true);
  const guessed = { ...incident, causes: incident.causes.map((cause) => ({ ...cause, kind: 'errors' as const })) };
  expect(decidePage(guessed, settings).gates.filter(({ passed }) => !passed)).toMatchObject([{ name: 'learning' }]);
});

test('without a channel nothing is posted, without a receiver nobody is paged', () => {
  expect(decidePost(cascade(), { ...settings, channel: null }).gates[0]).toMatchObject({ name: 'channel', passed: false });
  expect(decidePage(cascade(), { ...settings, receiver: null }).gates[0]).toMatchObject({ name: 'receiver', passed: false });
});
