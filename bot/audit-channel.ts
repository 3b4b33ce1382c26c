/**
 * Tells a channel of the administrator what was asked and done, out of the operator's record and in its order. How far it has come is kept there
 * too, so a channel that is away holds up nothing and loses nothing that is kept; what is posted here is no command, so it writes no line.
 */
import type { OperatorApi } from './api.ts';
import { auditLines } from './blocks/audit-lines.ts';
import { fitForSlack } from './blocks/blocks.ts';
import type { Message } from './blocks/limits.ts';
import type { Mark } from './delivery.ts';
import type { Health } from './health.ts';
import type { BotLog } from './log.ts';
import { pause } from './pause.ts';
import type { Reach } from './reach.ts';
import type { Poster } from './steps.ts';
import { troubleOf, type Trouble } from './trouble.ts';

export interface AuditChannelOptions {
  readonly api: Pick<OperatorApi, 'untoldAudit' | 'auditTold' | 'session'>;
  readonly slack: Poster;
  readonly health: Health;
  readonly log: BotLog;
  readonly reach: Reach;
  /** Name or id. */
  readonly channel: string;
  /** Between two messages. Default: Slack's own limit, and a little slower than people read. */
  readonly intervalMs?: number;
  /** Between two looks while nothing is new, or the operator is away. */
  readonly lookEveryMs?: number;
}

const defaultIntervalMs = 3000;
const defaultLookMs = 5000;
/** Lines are cut to what one message takes; the rest comes with the next. */
const askedAtMost = 40;
/** Nobody can be asked to correct a token more often. */
const failedAtLeastMs = 5000;
const tellWaitFromMs = 60_000;

/** Runs until the signal aborts. Never rejects. */
export async function runAuditChannel(options: AuditChannelOptions, signal: AbortSignal): Promise<void> {
  const { reach, lookEveryMs = defaultLookMs } = options;
  // What was posted last may have been said by a life that ended before it could note it, or its answer was lost.
  let inDoubt = true;
  while (!signal.aborted) {
    try {
      const untold = await options.api.untoldAudit(askedAtMost);
      const [first] = untold.entries;
      if (!first) {
        inDoubt = false;
        await pause(lookEveryMs, signal);
        continue;
      }
      const turn = await tell(untold, inDoubt, options);
      inDoubt = turn.inDoubt;
      await pause(turn.forMs, signal);
    } catch (error) {
      // It may have been posted, and not been noted.
      inDoubt = true;
      if (!signal.aborted) reach.failed(error);
      await pause(lookEveryMs, signal);
    }
  }
}

type Untold = Awaited<ReturnType<OperatorApi['untoldAudit']>>;

/** Rejects with what the operator said; what Slack said is told in the health, which no message of this channel carries. */
async function tell(
  untold: Untold,
  inDoubt: boolean,
  { api, slack, health, log, channel, intervalMs = defaultIntervalMs }: AuditChannelOptions,
): Promise<{ readonly inDoubt: boolean; readonly forMs: number }> {
  const first = untold.entries[0]?.seq ?? 0;
  const { message, lastSeq } = auditLines(untold);
  const mark = { post: 'audit', part: `from ${first}`, revision: lastSeq };
  const session = await api.session({ waitSeconds: 0, leading: true });
  if (!session.leading) return { inDoubt, forMs: failedAtLeastMs };
  const said = await say(message, mark, { inDoubt, slack, log, channel });
  if (typeof said !== 'number') {
    const { kind, code, sentence, retryInMs } = said;
    log.warn('AuditChannelFailed', { code, sentence });
    const words = `The audit channel is behind: ${sentence}`.slice(0, 1000);
    if (!isEveryday(said, inDoubt)) health.set('audit channel', { state: 'failed', code, message: words });
    return { inDoubt: inDoubt || kind === 'outage', forMs: Math.max(retryInMs, failedAtLeastMs) };
  }
  health.set('audit channel', null);
  await api.auditTold(said);
  return { inDoubt: false, forMs: intervalMs };
}

type Saying = Pick<AuditChannelOptions, 'slack' | 'log' | 'channel'> & { readonly inDoubt: boolean };

/** Up to which line it is there, or why not. */
async function say(message: Message, mark: Mark, { inDoubt, slack, log, channel }: Saying): Promise<number | Trouble> {
  try {
    const found = inDoubt ? await slack.find(mark, { channel }) : null;
    if (found !== null) return found.revision;
    const fit = fitForSlack(message, (broken) => log.warn('MessageTooLarge', { broken: broken.join('; ').slice(0, 1000) }));
    await slack.post(fit, { channel, mark });
    return mark.revision;
  } catch (error) {
    return troubleOf(error, `the audit channel ${channel}`);
  }
}

/** A lost answer, and a second or two of waiting. */
function isEveryday({ kind, retryInMs }: Trouble, inDoubt: boolean): boolean {
  return kind === 'outage' ? !inDoubt : kind === 'wait' && retryInMs < tellWaitFromMs;
}
