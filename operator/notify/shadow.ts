/** Shadow mode: everything is decided, nothing is said. What would have been is kept with the incident. Pure. */
import type { Shadow, ShadowSummary } from '../../api/shadow.ts';
import type { Decision, Gate } from '../../engine/index.ts';
import type { Memory } from './memory.ts';
import { becauseOf } from './page.ts';
import type { IncidentContent, IncidentRecord } from './records.ts';

type PageDecision = Decision & { readonly receiver: string | null };

interface Verdict {
  readonly incident: IncidentContent;
  readonly target: { readonly channel: string | null };
  readonly isWorthPost: boolean;
  /** As it would be in the active mode. */
  readonly page: PageDecision;
}

/** The last gate of every page in shadow mode. */
const modeGate: Gate = { name: 'mode', passed: false, sentence: 'The LogDetector is in shadow mode (spec.mode), which wakes nobody.' };

/** The same decision with the gate that shadow mode closes. */
export function quieted(page: PageDecision): PageDecision {
  return { ...page, yes: false, gates: [...page.gates, modeGate] };
}

/** As in the active mode what was once said stays said, however the incident goes on. */
export function planShadow(before: IncidentRecord | undefined, verdict: Verdict, nowMs: number): Shadow {
  return {
    post: before?.shadow?.post ?? postOf(verdict, nowMs),
    // What was said before the mode changed was said.
    page: before?.shadow?.page ?? (before?.page ? null : pageOf(verdict, nowMs)),
  };
}

function postOf({ isWorthPost, target }: Verdict, nowMs: number): Shadow['post'] {
  return isWorthPost && target.channel !== null ? { channel: target.channel, atMs: nowMs } : null;
}

function pageOf({ incident, page }: Verdict, nowMs: number): Shadow['page'] {
  const { receiver, gates } = page;
  return page.yes && receiver !== null ? { receiver, atMs: nowMs, because: becauseOf(gates, incident) } : null;
}

const countedForMs = 7 * 86_400_000;
const namedAtMost = 3;

/** What a LogDetector would have said of the incidents that opened within the last seven days. */
export function summarizeShadow(memory: Memory, detector: string, nowMs: number): ShadowSummary {
  const quiet = [...memory.incidents.values()]
    .filter((record) => record.detector === detector && record.incident.openedAtMs > nowMs - countedForMs)
    .filter(({ shadow }) => shadow !== undefined && (shadow.post !== null || shadow.page !== null))
    .toSorted((a, b) => b.incident.openedAtMs - a.incident.openedAtMs);
  return {
    posts: quiet.filter(({ shadow }) => shadow?.post).length,
    pages: quiet.filter(({ shadow }) => shadow?.page).length,
    newest: quiet.slice(0, namedAtMost).map(({ incident, shadow }) => {
      return { id: incident.id, title: incident.title, paged: Boolean(shadow?.page) };
    }),
  };
}
