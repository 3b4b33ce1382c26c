/** Who is woken besides when nobody answers. Pure. */
import { isTrigger } from './page.ts';
import type { IncidentRecord } from './records.ts';

type Wish = NonNullable<IncidentRecord['page']>;

export interface EscalationTarget {
  readonly receiver: string;
  /** How long a page may stand without an acknowledgement. */
  readonly afterMs: number;
}

export interface EscalationQuestion {
  readonly to: EscalationTarget | null;
  readonly page: Wish | null;
  /** When somebody last acknowledged the incident; null: nobody has. */
  readonly acknowledgedAtMs: number | null;
  readonly nowMs: number;
}

/**
 * The wish for the second receiver. It counts from the decision to wake the first and not from its answer: whoever cannot be reached
 * has not acknowledged either. Once woken, the second hears of the end like the first.
 */
export function planEscalation(before: Wish | null, { to, page, acknowledgedAtMs, nowMs }: EscalationQuestion): Wish | null {
  if (before && isTrigger(before.turn)) {
    const isOver = page === null || !isTrigger(page.turn);
    return isOver ? { ...before, turn: before.turn + 1, decidedAtMs: nowMs } : before;
  }
  if (!to || !page || !isTrigger(page.turn) || !isUnanswered(page, { to, acknowledgedAtMs, nowMs })) return before;
  const { dedupKey, turn } = before ?? { dedupKey: `${page.dedupKey}:escalated`, turn: 0 };
  const because = `Nobody acknowledged the page to ${page.receiver} within ${Math.round(to.afterMs / 60_000)} min. ${page.because}`;
  return { receiver: to.receiver, dedupKey, turn: turn + 1, ...severityOf(page), decidedAtMs: nowMs, triggeredAtMs: nowMs, because };
}

function severityOf({ severity }: Wish): Pick<Wish, 'severity'> {
  return severity === undefined ? {} : { severity };
}

/** What was acknowledged before it was another page. */
function isUnanswered(
  page: Wish,
  { to, acknowledgedAtMs, nowMs }: Omit<EscalationQuestion, 'page' | 'to'> & { readonly to: EscalationTarget },
): boolean {
  const askedAtMs = triggeredAt(page);
  return nowMs - askedAtMs >= to.afterMs && (acknowledgedAtMs ?? -Infinity) < askedAtMs;
}

/** When it was decided to wake somebody; a record of an earlier release knows only its last turn. */
export function triggeredAt(wish: Wish): number {
  return wish.triggeredAtMs ?? wish.decidedAtMs;
}
