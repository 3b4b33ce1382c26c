/**
 * What Slack's refusals mean and what a person must do about each. The list follows the errors documented for `auth.test`,
 * `apps.connections.open`, `chat.postMessage`, `chat.update` and `usergroups.users.list`.
 */
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { wordsOf } from './log.ts';

/**
 * Who can help: `wait` for Slack's rate limit, the owner of the `token` or the `channel`, nobody because the `content` is refused,
 * a new message because the old one is `gone`, or time (`outage`).
 */
export type TroubleKind = 'wait' | 'token' | 'channel' | 'content' | 'gone' | 'outage';

export interface Trouble {
  readonly kind: TroubleKind;
  /** Slack's own word, such as `not_in_channel`. */
  readonly code: string;
  /** A whole sentence that says what to do. */
  readonly sentence: string;
  readonly retryInMs: number;
}

/** `channel` is named in the sentence where it is the matter. */
export function troubleOf(error: unknown, channel = 'the channel'): Trouble {
  if (error instanceof WebAPIRateLimitedError) {
    const sentence = `Slack asks to wait ${error.retryAfter} s before the next message to ${channel}; nothing is lost.`;
    return { kind: 'wait', code: 'ratelimited', sentence, retryInMs: Math.max(1, error.retryAfter) * 1000 };
  }
  if (error instanceof WebAPIPlatformError) return refused(error.data.error, error.data, channel);
  const code = error instanceof WebAPIHTTPError ? `http_${error.statusCode}` : 'unreachable';
  const sentence = `Slack could not be reached (${wordsOf(error).slice(0, 200)}); the bot tries again. If this stays, allow it to reach slack.com on port 443.`;
  return { kind: 'outage', code, sentence, retryInMs: 5000 };
}

interface Row {
  readonly kind: TroubleKind;
  readonly sentence: string;
}

const newToken =
  'copy the Bot User OAuth Token (xoxb-...) of the app\'s page "OAuth & Permissions" into SLACK_BOT_TOKEN and restart the bot.';
const tokenRow = (what: string): Row => ({ kind: 'token', sentence: `${what}: ${newToken}` });
const contentRow: Row = {
  kind: 'content',
  sentence: 'Slack refused the layout of the message; it is sent as plain text instead. Please report this.',
};
const goneRow: Row = { kind: 'gone', sentence: 'The message was deleted in Slack; it is posted anew.' };
const outageRow: Row = { kind: 'outage', sentence: 'Slack has a problem of its own; the bot tries again.' };

const rows: Readonly<Record<string, Row>> = {
  not_authed: tokenRow('No Slack bot token was sent'),
  invalid_auth: tokenRow('Slack does not accept the bot token'),
  account_inactive: tokenRow('The bot token belongs to a removed app or workspace'),
  token_revoked: tokenRow('The bot token was revoked'),
  token_expired: tokenRow('The bot token has expired; switch token rotation off for this app'),
  not_allowed_token_type: tokenRow('The token is of the wrong type'),
  org_login_required: tokenRow('The workspace is being moved to an organisation'),
  channel_not_found: {
    kind: 'channel',
    sentence:
      'Slack knows no channel CHANNEL, or it is private: check the name in the LogDetector, invite the bot with /invite, and give private channels by id in the configuration.',
  },
  not_in_channel: { kind: 'channel', sentence: 'The bot is not in CHANNEL: type /invite @LogDetector there.' },
  is_archived: { kind: 'channel', sentence: 'CHANNEL is archived: unarchive it, or name another channel in the LogDetector.' },
  restricted_action: {
    kind: 'channel',
    sentence: 'A workspace setting forbids posting in CHANNEL: let an admin allow the bot to post there.',
  },
  restricted_action_read_only_channel: { kind: 'channel', sentence: 'CHANNEL is read-only: let an admin allow the bot to post there.' },
  restricted_action_thread_only_channel: {
    kind: 'channel',
    sentence: 'CHANNEL allows threads only: name another channel in the LogDetector.',
  },
  invalid_blocks: contentRow,
  invalid_blocks_format: contentRow,
  msg_too_long: contentRow,
  msg_blocks_too_long: contentRow,
  no_text: contentRow,
  message_not_found: goneRow,
  cant_update_message: goneRow,
  edit_window_closed: goneRow,
  thread_not_found: goneRow,
  internal_error: outageRow,
  fatal_error: outageRow,
  service_unavailable: outageRow,
  request_timeout: outageRow,
};

const retryInMsByKind: Readonly<Record<TroubleKind, number>> = {
  wait: 30_000,
  token: 30_000,
  channel: 60_000,
  content: 0,
  gone: 0,
  outage: 5000,
};

function refused(code: string, data: object, channel: string): Trouble {
  if (code === 'missing_scope') {
    const needed = 'needed' in data && typeof data.needed === 'string' ? data.needed : 'it names';
    const sentence = `The bot token lacks the scope ${needed}: add it on the app's page "OAuth & Permissions" and press "Reinstall to Workspace".`;
    return { kind: 'token', code, sentence, retryInMs: retryInMsByKind.token };
  }
  if (code === 'ratelimited' || code === 'rate_limited' || code === 'message_limit_exceeded') {
    return { kind: 'wait', code, sentence: 'Slack asks to wait; nothing is lost.', retryInMs: retryInMsByKind.wait };
  }
  const unknown: Row = { kind: 'outage', sentence: `Slack answered "${code.slice(0, 80)}"; the bot tries again.` };
  const { kind, sentence } = rows[code] ?? unknown;
  return { kind, code, sentence: sentence.replace('CHANNEL', channel), retryInMs: retryInMsByKind[kind] };
}

/** The same for the app-level token that opens the socket. */
export function socketTroubleOf(error: unknown): Trouble {
  const trouble = troubleOf(error);
  if (trouble.kind !== 'token' && trouble.code !== 'missing_scope') return trouble;
  const sentence =
    'Slack does not accept the app-level token, so commands and buttons do not work: make one with the scope connections:write on the app\'s page "Basic Information", put it (xapp-...) into SLACK_APP_TOKEN and restart the bot.';
  return { ...trouble, sentence };
}
