import { describe, expect, it } from 'vitest';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { createAccess } from '../../bot/access.ts';
import { answerClick } from '../../bot/actions.ts';
import { createAudit } from '../../bot/audit.ts';
import { brokenLimits } from '../../bot/blocks/limits.ts';
import type { RollbackPlan } from '../../bot/blocks/wish.ts';
import type { Wish } from '../../bot/wishes.ts';
import type { Desk } from '../../bot/desk.ts';
import { answerCommand } from '../../bot/dispatch.ts';
import { startedAtMs } from './builders.ts';
import { createFakeOperator } from './fake-operator.ts';

const configuration = ConfigurationSchema.parse({
  slack: {
    channels: [
      { name: 'shop-incidents', namespaces: ['shop'] },
      { name: 'secret', id: 'G1', namespaces: ['billing'] },
    ],
    operators: { users: ['U1'], userGroups: ['S1'] },
  },
});
const shop = { id: 'C1', name: 'shop-incidents' };
const quiet = { info: () => undefined, warn: () => undefined };

function setUp({ members = [] as readonly string[], groupsFail = false } = {}) {
  const operator = createFakeOperator();
  let atMs = startedAtMs;
  const isGuest = (user: string) => Promise.resolve(user.startsWith('UG'));
  const isSharedOutside = (channel: string) => Promise.resolve(channel === 'CX');
  const groupMembers = () => (groupsFail ? Promise.reject(new Error('down')) : Promise.resolve(members));
  const desk: Desk = {
    api: operator.api,
    access: createAccess({ configuration, groupMembers, isGuest, isSharedOutside, now: () => atMs, log: quiet }),
    audit: createAudit((entry) => operator.api.writeAudit(entry), quiet),
    log: quiet,
    now: () => atMs,
  };
  const ask = async (text: string, user = 'U2', place = shop): Promise<string> => {
    const message = await answerCommand({ text, person: { id: user }, place }, desk);
    expect(brokenLimits(message)).toEqual([]);
    return JSON.stringify(message);
  };
  const plan: RollbackPlan = { detector: 'shop/shop', fromVersion: 2, toVersion: 1, askedBy: 'U1', askedAtMs: startedAtMs };
  const click = (actionId: string, value: string, user = 'U1') => answerClick({ actionId, value, person: { id: user }, place: shop }, desk);
  const confirm = (more: Partial<RollbackPlan> = {}, user = 'U1') => click('rollback.confirm', JSON.stringify({ ...plan, ...more }), user);
  const wish: Wish = { what: 'retrain', detector: 'shop/shop', seen: 'model 2', askedBy: 'U1', askedAtMs: startedAtMs };
  const confirmWish = async (more: Partial<Wish> = {}, user = 'U1', actionId = 'wish.confirm') =>
    JSON.stringify(await click(actionId, JSON.stringify({ ...wish, askedBy: user, ...more }), user));
  return { operator, ask, click, confirm, confirmWish, later: (forMs: number) => void (atMs += forMs) };
}

