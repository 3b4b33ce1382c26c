/** The Web API calls of the bot, through two clients so that a pause of one never holds up the other. */
import { LogLevel, WebClient, type WebClientOptions } from '@slack/web-api';
import type { Configuration } from '../api/configuration.ts';
import type { Message } from './blocks/limits.ts';
import type { NativeBlock } from './blocks/native-limits.ts';
import { findChannelTroubles } from './channels.ts';
import { createLayouts, type Layouts, type Send } from './layout.ts';
import type { BotLog } from './log.ts';
import { isStandIn, simplified } from './rendering.ts';
import { createSearch, metadataOf } from './search.ts';
import type { Poster } from './steps.ts';

export interface SlackOptions {
  readonly botToken: string;
  /** Ends in a slash. */
  readonly apiUrl: string;
  readonly log: BotLog;
}

export interface Identity {
  readonly botId: string;
  readonly botUserId: string;
  /** What the token may do; null where Slack does not say. */
  readonly scopes: readonly string[] | null;
  /** Not Slack itself but the local one of demo and tests. */
  readonly standIn: boolean;
}

export interface Slack extends Poster {
  /** Rejects with Slack's error when the token is refused. */
  identify(): Promise<Identity>;
  /** User ids of a user group; needs the scope usergroups:read. */
  groupMembers(this: void, userGroup: string): Promise<readonly string[]>;
  /** A guest, or of another organisation; needs the scope users:read. */
  isGuest(this: void, user: string): Promise<boolean>;
  /** As Slack has confirmed it, empty without one; needs the scope users:read.email. */
  emailOf(this: void, user: string): Promise<string>;
  /** With another organisation; needs the scopes channels:read and groups:read. */
  isSharedOutside(this: void, channel: string): Promise<boolean>;
  /** A sentence for each channel that cannot be posted to; none where the token may not look. */
  channelTroubles(channels: Configuration['slack']['channels']): Promise<readonly string[]>;
  /** Of a message that is sent from elsewhere: as the workspace takes it. */
  send: Layouts['send'];
  /** The message as the workspace that was identified can show it. */
  render(message: Message): Message;
}

export function createSlack(options: SlackOptions): Slack {
  const delivery = new WebClient(options.botToken, clientOptions(options));
  const interactive = new WebClient(options.botToken, clientOptions(options));
  const search = createSearch(interactive, options.log);
  let standIn = false;
  const layouts = createLayouts(options.log);
  const render = (message: Message): Message => (standIn ? simplified(message) : message);
  const sent = <T>(message: Message, send: Send<T>): Promise<T> => layouts.send('post', render(message), send);
  return {
    render,
    send: (road, message, send) => layouts.send(road, render(message), send),
    find: search.find,
    async post(message, { channel, threadTs, mark }) {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      const quiet = { unfurl_links: false, unfurl_media: false, link_names: false, parse: 'none' } as const;
      const reply = await sent(message, (text, blocks) =>
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a method of Slack's, not of a window
        delivery.chat.postMessage({ channel, text, ...layout(blocks), ...quiet, ...thread, metadata: metadataOf(mark) }),
      );
      search.learn(channel, reply.channel);
      return { channelId: reply.channel ?? channel, ts: reply.ts ?? '' };
    },
    async edit(message, { channelId, ts }) {
      await sent(message, (text, blocks) =>
        delivery.chat.update({ channel: channelId, ts, text, blocks: [...blocks], link_names: false, parse: 'none' }),
      );
    },
    async identify() {
      const reply = await interactive.auth.test();
      const scopes = reply.response_metadata?.scopes;
      standIn = isStandIn(reply.url);
      layouts.begin();
      search.begin(reply.bot_id ?? '');
      return { botId: reply.bot_id ?? '', botUserId: reply.user_id ?? '', scopes: scopes && scopes.length > 0 ? scopes : null, standIn };
    },
    channelTroubles: (channels) => findChannelTroubles(interactive, channels),
    async groupMembers(userGroup) {
      const reply = await interactive.usergroups.users.list({ usergroup: userGroup });
      return reply.users ?? [];
    },
    isGuest: (user) => isGuest(interactive, user),
    emailOf: (user) => emailOf(interactive, user),
    isSharedOutside: (channel) => isSharedOutside(interactive, channel),
  };
}

async function isGuest(client: WebClient, user: string): Promise<boolean> {
  const { user: known } = await client.users.info({ user });
  return [known?.is_restricted, known?.is_ultra_restricted, known?.is_stranger].includes(true);
}

async function emailOf(client: WebClient, user: string): Promise<string> {
  const { user: known } = await client.users.info({ user });
  return known?.is_email_confirmed === false ? '' : (known?.profile?.email ?? '');
}

async function isSharedOutside(client: WebClient, channel: string): Promise<boolean> {
  const { channel: known } = await client.conversations.info({ channel });
  return [known?.is_ext_shared, known?.is_pending_ext_shared].includes(true);
}

const scopesNeeded = ['commands', 'chat:write'];

/** What the token must be granted and is not; empty too where Slack does not say. Null: what every configuration needs. */
export function missingScopes({ scopes }: Identity, slack: Configuration['slack'] | null): readonly string[] {
  const hasGroups = slack !== null && namesGroups(slack);
  const hasEmails = slack?.kubernetes?.emails !== undefined;
  const wanted = [
    ...scopesNeeded,
    ...(hasGroups ? ['usergroups:read'] : []),
    ...(slack?.outsiders.guests === false || hasEmails ? ['users:read'] : []),
    ...(hasEmails ? ['users:read.email'] : []),
    ...(slack?.outsiders.sharedChannels === false ? ['channels:read', 'groups:read'] : []),
  ];
  return scopes === null ? [] : wanted.filter((scope) => !scopes.includes(scope));
}

function namesGroups({ operators, roles, kubernetes }: Configuration['slack']): boolean {
  const lists = [operators, ...roles].map(({ userGroups }) => userGroups.length);
  return [...lists, kubernetes?.userGroups.length ?? 0].some((length) => length > 0);
}

/** Rate limits and retries are the queue's business, which pauses one channel where the client would pause all. */
export function clientOptions({ apiUrl, log }: Pick<SlackOptions, 'apiUrl' | 'log'>): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    timeout: 10_000,
    allowAbsoluteUrls: false,
    logger: slackLogger(log),
  };
}

function layout(blocks: readonly NativeBlock[]): { blocks?: NativeBlock[] } {
  return blocks.length > 0 ? { blocks: [...blocks] } : {};
}

type SlackLogger = NonNullable<WebClientOptions['logger']>;

/** Slack's libraries log payloads at debug level; those are dropped. */
export function slackLogger(log: BotLog): SlackLogger {
  const warn = (...words: unknown[]): void => log.warn('SlackLibrary', { message: words.map(String).join(' ').slice(0, 500) });
  return {
    debug: () => undefined,
    info: () => undefined,
    warn,
    error: warn,
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
