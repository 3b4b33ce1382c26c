/** What receivers that are only told shall hear of an incident: that it is there, and that it is over. Pure. */
import { dedupKeyOf, isTrigger } from './page.ts';
import type { NotifyTarget } from './target.ts';
import type { IncidentContent, IncidentRecord } from './records.ts';

type Wish = NonNullable<IncidentRecord['told']>[number];

export interface TellingQuestion {
  readonly incident: IncidentContent;
  readonly target: NotifyTarget;
  /** By the gates of a message in Slack. */
  readonly isWorthTelling: boolean;
  readonly nowMs: number;
}

/** Who was told of the beginning is told of the end; what an owner no longer wishes stays as it is. */
export function planTold(before: IncidentRecord | undefined, { incident, target, isWorthTelling, nowMs }: TellingQuestion): Wish[] {
  const known = before?.told ?? [];
  const wished = target.told ?? [];
  const others = known.filter(({ receiver }) => !wished.includes(receiver));
  const own = wished.flatMap((receiver): Wish[] => {
    const wish = known.find((one) => one.receiver === receiver);
    const isOpen = wish !== undefined && isTrigger(wish.turn);
    if (incident.state === 'resolved' && isOpen) return [{ ...wish, turn: wish.turn + 1, decidedAtMs: nowMs }];
    if (incident.state === 'resolved' ? before !== undefined || !isWorthTelling : isOpen || !isWorthTelling) return wish ? [wish] : [];
    const { dedupKey, turn } = wish ?? { dedupKey: dedupKeyOf(incident), turn: 0 };
    const because = `${target.detector} tells ${receiver} of every incident that is worth a message.`;
    const begun = { receiver, dedupKey, turn: turn + 1, severity: incident.severity, decidedAtMs: nowMs, triggeredAtMs: nowMs, because };
    // What came and went between two saves is told with its end.
    return [incident.state === 'resolved' ? { ...begun, turn: begun.turn + 1 } : begun];
  });
  return [...others, ...own];
}
