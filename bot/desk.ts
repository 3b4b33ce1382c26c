/** What every command and button is answered with. */
import type { Access } from './access.ts';
import type { OperatorApi } from './api.ts';
import type { Audit } from './audit.ts';
import type { BotLog } from './log.ts';

export interface Desk {
  readonly api: OperatorApi;
  readonly access: Access;
  readonly audit: Audit;
  readonly log: BotLog;
  readonly now: () => number;
}
