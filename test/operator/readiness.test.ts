import { describe, expect, test } from 'vitest';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { judgePaging, judgeSlack, type ChannelQuestion, type ReceiverQuestion } from '../../operator/readiness.ts';

const configuration = ConfigurationSchema.parse({
  slack: {
    channels: [
      { name: 'incidents', id: 'C1', namespaces: ['shop'] },
      { name: 'all', namespaces: ['*'] },
    ],
  },
  receivers: [{ name: 'oncall', type: 'webhook', url: 'https://pager.example/p', secretFile: '/key', namespaces: ['shop'] }],
});
const connected = { state: 'connected', code: 'Connected', message: 'Connected to Slack.' } as const;

function slack(overrides: Partial<ChannelQuestion> = {}) {
  return judgeSlack({ namespace: 'shop', channel: 'incidents', configuration, health: connected, problems: [], ...overrides });
}

function paging(overrides: Partial<ReceiverQuestion> = {}) {
  return judgePaging({ namespace: 'shop', receiver: 'oncall', second: null, configuration, problems: [], ...overrides });
}

describe('Slack is ready', () => {
  test.each([['incidents'], ['C1'], ['all']])('where %s is allowed and the bot is connected', (channel) => {
    expect(slack({ channel })).toMatchObject({ reason: 'Connected', message: `Messages go to ${channel}.` });
  });

  test('or not asked for, when no channel is named', () => {
    expect(slack({ channel: null })).toMatchObject({ reason: 'NotConfigured' });
  });

  test('where the routes of the administrator say where messages go', () => {
    expect(slack({ channel: null, routed: ['all'] })).toMatchObject({
      reason: 'Connected',
      message: expect.stringContaining('routes go to all'),
    });
    expect(slack({ routed: ['all'] }).message).toContain('Messages go to incidents. Incidents that match');
    const problems = [{ kind: 'channel', name: 'all', code: 'not_in_channel', message: 'invite it' }] as const;
    expect(slack({ channel: null, routed: ['all'], problems })).toMatchObject({ reason: 'NotInChannel' });
  });
});

describe('Slack is not ready', () => {
  test('where another namespace has the channel, whatever the bot says', () => {
    expect(slack({ namespace: 'bank', health: null })).toMatchObject({ reason: 'ChannelNotAllowed' });
  });

  test.each([
    ['invalid_auth', 'TokenInvalid'],
    ['not_authed', 'TokenInvalid'],
    ['account_inactive', 'TokenInvalid'],
    ['token_revoked', 'TokenInvalid'],
    ['token_expired', 'TokenInvalid'],
    ['missing_scope', 'ScopeMissing'],
    ['NoAppToken', 'TokenInvalid'],
    ['BotUnreachable', 'BotUnreachable'],
    ['unreachable', 'SlackUnreachable'],
    ['a word of tomorrow', 'SlackUnreachable'],
  ])('when Slack says %s: %s, in the words of the bot', (code, reason) => {
    expect(slack({ health: { state: 'failed', code, message: 'Do this.' } })).toEqual({ type: 'SlackReady', reason, message: 'Do this.' });
  });

  test('when there is no token', () => {
    expect(slack({ health: { state: 'disabled', code: 'NoToken', message: 'Set it.' } })).toMatchObject({ reason: 'Disabled' });
  });

  test.each([
    ['channel_not_found', 'Slack knows no channel #incidents.', 'ChannelNotFound'],
    ['not_in_channel', 'The bot is not in #incidents: type /invite @LogDetector there.', 'NotInChannel'],
    ['restricted_action', 'A workspace setting forbids posting in #incidents.', 'NotInChannel'],
    ['http_503', 'Slack could not be reached.', 'SlackUnreachable'],
  ])('when the channel refused a post with %s', (code, message, reason) => {
    expect(slack({ problems: [{ kind: 'channel', name: 'incidents', code, message }] })).toMatchObject({ reason, message });
    expect(slack({ channel: 'all', problems: [{ kind: 'channel', name: 'incidents', code, message }] })).toMatchObject({
      reason: 'Connected',
    });
  });
});

test('while the bot has not reported or connects, nobody is blamed', () => {
  const connecting = { state: 'connecting', code: 'Starting', message: 'The bot is starting.' } as const;
  expect(slack({ health: null })).toMatchObject({ reason: 'BotUnreachable', unknown: true, harmless: true });
  expect(slack({ health: connecting })).toMatchObject({ reason: 'Connecting', unknown: true, harmless: true });
});

describe('paging', () => {
  test('is ready where the receiver is configured and allowed', () => {
    expect(paging()).toMatchObject({ reason: 'Configured', message: 'Cascades page oncall.' });
    expect(paging({ receiver: null })).toMatchObject({ reason: 'NotConfigured' });
  });

  test.each([
    [{ receiver: 'nobody' }, 'ReceiverUnknown', 'must add it under receivers'],
    [{ namespace: 'bank' }, 'ReceiverNotAllowed', 'does not allow receiver oncall to namespace bank'],
  ])('is not where the administrator has not said so: %j', (question, reason, sentence) => {
    expect(paging(question)).toMatchObject({ reason, message: expect.stringContaining(sentence) });
  });

  test.each([
    ['ReceiverRejected', 'Receiver oncall redirects (302), which is not followed; correct its url.'],
    ['ReceiverRejected', 'The key of receiver oncall cannot be read from /key; mount its Secret there.'],
    ['ReceiverUnreachable', 'Receiver oncall cannot be reached (ECONNREFUSED); the page is tried again.'],
    ['ReceiverUnreachable', 'Receiver oncall cannot be reached (connection refused); the page is tried again.'],
  ] as const)('tells a receiver that says no from one that does not answer: %s, %s', (code, message) => {
    expect(paging({ problems: [{ kind: 'receiver', name: 'oncall', code, message }] })).toMatchObject({ reason: code, message });
    expect(paging({ problems: [{ kind: 'receiver', name: 'other', code, message }] })).toMatchObject({ reason: 'Configured' });
  });
});
