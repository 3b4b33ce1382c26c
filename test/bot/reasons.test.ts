import { expect, it } from 'vitest';
import { answerClick } from '../../bot/actions.ts';
import { brokenLimits } from '../../bot/blocks/limits.ts';
import { reasonMessage, reasonOf, reasonView } from '../../bot/blocks/reason.ts';
import { brokenViewLimits } from '../../bot/blocks/view-limits.ts';
import { openReason, submitReason } from '../../bot/reasons.ts';
import { createDeskRoom, shop } from './desk.ts';

const incident = 'shop/shop/inc-4f7a2c';
const metadata = JSON.stringify({ mark: 'noise', incident, channel: shop });
const typed = (value: string | null) => ({ why: { typed: { type: 'plain_text_input', value } } });

it.each(['useful', 'noise'] as const)('%s: why is asked with reasons to choose from, and a form for own words', (mark) => {
  const question = reasonMessage(incident, mark);
  expect(brokenLimits(question)).toEqual([]);
  const ids = [...JSON.stringify(question).matchAll(/"action_id":"([^"]+)"/g)].map(([, id]) => id ?? '');
  expect(ids.slice(0, -1).map((id) => reasonOf(id)?.mark)).toEqual(ids.slice(0, -1).map(() => mark));
  const opened = openReason({ actionId: ids.at(-1) ?? '', value: incident, person: { id: 'U2' }, place: shop });
  expect('view' in opened ? brokenViewLimits(opened.view) : opened).toEqual([]);
});

it('what was typed is kept with the mark on one line, and no more of it than the operator takes', async () => {
  const { desk, operator } = createDeskRoom();
  await answerClick({ actionId: 'incident.noise', value: incident, person: { id: 'U2' }, place: shop }, desk);
  const long = `a\u202Edrill\n${'x'.repeat(400)}`;
  const submitted = await submitReason({ metadata, values: typed(long), person: { id: 'U2' } }, desk);
  expect(JSON.stringify(submitted)).toContain('Noted, with why');
  const { marks } = await operator.api.incident(incident, 'shop');
  expect(marks.at(-1)).toMatchObject({ mark: 'noise', user: 'U2', reason: expect.stringMatching(/^adrill x{1,193}$/) as string });
  expect(operator.audit.at(-1)).toMatchObject({ user: 'U2', channel: 'C1', result: 'done' });
});

it.each([null, '', ' \u200B\n ', 7, []])('%j is no reason, which is said beside the field', async (value) => {
  const { desk, operator } = createDeskRoom();
  const values = { why: { typed: { value } } };
  expect(await submitReason({ metadata, values, person: { id: 'U2' } }, desk)).toEqual({ errors: { why: expect.any(String) as string } });
  expect(operator.audit).toEqual([]);
});

it.each([
  ['a guest', 'UG1', metadata],
  ['somebody for an incident of another tenant', 'U2', metadata.replace('shop/shop', 'bank/bank')],
  ['somebody in a channel that sees nothing', 'U2', metadata.replace('"C1"', '"C9"').replace('shop-incidents', 'random')],
])('%s is refused in the place of the form, and it is noted', async (_who, user, form) => {
  const { desk, operator } = createDeskRoom();
  const submitted = await submitReason({ metadata: form, values: typed('a drill'), person: { id: user } }, desk);
  expect(submitted !== null && 'view' in submitted && brokenViewLimits(submitted.view)).toEqual([]);
  expect(JSON.stringify(submitted)).not.toContain('Noted');
  expect(operator.audit.map(({ result }) => result.split(':')[0])).toEqual(['refused']);
});

it('a form that nobody made is none, and an unknown button opens none', async () => {
  const { desk } = createDeskRoom();
  expect(await submitReason({ metadata: '{"mark":"page"}', values: typed('x'), person: { id: 'U1' } }, desk)).toBeNull();
  expect(openReason({ actionId: 'reason-form.page', value: incident, person: { id: 'U1' }, place: shop })).toHaveProperty('message');
  expect(brokenViewLimits(reasonView({ mark: 'useful', incident: '`<'.repeat(350), channel: shop }))).toEqual([]);
});
