/** Every fact that may still matter, by what it is about; repeats are counted, not listed. */
import type { Evidence, EvidenceKind } from '../domain.ts';

/** A workload id, `node/NAME` or `external/HOST`. */
export type EntityId = string;

export interface Entry {
  /** The newest of the repeats. */
  readonly evidence: Evidence;
  /** What the first of them said. */
  readonly firstText: string;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** When the last of them was delivered; after an outage of ours, long after it happened. */
  readonly toldAtMs: number;
  readonly count: number;
}

export interface Ledger {
  add(evidence: Evidence, toldAtMs: number): void;
  of(entity: EntityId): readonly Entry[];
  /** Entities with a fact of at least a warning that is younger than `keptForMs`. */
  troubled(nowMs: number): readonly EntityId[];
  /** Rollouts, scalings and other changes, oldest first. */
  changes(): readonly Evidence[];
  /** Facts about nothing known. */
  unattributed(): number;
  snapshot(): LedgerState;
  restore(state: LedgerState): void;
}

export interface LedgerState {
  readonly entries: readonly (readonly [EntityId, readonly Entry[]])[];
  readonly troubled: readonly (readonly [EntityId, number])[];
  readonly changes: readonly Evidence[];
}

const maxEntities = 5000;
const maxEntries = 40;
const maxChanges = 100;
/** What is older explains nothing that begins now. */
export const keptForMs = 60 * 60_000;
/** Repeats of one fact closer than this are one run. */
const runGapMs = 10 * 60_000;

/** Each of these is an occurrence of its own, also when it looks the same. */
const occurrences: ReadonlySet<EvidenceKind> = new Set<EvidenceKind>([
  'oom-kill',
  'restart',
  'eviction',
  'job-failed',
  'scale',
  'change',
  'alert',
]);
const changeKinds: ReadonlySet<EvidenceKind> = new Set<EvidenceKind>(['rollout', 'scale', 'change']);

export function nodeEntity(node: string): EntityId {
  return `node/${node}`;
}

export function createLedger(): Ledger {
  const entries = new Map<EntityId, Entry[]>();
  const troubled = new Map<EntityId, number>();
  let changes: Evidence[] = [];
  let lost = 0;

  function add(evidence: Evidence, toldAtMs: number): void {
    const entity = evidence.workload ?? (evidence.node === undefined ? null : nodeEntity(evidence.node));
    if (entity === null) {
      lost += 1;
      return;
    }
    const list = entries.get(entity) ?? [];
    entries.delete(entity);
    entries.set(entity, list);
    const isNew = record(list, evidence, toldAtMs);
    if (isNew && changeKinds.has(evidence.kind)) changes = [...changes, evidence].slice(-maxChanges);
    if (evidence.severity !== 'info') troubled.set(entity, Math.max(troubled.get(entity) ?? 0, toldAtMs));
    const oldest = entries.keys().next().value;
    if (entries.size > maxEntities && oldest !== undefined) {
      entries.delete(oldest);
      troubled.delete(oldest);
    }
  }

  return {
    add,
    of: (entity) => entries.get(entity) ?? [],
    troubled(nowMs) {
      for (const [entity, atMs] of troubled) if (nowMs - atMs > keptForMs) troubled.delete(entity);
      return [...troubled.keys()];
    },
    changes: () => changes,
    unattributed: () => lost,
    snapshot: () => ({ entries: [...entries].map(([entity, list]) => [entity, [...list]] as const), troubled: [...troubled], changes }),
    restore(state) {
      entries.clear();
      troubled.clear();
      for (const [entity, list] of state.entries) entries.set(entity, [...list]);
      for (const [entity, atMs] of state.troubled) troubled.set(entity, atMs);
      changes = [...state.changes];
    },
  };
}

/** True where the fact is new, false where it repeats one. */
function record(list: Entry[], evidence: Evidence, toldAtMs: number): boolean {
  // After a restart of ours or a broken watch everything is listed, and so told, once more.
  if (list.some((entry) => isSameTelling(entry, evidence))) return false;
  const at = occurrences.has(evidence.kind) ? -1 : list.findLastIndex((entry) => repeats(entry, evidence));
  const known = list[at];
  if (known === undefined) {
    list.push({
      evidence,
      firstText: evidence.text,
      firstAtMs: evidence.atMs,
      lastAtMs: evidence.atMs,
      toldAtMs,
      count: countOf(evidence),
    });
    if (list.length > maxEntries) list.shift();
    return true;
  }
  list[at] = {
    evidence,
    firstText: known.firstText,
    firstAtMs: Math.min(known.firstAtMs, evidence.atMs),
    lastAtMs: Math.max(known.lastAtMs, evidence.atMs),
    toldAtMs: Math.max(known.toldAtMs, toldAtMs),
    // An Event carries its own count; a fact of a watch counts one.
    count: Math.max(known.count + 1, countOf(evidence)),
  };
  return false;
}

function isSameTelling({ evidence }: Entry, other: Evidence): boolean {
  return evidence.atMs === other.atMs && evidence.kind === other.kind && evidence.pod === other.pod && evidence.text === other.text;
}

function repeats({ evidence, lastAtMs }: Entry, other: Evidence): boolean {
  if (evidence.kind !== other.kind) return false;
  if (evidence.kind === 'rollout')
    return evidence.details?.['changeId'] === other.details?.['changeId'] && evidence.details?.['revision'] === other.details?.['revision'];
  if (evidence.kind === 'node-condition' && evidence.severity !== other.severity) return false;
  return evidence.pod === other.pod && Math.abs(other.atMs - lastAtMs) <= runGapMs;
}

function countOf(evidence: Evidence): number {
  const count = evidence.details?.['count'];
  return typeof count === 'number' ? Math.max(1, count) : 1;
}
