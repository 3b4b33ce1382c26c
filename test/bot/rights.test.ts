/** Every command and every button of the table by every role; made from the table, so that a new command is judged without a new test. */
import { describe, expect, it } from 'vitest';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { createAccess } from '../../bot/access.ts';
import { answerClick } from '../../bot/actions.ts';
import { createAudit } from '../../bot/audit.ts';
import { brokenLimits } from '../../bot/blocks/limits.ts';
import type { Desk } from '../../bot/desk.ts';
import { answerCommand } from '../../bot/dispatch.ts';
import { commands } from '../../bot/table.ts';
import { argumentsOf } from './arguments.ts';
import { startedAtMs } from './builders.ts';
import { createFakeOperator } from './fake-operator.ts';

const configuration = ConfigurationSchema.parse({
  slack: {
    channels: [
      { name: 'shop-incidents', namespaces: ['shop'] },
      { name: 'shared', id: 'CX', namespaces: ['shop'] },
    ],
    operators: { users: ['U1'] },
    roles: [
      { users: ['U5'], namespaces: ['shop'], commands: ['mute', 'retrain'] },
      { userGroups: ['S6'], namespaces: ['shop'], commands: ['*'] },
      { users: ['U7'], namespaces: ['billing'], commands: ['*'] },
    ],
  },
});
const quiet = { info: () => undefined, warn: () => undefined };
const shop = { id: 'C1', name: 'shop-incidents' };
const random = { id: 'C9', name: 'random' };

interface Role {
  readonly user: string;
  readonly place: typeof shop;
  readonly sees: boolean;
  /** Which of the changes. */
  readonly changes: 'all' | 'none' | readonly string[];
}

const roles: Readonly<Record<string, Role>> = {
  'an operator': { user: 'U1', place: shop, sees: true, changes: 'all' },
  'an operator in any channel': { user: 'U1', place: random, sees: true, changes: 'all' },
  'a member of the channel': { user: 'U2', place: shop, sees: true, changes: 'none' },
  'somebody in a channel without a namespace': { user: 'U2', place: random, sees: false, changes: 'none' },
  'one who may mute and retrain': { user: 'U5', place: random, sees: true, changes: ['mute', 'unmute', 'retrain'] },
  'one of a group that may all in the shop': { user: 'U6', place: random, sees: true, changes: 'all' },
  'a guest': { user: 'UG1', place: shop, sees: false, changes: 'none' },
  'a member in a channel shared with others': { user: 'U2', place: { id: 'CX', name: 'shared' }, sees: false, changes: 'none' },
  'one of whom Slack does not say whether it is a guest': { user: 'U404', place: shop, sees: false, changes: 'none' },
};
/** What is for those who see everything. */
const everywhere: ReadonlySet<string> = new Set(['audit']);
/** Names under which a role allows a command, where it is not its own. */
const rightOf: Readonly<Record<string, string>> = Object.fromEntries(commands.map(({ name, allowedAs = name }) => [name, allowedAs]));

function setUp() {
  const operator = createFakeOperator();
  const desk: Desk = {
    api: operator.api,
    access: createAccess({
      configuration,
      groupMembers: () => Promise.resolve(['U6']),
      isGuest: (user) => (user === 'U404' ? Promise.reject(new Error('no answer')) : Promise.resolve(user.startsWith('UG'))),
      isSharedOutside: (channel) => Promise.resolve(channel === 'CX'),
      now: () => startedAtMs,
      log: quiet,
    }),
    audit: createAudit((entry) => operator.api.writeAudit(entry), quiet),
    log: quiet,
    now: () => startedAtMs,
  };
  return { operator, desk };
}

function mayChange({ changes, user }: Role, name: string): boolean {
  if (everywhere.has(name)) return user === 'U1';
  return changes === 'all' || (changes !== 'none' && changes.includes(name));
}

const cases = Object.entries(roles).flatMap(([role, who]) => commands.map((command) => [role, command.name, who, command] as const));

