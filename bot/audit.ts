/** Who asked for what, when, and what became of it: one line per command and button, refusals included. */
import type { AuditEntry } from '../api/contract.ts';
import { wordsOf, type BotLog } from './log.ts';

export interface Audit {
  /**
   * Never rejects: what the operator does not take is offered again. `what` names the command or button without anything that was
   * typed: only the operator can redact, so nothing else of an entry goes into the bot's own log.
   */
  write(entry: AuditEntry, what: string): Promise<void>;
}

/** An operator that is away for so many commands is looked after by somebody. */
const waitingAtMost = 500;
const againAfterMs = 10_000;

export function createAudit(writeAudit: (entry: AuditEntry) => Promise<void>, log: BotLog): Audit {
  const waiting: AuditEntry[] = [];
  let last: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;

  /** In order; throws at the first that is not taken. */
  async function offer(): Promise<void> {
    for (let [entry] = waiting; entry; [entry] = waiting) {
      await writeAudit(entry);
      if (waiting[0] === entry) waiting.shift();
    }
  }

  function later(): void {
    timer ??= setTimeout(() => {
      timer = null;
      last = last.then(offer).catch(later);
    }, againAfterMs).unref();
  }

  return {
    async write(entry, what) {
      waiting.push(bounded(entry));
      if (waiting.length > waitingAtMost) {
        waiting.shift();
        log.warn('AuditDropped', { message: `More than ${waitingAtMost} audit lines wait for the operator; the oldest was dropped.` });
      }
      const mine = last.then(offer);
      last = mine.catch(later);
      await mine.catch((error: unknown) => {
        const [result] = entry.result.split(':');
        log.warn('AuditNotTaken', {
          user: entry.user.slice(0, 100),
          channel: entry.channel.slice(0, 100),
          what,
          result,
          message: wordsOf(error),
        });
      });
    },
  };
}

function bounded(entry: AuditEntry): AuditEntry {
  return {
    atMs: entry.atMs,
    user: entry.user.slice(0, 100),
    channel: entry.channel.slice(0, 100),
    action: entry.action.slice(0, 500),
    result: entry.result.slice(0, 1000),
  };
}
