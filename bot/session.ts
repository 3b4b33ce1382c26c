/** Follows whether the operator leads, and runs the work only while it does: two bots on one app would share its commands out at random. */
import type { OperatorApi } from './api.ts';
import type { Health } from './health.ts';
import type { BotLog } from './log.ts';
import { pause } from './pause.ts';
import type { Reach } from './reach.ts';

export interface SessionOptions {
  readonly api: OperatorApi;
  readonly health: Health;
  readonly log: BotLog;
  readonly reach: Reach;
  readonly now: () => number;
  /** Runs until its signal aborts; must not reject. */
  readonly lead: (signal: AbortSignal) => Promise<void>;
}

const pollForSeconds = 25;
/** A leader that does not answer for this long has lost its lease. */
const deafForMs = 7_000;

/** Runs until the signal aborts and the work has ended. Never rejects. */
export async function followSession(options: SessionOptions, signal: AbortSignal): Promise<void> {
  let term: { readonly stop: AbortController; readonly work: Promise<void> } | null = null;
  let instance = '';
  let heardAtMs = options.now();
  const endTerm = async (): Promise<void> => {
    term?.stop.abort();
    await term?.work;
    term = null;
  };
  while (!signal.aborted) {
    const asked: boolean = term !== null;
    const session = await ask(options, { asked, signal });
    if (session) {
      heardAtMs = options.now();
      // An operator that was restarted has forgotten how the bot stands.
      if (session.instance !== instance) options.health.tell();
      instance = session.instance;
    }
    const leading = session ? session.leading : asked && options.now() - heardAtMs < deafForMs;
    if (leading !== asked) options.log.info('LeadershipChanged', { leading });
    if (leading && !term) {
      const stop = new AbortController();
      term = { stop, work: options.lead(AbortSignal.any([stop.signal, signal])) };
    }
    if (!leading) await endTerm();
    if (!session) await pause(1000, signal);
  }
  await endTerm();
}

async function ask(
  { api, reach }: SessionOptions,
  { asked, signal }: { readonly asked: boolean; readonly signal: AbortSignal },
): Promise<{ leading: boolean; instance: string } | null> {
  try {
    const session = await api.session({ waitSeconds: pollForSeconds, leading: asked }, signal);
    reach.reached();
    return session;
  } catch (error) {
    if (!signal.aborted) reach.failed(error);
    return null;
  }
}
