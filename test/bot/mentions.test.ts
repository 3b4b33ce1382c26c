import { expect, it } from 'vitest';
import { brokenLimits } from '../../bot/blocks/limits.ts';
import { createMentions, questionOf } from '../../bot/mentions.ts';
import { commands } from '../../bot/table.ts';
import { argumentsOf } from './arguments.ts';
import { incidentPost, startedAtMs } from './builders.ts';
import { dangers } from './dangers.ts';
import { createDeskRoom } from './desk.ts';

const names: Readonly<Record<string, string>> = { C1: 'shop-incidents', CX: 'shared', C9: 'random' };
const context = {
  botUserId: 'U0BOT',
  placeOf: (id: string) => Promise.resolve({ id, name: names[id] ?? '' }),
};
let counted = 0;

function mentionOf(text: string, more: object = {}) {
  counted += 1;
  const ts = `${startedAtMs / 1000 + 1}.${String(counted).padStart(6, '0')}`;
  return { type: 'app_mention', user: 'U2', text: `<@U0BOT> ${text}`, ts, channel: 'C1', event_ts: ts, ...more };
}

function setUp() {
  const room = createDeskRoom();
  const mentions = createMentions(room.desk);
  return { ...room, ask: (text: string, more: object = {}) => mentions.answer(mentionOf(text, more), context), mentions };
}

it('a question by mention is answered in its thread, for everybody there', async () => {
  const { ask, operator } = setUp();
  const asked = mentionOf('show me the top patterns for checkout in the last hour?');
  const answer = await createMentions(createDeskRoom().desk).answer(asked, context);
  expect(answer).toMatchObject({ isPublic: true, channel: 'C1', threadTs: asked.ts, user: 'U2' });
  expect(JSON.stringify(answer?.message)).toContain('For <@U2>');
  expect(await ask('status', { thread_ts: '1.5' })).toMatchObject({ threadTs: '1.5', isPublic: true });
  expect(operator.audit).toMatchObject([{ user: 'U2', channel: 'C1', action: '@LogDetector status' }]);
});

it.each(['why', 'why did it fail?', 'timeline', 'the story', 'topology', 'pattern'])(
  'in the thread of an incident %s needs no id',
  async (text) => {
    const { ask, operator } = setUp();
    operator.say(incidentPost({ posted: { channelId: 'C1', ts: '170.1', revision: 1, entries: 1 } }));
    const answer = await ask(text, { thread_ts: '170.1' });
    expect([text, operator.audit.at(-1)?.result]).toEqual([text, expect.stringMatching(/^(answered|refused: There is no pattern t-)/)]);
    expect(brokenLimits(answer?.message ?? { text: '', blocks: [] })).toEqual([]);
  },
);

it('in any other thread the id is asked for, and one that is given is meant', async () => {
  const { ask, operator } = setUp();
  operator.say(incidentPost({ posted: { channelId: 'C1', ts: '170.1', revision: 1, entries: 1 } }));
  expect(JSON.stringify((await ask('why', { thread_ts: '170.2' }))?.message)).toContain('Which incident?');
  expect(JSON.stringify((await ask('why'))?.message)).toContain('Which incident?');
  expect(JSON.stringify((await ask('why inc-zzz', { thread_ts: '170.1' }))?.message)).toContain('No incident');
  expect(operator.audit.map(({ result }) => result.split(':')[0])).toEqual(['refused', 'refused', 'refused']);
});

it.each([
  ['the bot itself', { user: 'U0BOT' }],
  ['another bot', { bot_id: 'B7' }],
  ['a message of a kind of its own', { subtype: 'bot_message' }],
  ['an edit', { edited: { user: 'U2', ts: '1.2' } }],
  ["Slack's own bot", { user: 'USLACKBOT' }],
  ['nobody', { user: undefined }],
  ['a question of yesterday', { ts: `${startedAtMs / 1000 - 86_400}.000001` }],
  ['a time that is none', { ts: 'soon' }],
  ['nonsense', { channel: { id: 'C1' } }],
])('%s is not answered', async (_who, more) => {
  const { ask, operator } = setUp();
  expect(await ask('status', more)).toBeNull();
  expect(operator.audit).toEqual([]);
});

it('the same message told by two events is answered once', async () => {
  const { mentions, operator } = setUp();
  const event = mentionOf('status');
  const answers = await Promise.all([mentions.answer(event, context), mentions.answer({ ...event, event_ts: '2.2' }, context)]);
  expect(answers.filter((answer) => answer !== null)).toHaveLength(1);
  expect(operator.audit).toHaveLength(1);
});

const people = [
  ['an operator', 'U1', 'C1', true],
  ['an operator where nobody may see', 'U1', 'C9', false],
  ['a member', 'U2', 'C1', true],
  ['one of a role, elsewhere', 'U5', 'C9', false],
  ['a guest', 'UG1', 'C1', false],
  ['a member in a channel shared with others', 'U2', 'CX', false],
] as const;
const cases = people.flatMap(([who, user, channel, sees]) =>
  commands.map((command) => [who, command.name, command, { user, channel, sees }] as const),
);

it.each(cases)('%s by mention: %s', async (_who, name, { right }, { user, channel, sees }) => {
  const { ask, operator } = setUp();
  const answer = await ask(`${name} ${argumentsOf[name] ?? ''}`, { user, channel });
  const isAllowed = right === 'none' || (right === 'see' && sees);
  const [line] = operator.audit;
  expect([answer?.isPublic, line?.result]).toEqual([isAllowed, expect.stringMatching(isAllowed ? /^answered/ : /^refused/)]);
  // What is for everybody holds what everybody may see, also when an operator asks.
  expect(JSON.stringify(answer?.message)).not.toContain('billing');
  expect([operator.retrained, operator.rolledBack, operator.changes, operator.remedied]).toEqual([[], [], [], []]);
});

it('what is typed does nothing in the answer', async () => {
  const { ask } = setUp();
  for (const text of ['&lt;!channel&gt; `x`', 'why <!channel>', 'pattern <https://evil.example|click>', 'help <@U2> *x*']) {
    const answer = await ask(text);
    expect(brokenLimits(answer?.message ?? { text: '', blocks: [] })).toEqual([]);
    expect(dangers(answer?.message ?? { text: '', blocks: [] })).toEqual([]);
  }
});

it.each([
  ['<@U0BOT> why?', 'why'],
  ['<@U0BOT|LogDetector>: top patterns', 'top patterns'],
  ['why, <@U0BOT>', 'why,'],
  ['<@U0BOT>', ''],
  ['<@U0BOT> redact-test a &lt;b&gt; &amp;amp; <https://a.example/x|a.example>', 'redact-test a <b> &amp; https://a.example/x'],
])('of %s is asked what stands beside the name', (text, question) => {
  expect(questionOf(text, 'U0BOT')).toBe(question);
});
