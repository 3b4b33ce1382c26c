/** The life of one incident: what was told, when it is over, when it comes back. Records are JSON-able. */
import type { CauseKind, Evidence, Incident } from '../domain.ts';
import type { Inventory } from '../evidence/inventory.ts';
import type { EntityId } from '../evidence/ledger.ts';
import { conditionOf, textAt } from '../evidence/field.ts';
import { containerStatuses, waitingReasons } from '../evidence/pod.ts';
import { hash64 } from '../math.ts';
import type { Besides } from './group.ts';
import type { Failing } from './trouble.ts';

export interface IncidentRecord {
  readonly id: string;
  readonly incident: Incident;
  readonly members: readonly Failing[];
  /** The entity that is told as the cause; null while none is sure. */
  readonly root: { readonly entity: EntityId; readonly kind: CauseKind } | null;
  readonly lastTroubleAtMs: number;
  /** When something hard (a kill, a crash) happened again. */
  readonly recurredAtMs: readonly number[];
  /** How often hard things had happened at the last look. */
  readonly hardCount: number;
  readonly reopened: number;
  /** Many that fail at once, where nothing is known that connects them. */
  readonly isStorm?: boolean | undefined;
  /** Not there in what earlier releases saved. */
  readonly besides?: Besides | undefined;
}

const minute = 60_000;
/** Quiet for this long is over. A leak needs its time to fill the memory again: without a change nothing is healed. */
export const defaultResolveAfterMs = 2 * minute;
/** Where the cause was changed since, or never crashed, there is less to wait for. */
const quietWhenHealedForMs = minute;
const longestQuietForMs = 15 * minute;
/** Within this long the same failure is the same incident. */
export const reopenForMs = 30 * minute;
const maxRecurrences = 20;

/** Equal for the same failure of the same objects; fixed when the incident opens. */
export function fingerprintOf(detector: string, root: IncidentRecord['root'], members: readonly Failing[]): string {
  const first = members.toSorted((a, b) => a.sinceAtMs - b.sinceAtMs)[0];
  return hash64(`${detector} ${root?.entity ?? first?.entity ?? ''} ${root?.kind ?? 'unknown'}`);
}

/** `inc-` and six hex digits that no incident in `taken` has. */
export function idOf(fingerprint: string, openedAtMs: number, taken: ReadonlySet<string>): string {
  for (let salt = 0; ; salt += 1) {
    const id = `inc-${hash64(`${fingerprint} ${openedAtMs} ${salt}`).slice(0, 6)}`;
    if (!taken.has(id)) return id;
  }
}

/** Notes what happened again; a hard thing that repeats is expected to repeat. */
export function recur(
  record: IncidentRecord,
  members: readonly Failing[],
  nowMs: number,
): Pick<IncidentRecord, 'recurredAtMs' | 'hardCount'> {
  const hardCount = members
    .flatMap(({ troubles }) => troubles)
    .reduce((sum, { hard, sign, count }) => sum + (hard && !sign ? count : 0), 0);
  if (hardCount <= record.hardCount) return { recurredAtMs: record.recurredAtMs, hardCount: record.hardCount };
  return { recurredAtMs: [...record.recurredAtMs, nowMs].slice(-maxRecurrences), hardCount };
}

/** How long it must be quiet before it is over: longer than it was ever quiet between two blows, and longer after each return. */
export function quietNeededForMs(record: IncidentRecord, changes: readonly Evidence[], resolveAfterMs: number): number {
  const changedAtMs = Math.max(
    0,
    ...changes.filter(({ workload }) => workload !== null && workload === record.root?.entity).map(({ atMs }) => atMs),
  );
  const since = record.recurredAtMs.filter((atMs) => atMs > changedAtMs);
  const gaps = since.slice(1).map((atMs, i) => atMs - (since[i] ?? atMs));
  const healed = changedAtMs > record.lastTroubleAtMs || changedAtMs > (record.recurredAtMs.at(-1) ?? 0);
  const crashed = record.root !== null && (record.root.kind === 'out-of-memory' || record.root.kind === 'crash');
  const least = crashed && !healed ? resolveAfterMs : Math.min(resolveAfterMs, quietWhenHealedForMs);
  return Math.min(longestQuietForMs, Math.max(least, 1.5 * Math.max(0, ...gaps)) * 2 ** Math.min(4, record.reopened));
}

/** Whether pods of what broke still show it, however quiet their logs are. */
export function isHealthy(record: IncidentRecord, inventory: Inventory): boolean {
  const broken = record.members.filter(
    ({ entity, troubles }) => entity === record.root?.entity || troubles.some(({ hard, sign }) => hard && !sign),
  );
  return broken.every(({ entity }) => inventory.pods(entity).every(isPodHealthy));
}

function isPodHealthy(pod: Parameters<typeof containerStatuses>[0]): boolean {
  const phase = textAt(pod, 'status', 'phase');
  if (pod.metadata.deletionTimestamp !== undefined || phase === 'Succeeded' || phase === 'Failed') return true;
  if (conditionOf(pod, 'Ready')['status'] === 'False') return false;
  return containerStatuses(pod).every((status) => waitingReasons[textAt(status, 'state', 'waiting', 'reason') ?? ''] === undefined);
}

/** The resolved incident that this failure continues: the same cause, or, where none was sure, the same victims. */
export function continued(
  resolved: readonly IncidentRecord[],
  root: IncidentRecord['root'],
  members: readonly Failing[],
  nowMs: number,
): IncidentRecord | null {
  const entities = new Set(members.map(({ entity }) => entity));
  const same = (record: IncidentRecord) => {
    if (nowMs - (record.incident.resolvedAtMs ?? 0) > reopenForMs) return false;
    if (record.root !== null && root !== null) return record.root.entity === root.entity;
    return record.members.some(({ entity }) => entities.has(entity));
  };
  return resolved.findLast(same) ?? null;
}
