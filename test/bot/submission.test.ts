import type { ViewResponseAction } from '@slack/bolt';
import { expect, it } from 'vitest';
import { saying } from '../../bot/blocks/forms.ts';
import type { Modal } from '../../bot/blocks/remedy.ts';
import { brokenViewLimits } from '../../bot/blocks/view-limits.ts';
import { answerSubmission, type Submitted } from '../../bot/submission.ts';

const log = { info: () => undefined, warn: () => undefined };

interface Room {
  readonly acknowledged?: () => void;
  readonly update?: (view: Modal) => Promise<unknown>;
}

async function answer(work: Promise<Submitted>, { acknowledged, update }: Room = {}) {
  const acks: (ViewResponseAction | undefined)[] = [];
  const updates: Modal[] = [];
  await answerSubmission({
    title: 'Mute a pattern',
    work,
    ack: (response) => {
      acks.push(response);
      acknowledged?.();
      return Promise.resolve();
    },
    update: async (view) => {
      updates.push(view);
      await update?.(view);
    },
    shown: (view) => view,
    log,
  });
  return { acks, updates };
}

it.each<[string, Submitted, ViewResponseAction | undefined]>([
  [
    'errors stand beside their fields',
    { errors: { until: 'Until when?' } },
    { response_action: 'errors', errors: { until: 'Until when?' } },
  ],
  ['another view takes its place', { view: saying('Done', 'x') }, { response_action: 'update', view: saying('Done', 'x') }],
  ['the modal closes', { closed: 'shown below' }, undefined],
])('in time %s', async (_what, submitted, response) => {
  expect(await answer(Promise.resolve(submitted))).toEqual({ acks: [response], updates: [] });
});

it.each<[Submitted, RegExp]>([
  [{ errors: { until: 'Until when?' } }, /✋ Until when\? Open the form once more/],
  [{ view: saying('Done', 'it is done') }, /it is done/],
  [{ closed: 'shown in the channel' }, /shown in the channel/],
])('what is late is acknowledged first and told in the place of the modal: %j', async (submitted, words) => {
  const held = Promise.withResolvers<Submitted>();
  const { acks, updates } = await answer(held.promise, { acknowledged: () => held.resolve(submitted) });
  expect(acks).toMatchObject([{ response_action: 'update', view: { title: { text: 'Mute a pattern' } } }]);
  expect(updates.map(brokenViewLimits)).toEqual([[]]);
  expect(JSON.stringify(updates[0])).toMatch(words);
});

it('a modal that was closed meanwhile ends nothing', async () => {
  const held = Promise.withResolvers<Submitted>();
  const { updates } = await answer(held.promise, {
    acknowledged: () => held.resolve({ closed: 'done' }),
    update: () => Promise.reject(new Error('not_found')),
  });
  expect(updates).toHaveLength(1);
});
