/** Takes observations in: objects, Events and metrics become inventory, facts and edges. */
import type { Evidence, Observation, WorkloadId } from '../domain.ts';
import type { HappeningsState } from '../diagnosis/happenings.ts';
import { Picture } from '../diagnosis/picture.ts';
import { Standing } from '../diagnosis/standing.ts';
import type { Cpu } from '../evidence/cpu.ts';
import { createCpu } from '../evidence/cpu.ts';
import { factsOfEvent } from '../evidence/event.ts';
import { factsOfObject } from '../evidence/facts.ts';
import type { InventoryState } from '../evidence/inventory.ts';
import { Inventory } from '../evidence/inventory.ts';
import { redactCut } from '../evidence/slim.ts';
import type { Ledger, LedgerState } from '../evidence/ledger.ts';
import { createLedger } from '../evidence/ledger.ts';
import type { Memory } from '../evidence/memory.ts';
import { createMemory } from '../evidence/memory.ts';
import { parseWorkloadId } from '../evidence/owner.ts';
import type { Surges } from '../evidence/surge.ts';
import { createSurges } from '../evidence/surge.ts';
import type { Clues, CluesState } from './clues.ts';
import { createClues } from './clues.ts';
import type { GraphState } from './graph.ts';
import { Graph } from './graph.ts';

export interface ObserverState {
  readonly watchingSinceMs: number | null;
  readonly inventory: InventoryState;
  readonly ledger: LedgerState;
  readonly graph: GraphState;
  /** Not there in what earlier releases saved. */
  readonly happenings?: HappeningsState | undefined;
  readonly clues?: CluesState | undefined;
}

type Of<T extends Observation['type']> = Extract<Observation, { readonly type: T }>;

export class Observer {
  readonly inventory: Inventory;
  readonly ledger: Ledger = createLedger();
  readonly graph: Graph;
  readonly picture: Picture;
  readonly standing: Standing;
  readonly clues: Clues;
  /** Known again within minutes of a restart. */
  readonly surges: Surges;
  readonly #memory: Memory;
  readonly #cpu: Cpu;
  readonly #redact: (text: string) => string;
  #watchingSinceMs: number | null = null;

  constructor(redact: (text: string) => string) {
    this.#redact = redact;
    this.graph = new Graph(redact);
    this.inventory = new Inventory(redact);
    this.#memory = createMemory(this.inventory);
    this.#cpu = createCpu(this.inventory);
    this.surges = createSurges(this.inventory);
    this.picture = new Picture(this.inventory, this.graph, redact);
    this.standing = new Standing(this.picture);
    this.clues = createClues(this.graph, redact);
  }

  /** The time of the first observation; 0 before it. */
  get watchingSinceMs(): number {
    return this.#watchingSinceMs ?? 0;
  }

  observe(observation: Observation): void {
    this.#watchingSinceMs ??= observation.atMs;
    if (observation.type === 'object') this.#seeObject(observation);
    else if (observation.type === 'event') this.#seeEvent(observation);
    else if (observation.type === 'metric') this.#seeMetric(observation);
    this.picture.observe(observation);
    this.clues.observe(observation);
  }

  /** A fact that was found elsewhere. */
  note(evidence: Evidence): void {
    this.#watchingSinceMs ??= evidence.atMs;
    this.ledger.add(evidence, evidence.atMs);
  }

  snapshot(): ObserverState {
    return {
      watchingSinceMs: this.#watchingSinceMs,
      inventory: this.inventory.snapshot(),
      ledger: this.ledger.snapshot(),
      graph: this.graph.snapshot(),
      happenings: this.picture.snapshot(),
      clues: this.clues.snapshot(),
    };
  }

  restore(state: ObserverState): void {
    this.#watchingSinceMs = state.watchingSinceMs;
    this.inventory.restore(state.inventory);
    this.ledger.restore(state.ledger);
    this.graph.restore(state.graph);
    if (state.happenings !== undefined) this.picture.restore(state.happenings);
    this.clues.restore(state.clues);
  }

  #seeObject({ object: raw, atMs, deleted = false }: Of<'object'>): void {
    const { object, previous, workload } = this.inventory.see(raw, atMs, deleted);
    this.graph.see(raw, workload, deleted);
    const { name, namespace = 'default' } = object.metadata;
    const context = {
      atMs,
      watchingSinceMs: this.watchingSinceMs,
      workload,
      memoryShare: (container: string) => this.#memory.share(namespace, name, container),
      before: object.kind === 'ReplicaSet' ? this.inventory.replacedBy(object) : null,
      surroundings: this.picture.at({ nowMs: atMs, watchingSinceMs: this.watchingSinceMs, texts: () => [] }),
      deleted,
    };
    // The last version of a deleted object still tells how its containers ended.
    for (const evidence of factsOfObject(object, previous, context)) this.ledger.add(evidence, atMs);
  }

  #seeEvent(event: Of<'event'>): void {
    const { kind, name } = event.object;
    const workload = this.inventory.workloadOf(kind, event.namespace, name) ?? (kind === 'Pod' ? this.#guess(event.namespace, name) : null);
    const context = { atMs: event.atMs, watchingSinceMs: this.watchingSinceMs, workload };
    for (const evidence of factsOfEvent({ ...event, message: redactCut(event.message, 500, this.#redact) }, context))
      this.ledger.add(evidence, event.atMs);
  }

  #seeMetric(metric: Of<'metric'>): void {
    const workload = metric.pod === undefined ? null : this.inventory.workloadOf('Pod', metric.namespace ?? 'default', metric.pod);
    const context = { workload, watchingSinceMs: this.watchingSinceMs };
    this.surges.observe(metric, workload);
    for (const evidence of [...this.#memory.observe(metric, context), ...this.#cpu.observe(metric, context)])
      this.ledger.add(evidence, metric.atMs);
  }

  /** A pod that was never seen is called after its workload. */
  #guess(namespace: string, pod: string): WorkloadId | null {
    let best: WorkloadId | null = null;
    for (const id of this.graph.workloads()) {
      const ref = parseWorkloadId(id);
      if (
        ref.namespace === namespace &&
        pod.startsWith(`${ref.name}-`) &&
        ref.name.length > (best === null ? 0 : parseWorkloadId(best).name.length)
      )
        best = id;
    }
    return best;
  }
}
