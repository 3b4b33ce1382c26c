import { WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { socketTroubleOf, troubleOf } from '../../bot/trouble.ts';

const refusal = (error: string, more: object = {}) => new WebAPIPlatformError({ ok: false, error, ...more });

describe('what Slack refuses', () => {
  it.each([
    ['invalid_auth', 'token', 'SLACK_BOT_TOKEN'],
    ['token_revoked', 'token', 'SLACK_BOT_TOKEN'],
    ['not_in_channel', 'channel', '/invite'],
    ['channel_not_found', 'channel', '#shop'],
    ['is_archived', 'channel', 'unarchive'],
    ['invalid_blocks', 'content', 'plain text'],
    ['message_not_found', 'gone', 'anew'],
    ['internal_error', 'outage', 'again'],
    ['something_new', 'outage', 'something_new'],
  ])('%s is a matter of the %s, and says what to do', (error, kind, words) => {
    const trouble = troubleOf(refusal(error), '#shop');
    expect(trouble).toMatchObject({ kind, code: error });
    expect(trouble.sentence).toContain(words);
  });

  it('a missing scope is named', () => {
    expect(troubleOf(refusal('missing_scope', { needed: 'chat:write' })).sentence).toContain('chat:write');
  });

  it('a rate limit waits as long as Slack asks', () => {
    expect(troubleOf(new WebAPIRateLimitedError(17))).toMatchObject({ kind: 'wait', retryInMs: 17_000 });
  });

  it('no network and nonsense are an outage', () => {
    expect(troubleOf(new WebAPIRequestError(new Error('ECONNREFUSED'))).kind).toBe('outage');
    expect(troubleOf(undefined).kind).toBe('outage');
  });

  it('about the socket the app-level token is meant', () => {
    expect(socketTroubleOf(refusal('invalid_auth')).sentence).toContain('SLACK_APP_TOKEN');
  });
});
