import { expect, it } from 'vitest';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { homeView } from '../../bot/blocks/home.ts';
import { brokenHomeLimits, brokenViewLimits } from '../../bot/blocks/view-limits.ts';
import { homeClicked, homeShown } from '../../bot/home.ts';
import { patternsOf } from './answers.ts';
import { incidentView, startedAtMs } from './builders.ts';
import { dangers } from './dangers.ts';
import { createDeskRoom, shop } from './desk.ts';
import { detectors } from './fake-operator.ts';

const configuration = ConfigurationSchema.parse({
  slack: {
    channels: [
      { name: 'shop-incidents', namespaces: ['shop'] },
      { name: 'shared', id: 'CX', namespaces: ['shop'] },
    ],
  },
  dashboard: { publicUrl: 'https://logs.example.com/' },
});

function setUp(user: string, places: readonly (typeof shop)[] | null = [shop, { id: 'C9', name: 'random' }]) {
  const room = createDeskRoom();
  const channelsOf = () => (places === null ? Promise.reject(new Error('missing_scope')) : Promise.resolve(places));
  const asked = { person: { id: user }, channelsOf, configuration };
  return { ...room, asked, open: async () => await homeShown(asked, room.desk) };
}

it('a member sees what the channels they are in may see', async () => {
  const { open, operator } = setUp('U2');
  const view = await open();
  // The administrator's own link, and nothing else.
  expect([brokenHomeLimits(view.blocks), dangers({ text: '', blocks: view.blocks })]).toEqual([
    [],
    ['<https://logs.example.com/|Open the dashboard>'],
  ]);
  const text = JSON.stringify(view);
  for (const part of [
    '1 open incident',
    'cart runs out of memory',
    'home.why',
    'home.acknowledge',
    'shop/shop',
    'still learning',
    'New in the last day',
    '<https://logs.example.com/|',
  ])
    expect(text).toContain(part);
  expect(text).not.toContain('billing');
  expect(operator.audit).toMatchObject([{ user: 'U2', action: 'App Home opened', result: 'answered: 1 open incidents' }]);
});

it.each([
  ['an operator', 'U1', [], true],
  ['one of a role, in no channel', 'U5', [], true],
  ['a guest in the channel', 'UG1', [shop], false],
  ['a member in a channel shared with others', 'U2', [{ id: 'CX', name: 'shared' }], false],
  ['a member of whose channels Slack says nothing', 'U2', null, false],
  ['a member of other channels', 'U2', [{ id: 'C9', name: 'random' }], false],
] as const)('%s', async (_who, user, places, sees) => {
  const { open, operator, asked, desk } = setUp(user, places);
  const text = JSON.stringify(await open());
  expect([text.includes('cart runs out of memory'), text.includes('There is nothing to show')]).toEqual([sees, !sees]);
  const { result } = await homeClicked({ actionId: 'home.why', value: 'shop/shop/inc-4f7a2c' }, asked, desk);
  expect(result.split(':')[0]).toBe(sees ? 'answered' : 'refused');
  expect(operator.audit).toHaveLength(2);
});

it('why opens the story, acknowledge is said once and shown', async () => {
  const { asked, desk, open, operator } = setUp('U2');
  const { modal } = await homeClicked({ actionId: 'home.why', value: 'shop/shop/inc-4f7a2c' }, asked, desk);
  expect(modal === null ? ['none'] : brokenViewLimits(modal)).toEqual([]);
  expect(JSON.stringify(modal)).toContain('Timeline');
  expect(await homeClicked({ actionId: 'home.acknowledge', value: 'shop/shop/inc-4f7a2c' }, asked, desk)).toEqual({
    modal: null,
    result: 'done',
  });
  expect(JSON.stringify(await open())).not.toContain('home.acknowledge');
  expect(operator.audit.map(({ result }) => result)).toEqual(['answered', 'done', 'answered: 1 open incidents']);
});

it('an incident of another tenant, nonsense, and a hundred clicks are plain sentences', async () => {
  const { asked, desk, operator } = setUp('U2');
  const clicks = [
    ['home.why', 'bank/bank/inc-1'],
    ['home.acknowledge', '<!channel>'],
    ['home.drop', 'shop/shop/inc-4f7a2c'],
    ...Array.from({ length: 100 }, () => ['home.why', 'nobody']),
  ] as const;
  for (const [actionId = '', value = ''] of clicks) {
    const { modal, result } = await homeClicked({ actionId, value }, asked, desk);
    expect([modal === null ? ['none'] : brokenViewLimits(modal), result.split(':')[0]]).toEqual([[], 'refused']);
  }
  expect(operator.audit).toHaveLength(clicks.length);
});

it('an operator that is away is said', async () => {
  const { asked, desk } = setUp('U2');
  const away = { ...desk, api: { ...desk.api, detectors: () => Promise.reject(new Error('gone')) } };
  expect(JSON.stringify(await homeShown(asked, away))).toContain('That went wrong');
});

it('much of everything fits', () => {
  const long = '<!channel> `x` '.repeat(200);
  const snooze = {
    by: 'U1',
    atMs: 0,
    untilAtMs: null,
    rateAbove: 3,
    higherSeverity: true,
    newRevision: true,
    otherWorkload: true,
    ended: null,
  };
  const views = Array.from({ length: 6 }, (_, at) => incidentView({ id: `inc-${at}`, title: long }, { snooze, detector: 'shop/shop' }));
  const [pattern] = patternsOf(60).patterns;
  if (pattern === undefined) throw new Error('no pattern');
  const patterns = Array.from({ length: 60 }, () => ({
    ...pattern,
    text: long,
    workload: long,
    description: { pattern: 'abc', mutedUntilMs: null },
  }));
  const many = Array.from(
    { length: 40 },
    (_, at) => ({ ...(at === 0 ? detectors[1] : detectors[0]), id: long }) as (typeof detectors)[number],
  );
  const view = homeView({
    detectors: many,
    open: views,
    moreOpen: 94,
    fresh: patterns,
    muted: patterns,
    snoozed: views,
    dashboardUrl: null,
    nowMs: startedAtMs,
  });
  expect([brokenHomeLimits(view.blocks), dangers({ text: '', blocks: view.blocks })]).toEqual([[], []]);
  expect(brokenHomeLimits(Array.from({ length: 101 }, () => view.blocks.slice(0, 1)).flat())).toHaveLength(1);
});
