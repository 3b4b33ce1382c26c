import { expect, test } from 'vitest';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { createAccess } from '../../bot/access.ts';
import { createAudit } from '../../bot/audit.ts';
import { incidentMessage } from '../../bot/blocks/incident.ts';
import { brokenLimits } from '../../bot/blocks/limits.ts';
import { storyMessage } from '../../bot/blocks/story.ts';
import type { Desk } from '../../bot/desk.ts';
import { confirmRemedy, proposeRemedy } from '../../bot/remedies.ts';
import { incidentView, startedAtMs } from './builders.ts';
import { createFakeOperator } from './fake-operator.ts';

const configuration = ConfigurationSchema.parse({ slack: { operators: { users: ['U1'] } } });
const quiet = { info: () => undefined, warn: () => undefined };
const reference = 'shop/shop/inc-4f7a2c';

const no = () => Promise.resolve(false);

function setUp() {
  const operator = createFakeOperator();
  let atMs = startedAtMs;
  const desk: Desk = {
    api: operator.api,
    access: createAccess({
      configuration,
      groupMembers: () => Promise.resolve([]),
      isGuest: no,
      isSharedOutside: no,
      now: () => atMs,
      log: quiet,
    }),
    audit: createAudit((entry) => operator.api.writeAudit(entry), quiet),
    log: quiet,
    now: () => atMs,
  };
  const click = (user = 'U1', actionId = 'remedy.propose.undo-rollout') =>
    proposeRemedy({ actionId, value: reference, person: { id: user }, place: { id: 'C1', name: 'shop-incidents' } }, desk);
  const question = async (): Promise<string> => {
    const proposed = await click();
    return 'view' in proposed ? (proposed.view.private_metadata ?? '') : '';
  };
  const confirm = async (metadata: string, user = 'U1') => JSON.stringify(await confirmRemedy({ metadata, person: { id: user } }, desk));
  return { operator, click, question, confirm, later: (forMs: number) => void (atMs += forMs) };
}

test('an operator of the configuration is asked with the exact change, and does nothing by asking', async () => {
  const { operator, click } = setUp();
  const proposed = await click();
  expect(JSON.stringify(proposed)).toContain('image of cart from 2 to 1');
  expect(operator.remedied.map(({ body }) => body.seen)).toEqual([null]);
  expect(operator.audit.at(-1)?.result).toContain('asked to confirm');
});

test('what was shown is done, exactly that', async () => {
  const { operator, question, confirm } = setUp();
  expect(await confirm(await question())).toContain('Done; watched');
  expect(operator.remedied.at(-1)?.body).toEqual({ action: 'undo-rollout', requestedBy: 'U1', channel: 'C1', seen: 'uid/1' });
});

test('nobody else may ask or confirm, and both are noted', async () => {
  const { operator, click, question, confirm } = setUp();
  expect(JSON.stringify(await click('U2'))).toContain('You may not');
  expect(await confirm(await question(), 'U2')).toContain('You may not');
  expect(operator.remedied).toHaveLength(1);
  expect(operator.audit.map(({ user, result }) => [user, result.split(':')[0]])).toEqual([
    ['U2', 'refused'],
    ['U1', 'asked to confirm'],
    ['U2', 'refused'],
  ]);
});

test('a question that is old, or that nobody asked, does nothing', async () => {
  const { operator, question, confirm, later } = setUp();
  const asked = await question();
  later(11 * 60_000);
  expect(await confirm(asked)).toContain('more than 10 minutes old');
  expect(await confirm('{"incident":1}')).toContain('not understood');
  expect(operator.remedied).toHaveLength(1);
});

test('an object that was changed meanwhile is shown anew', async () => {
  const { operator, question, confirm } = setUp();
  const asked = (await question()).replace('uid/1', 'uid/0');
  const again = await confirm(asked);
  expect(again).toContain('changed by somebody since it was shown');
  expect(again).toContain('"callback_id":"remedy.confirm"');
  expect(operator.remedied.at(-1)?.body.seen).toBe('uid/0');
});

test('a refusal is told in its own words', async () => {
  const { operator, click } = setUp();
  operator.setRemedy({ outcome: 'refused', sentence: 'Patch deployments.apps cart is forbidden; grant verb "patch".' });
  expect(JSON.stringify(await click())).toContain('grant verb');
  operator.setDown(true);
  expect(JSON.stringify(await click('U1', 'remedy.propose.unknown'))).toContain('not understood');
});

test('the message offers what is allowed, and message and story tell how it goes within the limits of Slack', () => {
  const steps = [
    { atMs: startedAtMs, text: 'Confirmed: undo-rollout of deployment/cart.' },
    { atMs: startedAtMs + 1000, text: 'Done: undo-rollout of deployment/cart. Its effect is watched for 10 min.' },
  ];
  const remedy = {
    id: 'r',
    action: 'undo-rollout',
    object: 'deployment/cart',
    requestedBy: 'U1',
    requestedAtMs: startedAtMs,
    state: 'watching',
    steps,
  } as const;
  const offered = ['undo-rollout', 'raise-limit', 'restart', 'scale', 'cordon'] as const;
  const view = { ...incidentView(), offered: [...offered], remedies: Array.from({ length: 20 }, () => ({ ...remedy, steps: [...steps] })) };
  const message = incidentMessage(view);
  expect(brokenLimits(message)).toEqual([]);
  for (const action of offered) expect(JSON.stringify(message)).toContain(`remedy.propose.${action}`);
  expect(JSON.stringify(message)).toContain('*Confirmed by* <@U1>: Done: undo-rollout');
  const begun = { ...remedy, state: 'confirmed', steps: steps.slice(0, 1) } as const;
  const first = JSON.stringify(incidentMessage({ ...view, remedies: [{ ...begun, steps: [...begun.steps] }] }));
  expect(first).toContain('*Confirmed by* <@U1>: undo-rollout of deployment/cart.');
  const story = storyMessage(view);
  expect(brokenLimits(story)).toEqual([]);
  expect(JSON.stringify(story)).toContain('confirmed by <@U1>');
  expect(JSON.stringify([message, first, story]).replaceAll('<@U1>', '')).not.toContain('U1');
  expect(JSON.stringify(story)).toContain('What was done');
});
