/** Puts the bot together and runs it: follow the operator's leadership; while it leads, deliver its posts and answer people. */
import { pino } from 'pino';
import { createApiClient } from '../api/client.ts';
import type { Configuration } from '../api/configuration.ts';
import { createAccess } from './access.ts';
import type { OperatorApi } from './api.ts';
import { createAudit } from './audit.ts';
import { runAuditChannel } from './audit-channel.ts';
import { openConnection, type Connection } from './connection.ts';
import type { Desk } from './desk.ts';
import { createHealth, type Health } from './health.ts';
import { runInbox, type InboxOptions } from './inbox.ts';
import { listen, type ListenerOptions } from './listeners.ts';
import { wordsOf, type BotLog } from './log.ts';
import type { BotOptions } from './options.ts';
import { pause } from './pause.ts';
import { createReach, type Reach } from './reach.ts';
import { followSession } from './session.ts';
import { createSlack, missingScopes, type Identity, type Slack } from './slack.ts';
import { troubleOf } from './trouble.ts';
import { inWorkspace } from './workspace.ts';

export interface BotParts {
  readonly api: OperatorApi;
  readonly log: BotLog;
  readonly now: () => number;
  /** Pause between two messages to one channel. */
  readonly intervalMs: number;
}

type SlackSettings = Pick<
  BotOptions,
  'botToken' | 'appToken' | 'signingSecret' | 'slackApiUrl' | 'configuration' | 'httpPort' | 'usesProxy'
>;

/** Slack takes about one message per second and channel; a little slower keeps out of its way. */
const channelIntervalMs = 1100;

/** Runs until the signal aborts; neither Slack nor the operator can end it. */
export async function runBot(options: BotOptions, signal: AbortSignal): Promise<void> {
  const log = createLog(options.logLevel);
  log.info('BotStarted', { mode: options.appToken ? 'socket' : 'http', operator: options.operatorUrl, workspace: options.workspace });
  const survive = (error: unknown): void => log.warn('UnexpectedError', { message: wordsOf(error) });
  // Slack's socket client can leave a rejection behind that nobody awaits; it must not end the bot.
  process.on('unhandledRejection', survive);
  const api = createApiClient({ url: options.operatorUrl, token: options.operatorToken }, options.workspace);
  await startBot(options, { api: inWorkspace(api, options.workspace), log, now: Date.now, intervalMs: channelIntervalMs }, signal);
  process.off('unhandledRejection', survive);
  log.info('BotStopped');
}

/** The same with the operator and the clock given. */
export async function startBot(settings: SlackSettings, parts: BotParts, signal: AbortSignal): Promise<void> {
  const { api, log, now } = parts;
  const reach = createReach(log, now);
  const health = createHealth({ report: (state) => api.reportHealth(state), log, reach, signal });
  const lead =
    settings.botToken === null ? stayMute(health) : leader({ ...settings, botToken: settings.botToken }, { ...parts, health, reach });
  await followSession({ api, health, log, reach, now, lead }, signal);
}