describe('rights', () => {
  it.each(cases)('%s: /logbot %s', async (_role, name, who, { right }) => {
    const { operator, desk } = setUp();
    const text = `${name} ${argumentsOf[name] ?? ''}`.trim();
    const message = await answerCommand({ text, person: { id: who.user }, place: who.place }, desk);
    expect(brokenLimits(message)).toEqual([]);
    const isAllowed = right === 'none' || (right === 'see' ? who.sees : mayChange(who, name));
    const [line] = operator.audit;
    expect([isAllowed, line?.result]).toEqual([
      isAllowed,
      isAllowed ? expect.stringMatching(/^(answered|accepted|asked)/) : expect.stringMatching(/^refused/),
    ]);
    if (isAllowed) return;
    expect(JSON.stringify(message)).toMatch(/may not|see nothing|sees nothing|no namespace|shared with|does not say|all of them/);
    expect([operator.retrained, operator.rolledBack, operator.changes, operator.remedied]).toEqual([[], [], [], []]);
  });

  it.each(Object.entries(roles))('%s: marks on an incident', async (_role, who) => {
    const { operator, desk } = setUp();
    for (const mark of ['acknowledge', 'useful', 'noise']) {
      const click = { actionId: `incident.${mark}`, value: 'shop/shop/inc-4f7a2c', person: { id: who.user }, place: who.place };
      const { message } = await answerClick(click, desk);
      // Of an opinion it is asked why.
      const answer = mark === 'acknowledge' ? null : expect.objectContaining({ text: 'Noted.' });
      expect(message).toEqual(who.sees ? answer : expect.objectContaining({ blocks: expect.anything() }));
    }
    const why = { actionId: 'reason.noise.2', value: 'shop/shop/inc-4f7a2c', person: { id: who.user }, place: who.place };
    const { replacesQuestion } = await answerClick(why, desk);
    expect(replacesQuestion).toBe(true);
    expect(operator.audit.map(({ result }) => result === 'done')).toEqual([who.sees, who.sees, who.sees, who.sees]);
    expect(operator.audit.at(-1)?.action).toBe('button reason.noise.2 shop/shop/inc-4f7a2c (Wrong cause)');
  });

  it.each(cases.filter(([, , , { right }]) => right === 'change'))('%s: the confirmation of %s', async (_role, name, who) => {
    const { operator, desk } = setUp();
    const change = { type: 'mute', detector: 'shop/shop', pattern: 'abc', untilAtMs: null } as const;
    const value = JSON.stringify({
      change,
      right: rightOf[name] ?? name,
      seen: `seen-${JSON.stringify(change).length}`,
      askedBy: who.user,
      askedAtMs: startedAtMs,
    });
    await answerClick({ actionId: 'change.confirm', value, person: { id: who.user }, place: who.place }, desk);
    // The audit is read, not changed, and has no confirmation of its own; its right is that of whoever may all.
    const isAllowed = mayChange(who, rightOf[name] ?? name) || (name === 'audit' && who.changes === 'all');
    expect([operator.changes.length, operator.audit[0]?.result.split(':')[0]]).toEqual(isAllowed ? [1, 'accepted'] : [0, 'refused']);
  });

  it.each(Object.entries(roles))('%s: snooze and take on an incident', async (_role, who) => {
    const { operator, desk } = setUp();
    const results: string[] = [];
    for (const [button, right] of [
      ['snooze', 'snooze'],
      ['take', 'assign'],
    ] as const) {
      const click = { actionId: `incident.${button}`, value: 'shop/shop/inc-4f7a2c', person: { id: who.user }, place: who.place };
      const { message, replacesQuestion } = await answerClick(click, desk);
      expect([brokenLimits(message ?? { text: '', blocks: [] }), replacesQuestion]).toEqual([[], false]);
      results.push(mayChange(who, right) ? 'asked to confirm' : 'refused');
    }
    expect(operator.changes).toEqual([]);
    expect(operator.audit.map(({ result }) => result.split(':')[0])).toEqual(results);
  });

  it('a hundred clicks on a button that is out of date do nothing, and each has its line', async () => {
    const { operator, desk } = setUp();
    const change = { type: 'mute', detector: 'shop/shop', pattern: 'abc', untilAtMs: null } as const;
    const value = JSON.stringify({ change, right: 'mute', seen: 'seen-of-before', askedBy: 'U1', askedAtMs: startedAtMs });
    const click = { actionId: 'change.confirm', value, person: { id: 'U1' }, place: shop };
    const answers = await Promise.all(Array.from({ length: 100 }, () => answerClick(click, desk)));
    expect(answers.every(({ message }) => message !== null && brokenLimits(message).length === 0)).toBe(true);
    // What was shown is not what is so: all are shown anew, none is done.
    expect([operator.changes.length, operator.audit.length]).toEqual([0, 100]);
  });

  it.each([
    ['a pattern of another tenant', 'mute ffffff 2h', /no pattern/],
    ['an incident that is not there', 'snooze inc-zzz 2h', /No incident/],
    ['a time that is none', 'mute abc until 99:99', /Until when/],
    ['a workload that is not there', 'subscribe nobody here', /No workload/],
    ['a runbook that is no address', 'describe cart runbook javascript:alert(1)', /begins with https/],
    ['a person that is none', 'assign inc-4f7a2c <!channel>', /who/],
    ['nonsense', 'merge', /Which two/],
  ])('%s is a plain sentence and an audit line', async (_what, text, sentence) => {
    const { operator, desk } = setUp();
    const message = await answerCommand({ text, person: { id: 'U1' }, place: shop }, desk);
    expect(JSON.stringify(message)).toMatch(sentence);
    expect(JSON.stringify(message)).not.toContain('<!channel>');
    expect([operator.changes, operator.audit.map(({ result }) => result.split(':')[0])]).toEqual([[], ['refused']]);
  });

  it.each([
    'change.confirm',
    'change.cancel',
    'answer.next',
    'answer.share',
    'incident.snooze',
    'incident.take',
    'wish.confirm',
    'reason.noise.1',
    'reason.noise.9',
  ])('nonsense behind %s is refused and noted', async (actionId) => {
    const { operator, desk } = setUp();
    await answerClick({ actionId, value: '{"text":1,"<!channel>', person: { id: 'U1' }, place: shop }, desk);
    expect(operator.changes).toEqual([]);
    expect(operator.audit.map(({ result }) => result.split(':')[0])).toEqual(['refused']);
  });

  it('who may all in one namespace changes nothing in another', async () => {
    const { operator, desk } = setUp();
    for (const text of ['retrain shop', 'mute abc 2h', 'snooze inc-4f7a2c 2h', 'assign inc-4f7a2c me', 'describe cart owner me'])
      await answerCommand({ text, person: { id: 'U7' }, place: shop }, desk);
    const value = JSON.stringify({ detector: 'shop/shop', fromVersion: 2, toVersion: 1, askedBy: 'U7', askedAtMs: startedAtMs });
    await answerClick({ actionId: 'rollback.confirm', value, person: { id: 'U7' }, place: shop }, desk);
    expect([operator.retrained, operator.rolledBack, operator.changes]).toEqual([[], [], []]);
    expect(operator.audit.every(({ result }) => result.startsWith('refused'))).toBe(true);
  });

  it('what is shared holds what everybody in the channel may see, not what the one may who shares it', async () => {
    const { operator, desk } = setUp();
    const click = (place: typeof shop) =>
      answerClick({ actionId: 'answer.share', value: JSON.stringify({ text: 'status', page: 0 }), person: { id: 'U1' }, place }, desk);
    const shared = await click(shop);
    expect([shared.isPublic, JSON.stringify(shared.message).includes('billing')]).toEqual([true, false]);
    expect(JSON.stringify(shared.message)).toContain('Shared by <@U1>');
    expect((await click(random)).isPublic).toBe(false);
    expect((await click({ id: 'CX', name: 'shared' })).isPublic).toBe(false);
    expect(operator.audit.map(({ action }) => action)).toEqual(Array.from({ length: 3 }, () => '/logbot status (shared)'));
  });
});
