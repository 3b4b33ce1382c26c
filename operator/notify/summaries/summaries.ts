/**
 * Incidents in a few words by a language model, off by default. Never on the way of a decision or of a message: the message is out
 * before anybody is asked, and is edited when an answer has passed the check. Without one nothing is missing.
 */
import type { SummariesConfiguration } from '../../../api/configuration.ts';
import { namespaceOf } from '../../detector-key.ts';
import { encode } from '../../store/record.ts';
import { keys } from '../../store/store.ts';
import type { Telemetry } from '../../telemetry.ts';
import { dayMs } from '../around.ts';
import type { ReadSecret } from '../deliver.ts';
import type { Journal } from '../journal.ts';
import type { Memory } from '../memory.ts';
import type { IncidentRecord, SummaryRecord } from '../records.ts';
import { findFault } from './check.ts';
import { askForSummary } from './endpoint.ts';
import { factsOf, stampOf } from './facts.ts';

export interface SummariesOptions {
  readonly memory: Memory;
  readonly journal: Journal;
  readonly now: () => number;
  readonly telemetry: Telemetry;
  /** As it is now; undefined asks nobody. */
  readonly configuration: () => SummariesConfiguration | undefined;
  readonly readSecret: ReadSecret;
}

const lookEveryMs = 5000;
/** The cause of a young incident still changes. */
const settledAfterMs = 20_000;
const askAgainAfterMs = 60_000;
/** Of one incident; what has been asked three times is not asked again. */
const attemptsAtMost = 3;

/** Resolves when the signal aborts; never rejects. Only the leader may call it. */
export async function writeSummaries(options: SummariesOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const configuration = options.configuration();
    const next = configuration && nextOf(options, configuration);
    if (configuration && next) await write(options, { ...next, configuration }, signal);
    else await options.journal.next(signal, lookEveryMs);
  }
}

interface Wanted {
  readonly key: string;
  readonly record: IncidentRecord;
}

/** The oldest open incident whose message is out and whose summary is missing or of another cause; null when there is none, or today's budget is spent. */
function nextOf({ memory, now }: SummariesOptions, { namespaces, perDay }: SummariesConfiguration): Wanted | null {
  const nowMs = now();
  const lately = [...memory.summaries.values()].flatMap(({ attemptsAtMs }) => attemptsAtMs.filter((atMs) => nowMs - atMs < dayMs));
  if (lately.length >= perDay) return null;
  const posted = new Set<string>();
  for (const { id, subject } of memory.posts.values())
    if (subject.type === 'incident' && memory.deliveries.get(id)?.posted) posted.add(`${subject.detector}/${subject.incidentId}`);
  for (const [key, record] of memory.incidents) {
    const isAllowed = namespaces.includes('*') || namespaces.includes(namespaceOf(record.detector));
    if (isAllowed && posted.has(key) && isWanting(record, memory.summaries.get(key), nowMs)) return { key, record };
  }
  return null;
}

function isWanting({ incident, shadow }: IncidentRecord, summary: SummaryRecord | undefined, nowMs: number): boolean {
  if (incident.state !== 'open' || incident.preexisting || shadow || nowMs - incident.detectedAtMs < settledAfterMs) return false;
  const attempts = summary?.attemptsAtMs ?? [];
  if (attempts.length >= attemptsAtMost || nowMs - (attempts.at(-1) ?? -Infinity) < askAgainAfterMs) return false;
  return summary?.stamp !== stampOf({ incident });
}

async function write(
  { memory, journal, now, telemetry, readSecret }: SummariesOptions,
  { key, record, configuration }: Wanted & { readonly configuration: SummariesConfiguration },
  signal: AbortSignal,
): Promise<void> {
  const { detector, incident } = record;
  const before = memory.summaries.get(key) ?? { revision: 0, text: null, model: '', stamp: '', attemptsAtMs: [] };
  // Counted before it is asked, so that whatever breaks meanwhile cannot spend more than the budget.
  const asked = { ...before, attemptsAtMs: [...before.attemptsAtMs, now()] };
  const keep = async (next: SummaryRecord): Promise<void> => {
    memory.summaries.set(key, next);
    await journal.write([{ put: keys.summary(detector, incident.id), value: encode(next) }]);
  };
  try {
    await keep(asked);
    const facts = factsOf(record);
    const text = await askForSummary(configuration, facts, { readSecret, signal });
    const fault = findFault(text, facts);
    if (fault !== null) return telemetry.emit('SummaryRejected', { incident: incident.id, fault });
    if (!memory.incidents.has(key)) return;
    await keep({ ...asked, revision: before.revision + 1, text, model: configuration.model, stamp: stampOf(record) });
    telemetry.emit('SummaryWritten', { incident: incident.id });
    journal.ring();
  } catch (error) {
    if (!signal.aborted) telemetry.emit('SummaryFailed', { incident: incident.id, message: String(error).slice(0, 300) });
  }
}