describe('a command', () => {
  it('a private channel is known by its id', async () => {
    expect(await setUp().ask('status', 'U2', { id: 'G1', name: 'privategroup' })).toContain('billing/billing');
  });

  it('a channel sees its own namespaces only, an operator all', async () => {
    const { ask } = setUp();
    expect(await ask('status')).not.toContain('billing');
    expect(await ask('status', 'U1')).toContain('billing');
    expect(await ask('why inc-4f7a2c', 'U2', { id: 'G1', name: 'privategroup' })).toContain('No incident');
  });

  it('rights by user group hold, and fall when the group cannot be read', async () => {
    const { ask, operator, confirmWish } = setUp({ members: ['U2'] });
    expect(await ask('retrain shop')).toContain('Model 2 serves now');
    expect(operator.retrained).toEqual([]);
    expect(await confirmWish({}, 'U2')).toContain('accepted');
    expect(operator.retrained).toEqual(['shop/shop']);
    const { ask: askWhileDown, operator: other } = setUp({ members: ['U2'], groupsFail: true });
    expect(await askWhileDown('retrain shop')).toMatch(/cannot be checked: Slack does not say.*try again in a minute/);
    expect([other.retrained, other.audit[0]?.result]).toEqual([[], 'refused: cannot be checked (retrain)']);
  });

  it('a test page is sent for the detector that is named, and its answer told and audited', async () => {
    const { ask, operator, confirmWish } = setUp();
    expect(await ask('page test shop', 'U1')).toContain('the receiver `oncall`');
    expect(operator.asked).not.toContain('test page shop/shop');
    expect(await confirmWish({ what: 'page', seen: 'receiver oncall' })).toContain('oncall took a test page');
    expect(operator.asked).toContain('test page shop/shop');
    expect(operator.audit.map(({ result }) => result)).toEqual(['asked to confirm: page shop/shop', 'accepted: oncall took a test page.']);
  });

  it('a detector that does not exist is answered with the nearest', async () => {
    const answer = await setUp().ask('retrain shpo', 'U1');
    expect(answer).toContain('Did you mean');
    expect(answer).toContain('shop');
  });

  it('help explains one command with an example, by any of its names', async () => {
    const { ask } = setUp();
    for (const typed of ['help rollback', 'help roll back']) expect(await ask(typed)).toContain('For example `/logbot rollback shop 1`');
    expect(await ask('help nonsense')).toMatch(/There is no command `nonsense`.*top-patterns/);
  });

  it('a workload that does not exist is answered with the nearest, and not as if it were silent', async () => {
    const { ask, operator } = setUp();
    operator.api.patterns = () => Promise.resolve({ patterns: [], windowFromAtMs: 0, windowToAtMs: 3_600_000, learning: null });
    expect(await ask('top-patterns chekout')).toContain('Did you mean `checkout`?');
    expect(await ask('top-patterns checkout')).toContain('No line of `checkout` in this time');
  });

  it('more than a week is said to be cut', async () => {
    const { ask } = setUp();
    expect(await ask('top-patterns last 30d')).toContain('counts are kept no longer');
    expect(await ask('top-patterns last 1d')).not.toContain('counts are kept no longer');
  });

  it('what a command does not take is told, and not passed over', async () => {
    const { ask, operator } = setUp();
    expect(await ask('incidents closed')).toContain('`closed` is not understood here');
    expect(operator.audit[0]?.result).toBe('refused: not understood');
    expect(await ask('status shpo')).toContain('Did you mean `shop`?');
    expect(await ask('status shop', 'U1')).not.toContain('billing');
  });

  it.each(['rollback shop x', 'rollback shop 0', 'rollback shop -1'])('%j is refused with what a version is', async (text) => {
    const { ask, operator } = setUp();
    expect(await ask(text, 'U1')).toContain('whole number from 1');
    expect(operator.rolledBack).toEqual([]);
  });

  it('what the operator refuses is told in its words', async () => {
    expect(await setUp().ask('rollback shop 7', 'U1')).toContain('There is no model 7');
  });

  it('an operator that does not answer is told so, and it is noted', async () => {
    const { ask, operator } = setUp();
    operator.setDown(true);
    expect(await ask('why inc-1')).toContain('does not answer');
    expect(operator.audit[0]?.result).toMatch(/^refused: The operator does not answer/);
  });

  it('what was typed cannot disturb the answer or the audit line', async () => {
    const { ask, operator } = setUp();
    const answer = await ask('<!channel> ```\u202e\u001b[31m `x`');
    expect(answer).not.toContain('<!channel>');
    expect(operator.audit[0]?.action).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('a button', () => {
  it('a rollback is done exactly as shown', async () => {
    const { confirm, operator } = setUp();
    const { replacesQuestion } = await confirm();
    expect(replacesQuestion).toBe(true);
    expect(operator.rolledBack).toEqual([{ detector: 'shop/shop', version: 1 }]);
  });

  it.each<[string, Partial<RollbackPlan>, string, string]>([
    ['by another person', {}, 'U2', 'refused: not the asker'],
    ['by one who lost the right', { askedBy: 'U2' }, 'U2', 'refused: not an operator (rollback)'],
    ['when another model serves meanwhile', { fromVersion: 3 }, 'U1', 'refused: another model serves meanwhile'],
    ['of an old question', { askedAtMs: startedAtMs - 700_000 }, 'U1', 'refused: too old'],
  ])('a confirmation %s changes nothing and is noted', async (_name, more, user, result) => {
    const { confirm, operator } = setUp();
    await confirm(more, user);
    expect(operator.rolledBack).toEqual([]);
    expect(operator.audit.at(-1)).toMatchObject({ user, result });
  });

  it.each<[string, Partial<Wish>, string, string]>([
    ['of somebody else', { askedBy: 'U1' }, 'U2', 'refused: not the asker'],
    ['by one who lost the right', {}, 'U2', 'refused: not an operator (retrain)'],
    ['when another model serves meanwhile', { seen: 'model 1' }, 'U1', 'refused: another meanwhile'],
    ['of a page to nobody', { what: 'page', detector: 'shop/none', seen: 'receiver oncall' }, 'U1', 'refused: another meanwhile'],
    ['of an old question', { askedAtMs: startedAtMs - 700_000 }, 'U1', 'refused: too old'],
  ])('a wish %s is not done, and noted', async (_name, more, user, result) => {
    const { confirmWish, operator } = setUp();
    await confirmWish(more, user);
    expect([operator.retrained, operator.asked]).toEqual([[], []]);
    expect(operator.audit.at(-1)).toMatchObject({ user, result });
  });

  it('a wish that is left, or is none, changes nothing', async () => {
    const { confirmWish, click, operator } = setUp();
    await confirmWish({}, 'U1', 'wish.cancel');
    await click('wish.confirm', '{"what":"drop"}');
    expect([operator.retrained, operator.audit.map(({ result }) => result)]).toEqual([[], ['cancelled', 'refused: not understood']]);
  });

  it('nonsense in a button is refused', async () => {
    const { click, operator } = setUp();
    await click('rollback.confirm', '{"detector":1');
    expect(operator.audit.at(-1)?.result).toBe('refused: not understood');
  });

  it('leaving it as it is changes nothing', async () => {
    const { click, operator } = setUp();
    const value = JSON.stringify({ detector: 'shop/shop', fromVersion: 2, toVersion: 1, askedBy: 'U1', askedAtMs: startedAtMs });
    await click('rollback.cancel', value);
    expect(operator.rolledBack).toEqual([]);
    expect(operator.audit.at(-1)?.result).toBe('cancelled');
  });

  it('a mark on an incident of another tenant is refused and noted', async () => {
    const { click, operator } = setUp();
    const { message } = await click('incident.useful', 'bank/bank/inc-of-another', 'U2');
    expect(JSON.stringify(message)).toContain('No incident');
    expect(operator.audit.at(-1)?.result).toMatch(/^refused/);
  });
});