function stayMute(health: Health): (signal: AbortSignal) => Promise<void> {
  const message =
    'No Slack token is set, so nothing is posted: create the app with the link in docs/slack.md and put its token (xoxb-...) into SLACK_BOT_TOKEN.';
  health.set('token', { state: 'disabled', code: 'NoToken', message });
  return (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function leader(
  settings: SlackSettings & { readonly botToken: string },
  parts: BotParts & { readonly health: Health; readonly reach: Reach },
): (signal: AbortSignal) => Promise<void> {
  const { api, log, now, health, reach } = parts;
  const { botToken, configuration } = settings;
  const slack = createSlack({ botToken, apiUrl: settings.slackApiUrl, log });
  const access = createAccess({ configuration, ...slack, review: (request) => api.access(request), now, log });
  const audit = createAudit((entry) => api.writeAudit(entry), log);
  let identity: Identity | null = null;
  const render: ListenerOptions['render'] = (message) => slack.render(message);
  const send: ListenerOptions['send'] = (...message) => slack.send(...message);
  const connection = connect(settings, { api, access, audit, log, now, health, render, send, identity: () => identity });
  const channelOf = channelNames(configuration);
  const unheard: InboxOptions['unheard'] = new Map();
  return async (signal) => {
    identity = await identify(slack, { health, log, configuration }, signal);
    if (signal.aborted) return;
    void sayChannelTroubles(slack, settings, log);
    const inbox = runInbox({ api, slack, health, log, reach, now, channelOf, intervalMs: parts.intervalMs, unheard }, signal);
    const { auditChannel } = configuration.slack;
    const auditing = auditChannel === undefined ? null : runAuditChannel({ api, slack, health, log, reach, channel: auditChannel }, signal);
    await Promise.all([inbox, auditing, connection?.run(signal)]);
  };
}

type ConnectParts = Desk & { readonly health: Health } & Pick<ListenerOptions, 'identity' | 'render' | 'send'>;

function connect(
  settings: SlackSettings & { readonly botToken: string },
  { health, identity, render, send, ...desk }: ConnectParts,
): Connection | null {
  const { appToken, signingSecret, httpPort, slackApiUrl: apiUrl, botToken, usesProxy = false } = settings;
  const connection = openConnection({ appToken, signingSecret, httpPort, apiUrl, usesProxy, health, log: desk.log });
  if (connection)
    listen({ receiver: connection.receiver, desk, botToken, apiUrl, identity, render, send, configuration: settings.configuration });
  else {
    const message =
      'Messages are posted, but commands and buttons do not work: set SLACK_APP_TOKEN (xapp-..., scope connections:write), or SLACK_SIGNING_SECRET for HTTP mode.';
    health.set('socket', { state: 'failed', code: 'NoAppToken', message });
  }
  return connection;
}

/** Asks until Slack knows the token. Null only when the signal aborted. */
async function identify(
  slack: Slack,
  { health, log, configuration }: { readonly health: Health; readonly log: BotLog; readonly configuration: Configuration },
  signal: AbortSignal,
): Promise<Identity | null> {
  while (!signal.aborted) {
    try {
      const identity = await slack.identify();
      const missing = missingScopes(identity, configuration.slack);
      health.set('token', missing.length > 0 ? missingScope(missing) : null);
      return identity;
    } catch (error) {
      const { code, sentence, retryInMs } = troubleOf(error);
      health.set('token', { state: 'failed', code, message: sentence });
      log.warn('SlackRefused', { code, message: wordsOf(error) });
      await pause(retryInMs, signal);
    }
  }
  return null;
}

/** Before anything has to be said there; nothing waits for it. */
async function sayChannelTroubles(slack: Slack, { configuration }: SlackSettings, log: BotLog): Promise<void> {
  const troubles = await slack.channelTroubles(configuration.slack.channels).catch(() => []);
  for (const sentence of troubles.slice(0, 50)) log.warn('ChannelNotReady', { sentence });
}

function missingScope(missing: readonly string[]) {
  const message = `The bot token lacks the scope ${missing.join(' and ')}: add it on the app's page "OAuth & Permissions" and press "Reinstall to Workspace".`;
  return { state: 'failed', code: 'missing_scope', message } as const;
}

/** Private channels can be posted to by id only; the configuration knows it. */
function channelNames({ slack }: Configuration): (name: string) => string {
  const ids = new Map(slack.channels.flatMap(({ name, id }) => (id === undefined ? [] : [[name, id] as const])));
  return (name) => ids.get(name) ?? name;
}

function createLog(level: BotOptions['logLevel']): BotLog {
  const logger = pino({ level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` });
  return {
    info: (event, fields) => logger.info({ event, ...fields }),
    warn: (event, fields) => logger.warn({ event, ...fields }),
  };
}
