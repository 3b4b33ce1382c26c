/** Incidents as the faces ask for them. */
import type { IncidentView } from '../../api/contract.ts';
import { namespaceOf } from '../detector-key.ts';
import { composeView } from './compose.ts';
import { incidentKey, type Memory } from './memory.ts';
import type { IncidentRecord } from './records.ts';

export interface ViewFilter {
  /** Namespaces of detectors that may be seen; `*` for all. */
  readonly namespaces: '*' | readonly string[];
  readonly state: 'open' | 'all';
  readonly limit: number;
}

export function listViews(memory: Memory, { namespaces, state, limit }: ViewFilter): readonly IncidentView[] {
  return [...memory.incidents.values()]
    .filter((record) => isVisible(record, namespaces) && (state === 'all' || record.incident.state === 'open'))
    .toSorted((a, b) => b.incident.openedAtMs - a.incident.openedAtMs)
    .slice(0, limit)
    .map((record) => composeView(record, memory));
}

export function listOpen(memory: Memory, detector: string): readonly IncidentView['incident'][] {
  return [...memory.incidents.values()].flatMap((record) =>
    record.detector === detector && record.incident.state === 'open' ? [record.incident] : [],
  );
}

/** `reference`: an id or its beginning, alone or behind `namespace/name/`; or the thread that tells it, as `thread/CHANNEL/TS`. */
export function findView(memory: Memory, reference: string, namespaces: ViewFilter['namespaces']): IncidentView | null {
  const cut = reference.lastIndexOf('/');
  const [wanted, id] = [reference.slice(0, Math.max(0, cut)), reference.slice(cut + 1)];
  if (id === '') return null;
  // No namespace has a name with capital letters, as channels' ids have.
  if (/^thread\/[A-Z0-9]+$/.test(wanted)) return inThread(memory, { channelId: wanted.slice('thread/'.length), ts: id }, namespaces);
  const visible = [...memory.incidents.values()].filter(
    (record) => isVisible(record, namespaces) && (wanted === '' || record.detector === wanted),
  );
  const exact = visible.filter(({ incident }) => incident.id === id);
  const matching = exact.length > 0 ? exact : visible.filter(({ incident }) => incident.id.startsWith(id));
  const [only] = matching;
  return only && matching.length === 1 ? composeView(only, memory) : null;
}

function inThread(
  memory: Memory,
  { channelId, ts }: { readonly channelId: string; readonly ts: string },
  namespaces: ViewFilter['namespaces'],
): IncidentView | null {
  for (const { id, subject } of memory.posts.values()) {
    if (subject.type !== 'incident') continue;
    const posted = memory.deliveries.get(id)?.posted;
    if (posted?.channelId !== channelId || posted.ts !== ts) continue;
    const record = memory.incidents.get(incidentKey(subject.detector, subject.incidentId));
    return record !== undefined && isVisible(record, namespaces) ? composeView(record, memory) : null;
  }
  return null;
}

function isVisible({ detector }: IncidentRecord, namespaces: ViewFilter['namespaces']): boolean {
  return namespaces === '*' || namespaces.includes(namespaceOf(detector));
}
