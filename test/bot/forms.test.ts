import { expect, it } from 'vitest';
import { answerClick } from '../../bot/actions.ts';
import { formView, forms, type FormName } from '../../bot/blocks/forms.ts';
import { brokenLimits } from '../../bot/blocks/limits.ts';
import { brokenViewLimits } from '../../bot/blocks/view-limits.ts';
import { answerCommand } from '../../bot/dispatch.ts';
import { openForm, submitForm } from '../../bot/forms.ts';
import { createDeskRoom, shop } from './desk.ts';

const incident = 'shop/shop/inc-4f7a2c';
const subjects: Readonly<Record<FormName, string>> = {
  snooze: incident,
  assign: incident,
  mute: 'abc',
  describe: 'abc',
  split: 'abc checkout',
  merge: 'abc checkout',
};
const names: readonly FormName[] = ['snooze', 'assign', 'mute', 'describe', 'split', 'merge'];
const metadata = (form: FormName) => JSON.stringify({ form, subject: subjects[form], channel: shop });
const typed = (values: Readonly<Record<string, string | null>>) =>
  Object.fromEntries(Object.entries(values).map(([id, value]) => [id, { typed: { type: 'plain_text_input', value } }]));
const sound: Readonly<Record<FormName, object>> = {
  snooze: typed({ until: '4h', conditions: 'x5, severity' }),
  assign: typed({ who: 'U0123456789' }),
  mute: typed({ until: 'forever' }),
  describe: typed({ what: 'runbook', text: 'https://runbooks.example.com/cart' }),
  split: typed({ workload: 'checkout' }),
  merge: typed({ into: 'abc', workload: null }),
};

it.each(names)('%s: what is typed is shown as a change first, and nothing is done', async (form) => {
  const { desk, operator } = createDeskRoom();
  const opened = await openForm({ actionId: `form.${form}`, value: subjects[form], person: { id: 'U1' }, place: shop }, desk);
  expect('view' in opened ? brokenViewLimits(opened.view) : opened).toEqual([]);
  const submitted = await submitForm({ metadata: metadata(form), values: sound[form], person: { id: 'U1' } }, desk);
  if (submitted === null || 'errors' in submitted) throw new Error(JSON.stringify(submitted));
  expect([brokenLimits(submitted.message), submitted.place]).toEqual([[], shop]);
  expect(JSON.stringify(submitted.message)).toContain('change.confirm');
  expect(operator.changes).toEqual([]);
  expect(operator.audit.map(({ result }) => result.split(':')[0])).toEqual(['asked what', 'asked to confirm']);
});

it.each([
  ['snooze', { until: null, conditions: null }, 'asked to confirm'],
  ['mute', { until: null }, 'asked to confirm'],
  ['merge', { into: null, workload: null }, 'refused'],
] as const)('%s: what nobody touched is what stood there', async (form, values, result) => {
  const { desk, operator } = createDeskRoom();
  await submitForm({ metadata: metadata(form), values: typed(values), person: { id: 'U1' } }, desk);
  expect(operator.audit.map((entry) => entry.result.split(':')[0])).toEqual([result]);
});

it.each<[FormName, object, RegExp]>([
  ['mute', typed({ until: '99:99' }), /Until when/],
  ['mute', typed({ until: '' }), /Until when/],
  ['snooze', typed({ until: '<!channel>', conditions: 'x0' }), /Which incident, and until when/],
  ['assign', typed({ who: 'everybody' }), /who/],
  ['describe', typed({ what: 'runbook', text: 'javascript:alert(1)' }), /begins with https/],
  ['describe', typed({ what: 'colour', text: 'red' }), /What of what/],
  ['mute', { until: 7, nonsense: [] }, /Until when/],
  ['merge', typed({ into: null, workload: 'checkout' }), /Which two/],
  ['merge', typed({ into: 'ffffff', workload: '' }), /no pattern ffffff/],
  ['merge', typed({ into: '<!channel> `x`', workload: '' }), /no pattern/],
])('%s: nonsense is an error beside its field', async (form, values, sentence) => {
  const { desk, operator } = createDeskRoom();
  const submitted = await submitForm({ metadata: metadata(form), values, person: { id: 'U1' } }, desk);
  if (submitted === null || !('errors' in submitted)) throw new Error(JSON.stringify(submitted));
  const [[field, error] = ['', '']] = Object.entries(submitted.errors);
  expect(JSON.stringify(formView({ form, subject: 'abc', channel: shop }))).toContain(`"block_id":"${field}"`);
  expect(error).toMatch(sentence);
  expect(error.length).toBeLessThanOrEqual(300);
  expect([operator.changes, operator.audit.map(({ result }) => result.split(':')[0])]).toEqual([[], ['refused']]);
});

it.each([
  ['a member', 'U2', 'form.snooze'],
  ['one who may only mute', 'U5', 'form.assign'],
  ['an operator with a button that is none', 'U1', 'form.drop'],
])('%s gets no form, and it is noted', async (_who, user, actionId) => {
  const { desk, operator } = createDeskRoom();
  const opened = await openForm({ actionId, value: incident, person: { id: user }, place: shop }, desk);
  expect('message' in opened && brokenLimits(opened.message)).toEqual([]);
  expect(operator.audit.map(({ result }) => result.split(':')[0])).toEqual(['refused']);
});

it('who lost the right, a pattern of another tenant and a form that nobody made change nothing', async () => {
  const { desk, operator } = createDeskRoom();
  for (const asked of [
    { metadata: metadata('mute'), values: sound.mute, person: { id: 'U2' } },
    { metadata: metadata('mute').replace('abc', 'ffffff'), values: sound.mute, person: { id: 'U1' } },
  ])
    expect(await submitForm(asked, desk)).toMatchObject({ errors: { until: expect.any(String) as string } });
  expect(await submitForm({ metadata: '{"form":"drop"}', values: {}, person: { id: 'U1' } }, desk)).toBeNull();
  expect(operator.changes).toEqual([]);
});

it('a form stands beside the usual snooze and take, and below one pattern', async () => {
  const { desk } = createDeskRoom();
  for (const [button, form] of [
    ['snooze', 'form.snooze'],
    ['take', 'form.assign'],
  ] as const) {
    const { message } = await answerClick({ actionId: `incident.${button}`, value: incident, person: { id: 'U1' }, place: shop }, desk);
    expect(JSON.stringify(message)).toContain(form);
  }
  const message = await answerCommand({ text: 'pattern abc', person: { id: 'U2' }, place: shop }, desk);
  expect(brokenLimits(message)).toEqual([]);
  for (const name of ['mute', 'describe', 'split', 'merge'] as const) expect(JSON.stringify(message)).toContain(forms[name].label);
});
