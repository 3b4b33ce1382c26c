/** Incidents, targets and notifiers for tests; every field has a harmless value that a test may replace. */
import { defaultPolicy, type Incident, type IncidentChange, type PolicySettings } from '../../../engine/index.ts';
import type { Receiver } from '../../../operator/notify/deliver.ts';
import { createNotifier, type Notifier, type NotifyTarget } from '../../../operator/notify/notify.ts';
import type { Mutation, Store } from '../../../operator/store/store.ts';
import { createTelemetry, type Telemetry } from '../../../operator/telemetry.ts';

export const startMs = Date.UTC(2026, 0, 5, 10);

/** A cascade that is certain enough to be posted and paged. */
export function cascade(overrides: Partial<Incident> = {}): Incident {
  return {
    id: 'inc-1a2b3c',
    fingerprint: 'f00dcafe',
    state: 'open',
    title: 'cart is out of memory; checkout and web fail with it',
    severity: 'critical',
    openedAtMs: startMs,
    detectedAtMs: startMs + 5000,
    updatedAtMs: startMs + 5000,
    resolvedAtMs: null,
    preexisting: false,
    cascade: { is: true, order: ['shop/deployment/cart', 'shop/deployment/web'], sentence: '2 workloads fail in order along their calls.' },
    causes: [
      {
        workload: 'shop/deployment/cart',
        pod: null,
        node: null,
        kind: 'out-of-memory',
        changeId: null,
        score: 0.9,
        reasons: ['container cart was OOM-killed (exit code 137, limit 64Mi)'],
      },
    ],
    ruledOut: [],
    affected: [
      { workload: 'shop/deployment/cart', sinceAtMs: startMs, symptom: 'restarts', path: [] },
      { workload: 'shop/deployment/web', sinceAtMs: startMs + 3000, symptom: 'errors', path: ['shop/deployment/cart'] },
    ],
    atRisk: [],
    timeline: [{ atMs: startMs, workload: 'shop/deployment/cart', text: 'OOM kill' }],
    anomalies: [],
    coverage: { linesSeen: 1000, linesDropped: 0, droppedBy: {} },
    confidence: 0.9,
    learning: null,
    ...overrides,
  };
}

/** A cascade of another cause, `inc-NAME`. */
export function cascadeOf(name: string): Incident {
  const causes = cascade().causes.map((cause) => ({ ...cause, workload: `shop/deployment/${name}` }));
  return cascade({ id: `inc-${name}`, fingerprint: name, causes });
}

/** One workload with errors: worth a message, wakes nobody. */
export function single(overrides: Partial<Incident> = {}): Incident {
  return cascade({ id: 'inc-999999', fingerprint: 'beef', cascade: { is: false, order: [], sentence: '' }, ...overrides });
}

export function change(incident: Incident, type: IncidentChange['type'] = 'opened', news: readonly string[] = []): IncidentChange {
  return { type, incident, news };
}

export function resolved(incident: Incident, atMs = startMs + 60_000): Incident {
  return { ...incident, state: 'resolved', resolvedAtMs: atMs, updatedAtMs: atMs };
}

export function target(overrides: Partial<NotifyTarget> = {}, settings: Partial<PolicySettings> = {}): NotifyTarget {
  return {
    detector: 'shop/shop',
    namespace: 'shop',
    channel: 'shop-incidents',
    receiver: 'oncall',
    isShadow: false,
    escalation: null,
    rollouts: [],
    remedies: [],
    mayPost: () => true,
    nowCalled: (pattern) => pattern,
    settings: { ...defaultPolicy, ...settings },
    ...overrides,
  };
}

export interface Bench {
  readonly notifier: Notifier;
  /** Writes a plan to the store and commits it, as a checkpoint does. */
  save(plan: readonly Mutation[]): Promise<void>;
  say(incident: IncidentChange, to?: NotifyTarget): Promise<void>;
  readonly telemetry: Telemetry;
}

export interface Clock {
  nowMs: number;
}

/** The notifier of one life of the process on a store that outlives it. */
export async function startNotifier(store: Store, clock: Clock, receivers: readonly Receiver[] = [], term = 1): Promise<Bench> {
  const telemetry = createTelemetry({ level: 'silent' });
  const notifier = createNotifier({
    store,
    receivers: new Map(receivers.map((receiver) => [receiver.name, receiver])),
    now: () => clock.nowMs,
    telemetry,
    fence: () => ({ term }),
    random: () => 0,
  });
  await notifier.restore();
  const save = async (plan: readonly Mutation[]): Promise<void> => {
    await store.write(plan, { term });
    notifier.committed(plan);
  };
  return { notifier, telemetry, save, say: (incident, to = target()) => save(notifier.plan(to, [incident])) };
}
