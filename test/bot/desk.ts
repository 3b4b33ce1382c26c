/** A desk with a fake operator behind it: one shop channel, one operator, guests and a channel shared with others. */
import { ConfigurationSchema } from '../../api/configuration.ts';
import { createAccess } from '../../bot/access.ts';
import { createAudit } from '../../bot/audit.ts';
import type { Desk } from '../../bot/desk.ts';
import { startedAtMs } from './builders.ts';
import { createFakeOperator, type FakeOperator } from './fake-operator.ts';

export const shop = { id: 'C1', name: 'shop-incidents' };

const configuration = ConfigurationSchema.parse({
  slack: {
    channels: [
      { name: 'shop-incidents', namespaces: ['shop'] },
      { name: 'shared', id: 'CX', namespaces: ['shop'] },
    ],
    operators: { users: ['U1'] },
    roles: [{ users: ['U5'], namespaces: ['shop'], commands: ['mute', 'retrain'] }],
  },
});
const quiet = { info: () => undefined, warn: () => undefined };

export interface DeskRoom {
  readonly operator: FakeOperator;
  readonly desk: Desk;
  later(forMs: number): void;
}

/** U1 may all, U5 may mute and retrain in the shop, who begins with UG is a guest, CX is shared with others. */
export function createDeskRoom(): DeskRoom {
  const operator = createFakeOperator();
  let atMs = startedAtMs;
  const now = (): number => atMs;
  const desk: Desk = {
    api: operator.api,
    access: createAccess({
      configuration,
      groupMembers: () => Promise.resolve([]),
      isGuest: (user) => Promise.resolve(user.startsWith('UG')),
      isSharedOutside: (channel) => Promise.resolve(channel === 'CX'),
      now,
      log: quiet,
    }),
    audit: createAudit((entry) => operator.api.writeAudit(entry), quiet),
    log: quiet,
    now,
  };
  return { operator, desk, later: (forMs) => void (atMs += forMs) };
}
