/**
 * The road on which commands and buttons arrive: one socket, or an HTTP server behind the user's ingress. Slack's socket client can
 * reconnect by itself, but it gives up without a word on some refusals, so the loop here does it and says why.
 */
import { HTTPReceiver, SocketModeReceiver, type Receiver } from '@slack/bolt';
import { EnvHttpProxyAgent } from 'undici';
import type { ChatHealth } from '../api/contract.ts';
import type { Health } from './health.ts';
import type { BotLog } from './log.ts';
import { pause } from './pause.ts';
import { clientOptions, slackLogger } from './slack.ts';
import { socketTroubleOf } from './trouble.ts';

export interface ConnectionOptions {
  readonly appToken: string | null;
  readonly signingSecret: string | null;
  readonly httpPort: number;
  readonly apiUrl: string;
  readonly usesProxy: boolean;
  readonly health: Health;
  readonly log: BotLog;
  /** Default: a quarter of an hour. */
  readonly silentForMs?: number;
}

export interface Connection {
  readonly receiver: Receiver;
  /** Keeps the road open until the signal aborts. Never rejects. */
  run(signal: AbortSignal): Promise<void>;
}

/** Null when neither token nor secret is there. The app token wins: Socket Mode needs no address that Slack can reach. */
export function openConnection(options: ConnectionOptions): Connection | null {
  if (options.appToken) return socketConnection(options, options.appToken);
  return options.signingSecret ? httpConnection(options, options.signingSecret) : null;
}

const connected: ChatHealth = { state: 'connected', code: 'Connected', message: 'Connected to Slack.' };
const helloWithinMs = 20_000;
const backOffAtMostMs = 60_000;
/** A socket can answer every ping and yet deliver nothing; one that has delivered nothing for so long is opened anew, which costs nothing. */
const silentAtMostMs = 15 * 60_000;

function socketConnection(options: ConnectionOptions, appToken: string): Connection {
  const receiver = new SocketModeReceiver({
    appToken,
    // It reads HTTPS_PROXY and NO_PROXY as Node does. A socket needs a tunnel in any case.
    ...(options.usesProxy ? { dispatcher: new EnvHttpProxyAgent({ proxyTunnel: true }) } : {}),
    autoReconnectEnabled: false,
    logger: slackLogger(options.log),
    installerOptions: { clientOptions: clientOptions(options) },
    processEventErrorHandler: ({ error }) => {
      options.log.warn('SlackEventFailed', { message: error.message });
      return Promise.resolve(true);
    },
  });
  return { receiver, run: (signal) => keepSocketOpen(receiver.client, options, signal) };
}

type SocketClient = SocketModeReceiver['client'];

async function keepSocketOpen(
  client: SocketClient,
  { health, silentForMs = silentAtMostMs }: ConnectionOptions,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      health.set('socket', { state: 'connecting', code: 'Connecting', message: 'Opening the socket to Slack.' });
      const closed = new Promise<void>((resolve) => client.once('close', resolve));
      await within(client.start(), helloWithinMs);
      failures = 0;
      health.set('socket', connected);
      await Promise.race([closed, aborted(signal), fallenSilent(client, silentForMs, signal)]);
    } catch (error) {
      failures += 1;
      // One lost connection is everyday life; the second in a row is worth a word.
      const { code, sentence } = socketTroubleOf(error);
      if (failures > 1 || code !== 'unreachable') health.set('socket', { state: 'failed', code, message: sentence });
    }
    await disconnect(client);
    if (failures > 0) await pause(Math.min(1000 * 2 ** (failures - 1), backOffAtMostMs), signal);
  }
}

/** Resolves once nobody has said anything for so long. */
async function fallenSilent(client: SocketClient, forMs: number, signal: AbortSignal): Promise<void> {
  let heardAtMs = performance.now();
  const hear = (): void => void (heardAtMs = performance.now());
  client.on('slack_event', hear);
  const ended = new AbortController();
  client.once('close', () => ended.abort());
  const over = AbortSignal.any([ended.signal, signal]);
  for (let leftMs = forMs; leftMs > 0 && !over.aborted; leftMs = heardAtMs + forMs - performance.now()) await pause(leftMs, over);
  client.off('slack_event', hear);
}

/** A peer that never answers the closing handshake must not hold up the next connection. */
async function disconnect(client: SocketClient): Promise<void> {
  await within(client.disconnect(), 2000).catch(() => undefined);
}

function httpConnection(options: ConnectionOptions, signingSecret: string): Connection {
  const receiver = new HTTPReceiver({
    signingSecret,
    port: options.httpPort,
    logger: slackLogger(options.log),
    customRoutes: [{ path: '/livez', method: 'GET', handler: (_request, response) => response.end('ok') }],
  });
  return {
    receiver,
    async run(signal) {
      while (!signal.aborted) {
        try {
          await receiver.start(options.httpPort);
          options.health.set('socket', connected);
          await aborted(signal);
          await receiver.stop();
        } catch (error) {
          const message = `Port ${options.httpPort} for Slack's requests cannot be opened (${String(error).slice(0, 200)}): give another with --http-port.`;
          options.health.set('socket', { state: 'failed', code: 'HttpPort', message });
          await pause(5000, signal);
        }
      }
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

async function within<T>(promise: Promise<T>, forMs: number): Promise<T> {
  const late = new AbortController();
  try {
    return await Promise.race([
      promise,
      pause(forMs, late.signal).then((): T => {
        throw new Error(`Slack did not answer within ${forMs / 1000} s`);
      }),
    ]);
  } finally {
    late.abort();
  }
}
