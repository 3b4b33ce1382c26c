/** Who failed along with whom in incidents that are over: what a failure did before, it may do again. */
import { median } from '../math.ts';
import type { EntityId } from '../evidence/ledger.ts';
import type { Failing } from './trouble.ts';

/** What incidents with one cause had in common. */
export interface Past {
  /** Incidents of that cause. */
  readonly failures: number;
  /** In how many of them the other failed too, and how long after the cause (median of the last ones). */
  readonly times: number;
  readonly delayMs: number;
}

export type CompanionsState = readonly (readonly [
  root: EntityId,
  failures: number,
  others: readonly (readonly [entity: EntityId, times: number, delaysMs: readonly number[]])[],
])[];

interface Record {
  failures: number;
  readonly others: Map<EntityId, { times: number; delaysMs: readonly number[] }>;
}

/** The causes that failed longest ago are forgotten first. */
const maxRoots = 500;
const maxOthers = 50;
const maxDelays = 5;

/** Bounded; holds names and times only. */
export class Companions {
  readonly #records = new Map<EntityId, Record>();

  /** Notes an incident that is over. */
  add(root: EntityId, members: readonly Failing[]): void {
    const record = this.#records.get(root) ?? { failures: 0, others: new Map() };
    this.#records.delete(root);
    this.#records.set(root, record);
    record.failures += 1;
    const own = members.find(({ entity }) => entity === root);
    const rootAtMs = own?.sinceAtMs ?? Math.min(...members.map(({ sinceAtMs }) => sinceAtMs));
    for (const member of members) if (member !== own) note(record, member.entity, Math.max(0, member.sinceAtMs - rootAtMs));
    const oldest = this.#records.keys().next().value;
    if (this.#records.size > maxRoots && oldest !== undefined) this.#records.delete(oldest);
  }

  /** Null where `root` never was the cause of an incident. */
  past(root: EntityId, entity: EntityId): Past | null {
    const record = this.#records.get(root);
    if (record === undefined) return null;
    const other = record.others.get(entity);
    return { failures: record.failures, times: other?.times ?? 0, delayMs: median(other?.delaysMs ?? [0]) };
  }

  snapshot(): CompanionsState {
    return [...this.#records].map(([root, { failures, others }]) => [
      root,
      failures,
      [...others].map(([entity, { times, delaysMs }]) => [entity, times, delaysMs] as const),
    ]);
  }

  restore(state: CompanionsState): void {
    this.#records.clear();
    for (const [root, failures, others] of state)
      this.#records.set(root, { failures, others: new Map(others.map(([entity, times, delaysMs]) => [entity, { times, delaysMs }])) });
  }
}

function note({ others }: Record, entity: EntityId, delayMs: number): void {
  const known = others.get(entity) ?? { times: 0, delaysMs: [] };
  if (known.times === 0 && others.size >= maxOthers) return;
  others.set(entity, { times: known.times + 1, delaysMs: [...known.delaysMs, delayMs].slice(-maxDelays) });
}
