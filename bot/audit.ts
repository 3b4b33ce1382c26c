/** Who asked for what, when, and what became of it: one line per command and button, refusals included. */
import type { AuditEntry } from '../api/contract.ts';
import { wordsOf, type BotLog } from './log.ts';

export interface Audit {
  /** Never rejects: what the operator does not take stays in the bot's own log, whole. */
  write(entry: AuditEntry): Promise<void>;
}

export function createAudit(writeAudit: (entry: AuditEntry) => Promise<void>, log: BotLog): Audit {
  return {
    async write(entry) {
      const bounded = {
        atMs: entry.atMs,
        user: entry.user.slice(0, 100),
        channel: entry.channel.slice(0, 100),
        action: entry.action.slice(0, 500),
        result: entry.result.slice(0, 1000),
      };
      try {
        await writeAudit(bounded);
      } catch (error) {
        log.warn('AuditNotTaken', { ...bounded, message: wordsOf(error) });
      }
    },
  };
}
