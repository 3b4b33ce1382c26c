/**
 * What a replica does while it leads: watch, reconcile, read, judge, tell. Started in the order of its dependencies, stopped in
 * reverse. It knows contracts only; `app.ts` chooses the parts behind them.
 */
import { splitChannel, allows } from '../api/configuration.ts';
import { defaults, soundParts, type LogDetector } from '../api/resource.ts';
import { compareRollout } from '../engine/index.ts';
import { detectorKey, isClusterKey, namespaceOf } from './detector-key.ts';
import { heardOf, type Concern } from './detector/concern.ts';
import { createShares } from './detector/limits.ts';
import { createReconciler, type ReconcileWorld } from './detector/reconcile.ts';
import { judgeRevisions } from './detector/revisions.ts';
import { resolveRedaction } from './detector/redaction.ts';
import type { Lookup, OwnersIn } from './detector/resolve.ts';
import type { Wishes } from './detector/wish.ts';
import { startWatching, type Watching } from './evidence/watching.ts';
import { startController, type Controller } from './kube/controller.ts';
import { startEventRecorder, type EventRecorder } from './kube/events.ts';
import { createAnnouncer, type Announcer } from './leading/announce.ts';
import { startDetectors, type Detectors } from './leading/detectors.ts';
import { atMost, endOf, pagesEndWithinMs } from './leading/ending.ts';
import { createModels, type Models } from './leading/models.ts';
import { createPrompt, type Prompt } from './leading/prompt.ts';
import { openRemediation } from './leading/remediation.ts';
import { writeStatus } from './leading/resource.ts';
import { createSettling } from './leading/settled.ts';
import { openWishes } from './leading/wishes.ts';
import { testPage } from './leading/test-page.ts';
import { routesFor } from './leading/routes.ts';
import { createTargets, rolloutsOf, type Targets } from './leading/targets.ts';
import { createRegistry, type Registry } from './models/registry.ts';
import { createNotifier, type Notifier, type NotifyTarget } from './notify/notify.ts';
import { createOperations, type Operations } from './operations.ts';
import { createPersistence } from './persistence.ts';
import { createReception, type Reception } from './pipeline/reception.ts';
import { createSupervisor, type Supervisor } from './pipeline/supervisor.ts';
import { judgePaging, judgeSlack } from './readiness.ts';
import type { Remediation } from './remediation/remediation.ts';
import type { Fence, Store } from './store/store.ts';
import type { Leading, LeadingParts } from './leading/contract.ts';

export type { Leading, LeadingParts };

/** Everything stops when `signal` aborts; `stop` waits for it. */
export async function startLeading(parts: LeadingParts, term: number, signal: AbortSignal): Promise<Leading> {
  const { store, telemetry, now } = parts;
  const fence = () => ({ term });
  const summaries = { configuration: () => parts.configuration().summaries, readSecret: parts.readSecret };
  const links = () => parts.configuration().links;
  const notifier = createNotifier({ store, receivers: parts.receivers, now, telemetry, fence, links, summaries });
  await notifier.restore();
  const targets = createTargets(parts.configuration);
  const operations = createOperations({ store, notifier, fence, now, targetOf: targets.of });
  await operations.restore();
  const work = new Term({ ...parts, term, fence, notifier, targets, operations }, signal);
  await work.begin();
  return work;
}

interface TermParts extends LeadingParts {
  readonly term: number;
  readonly fence: () => Fence;
  readonly notifier: Notifier;
  readonly targets: Targets;
  readonly operations: Operations;
}

class Term implements Leading {
  readonly notifier: Notifier;
  readonly supervisor: Supervisor;
  readonly registry: Registry;
  readonly wishes: Wishes;
  readonly remediation: Remediation;
  readonly models: Models;
  readonly reception: Reception;
  readonly store: Store;
  readonly term: number;
  private readonly settling = createSettling();
  private readonly parts: TermParts;
  private readonly stopped = new AbortController();
  private readonly working: AbortSignal;
  private readonly events: EventRecorder;
  private readonly announcer: Announcer;
  private readonly watching: Watching;
  private paging: Promise<void> = Promise.resolve();
  private remedying: Promise<void> = Promise.resolve();
  private lookingBack: Promise<void> = Promise.resolve();
  private controller: Controller | null = null;
  private following: Prompt | null = null;
  private known: Detectors | null = null;

  constructor(parts: TermParts, signal: AbortSignal) {
    const { client, notifier, store, term, fence, now, telemetry } = parts;
    this.notifier = notifier;
    this.store = store;
    this.term = term;
    this.parts = parts;
    this.working = AbortSignal.any([signal, this.stopped.signal]);
    this.registry = createRegistry({ store, fence });
    this.events = startEventRecorder({
      client,
      component: 'logdetector',
      instance: parts.podName,
      now,
      telemetry,
      signal: this.working,
    });
    this.announcer = createAnnouncer(this.events, telemetry, now);
    this.supervisor = this.createSupervisor();
    this.watching = this.startWatching();
    const detector = (key: string) => this.detector(key);
    this.wishes = openWishes({ ...parts, registry: this.registry, supervisor: this.supervisor, detector });
    this.remediation = openRemediation({
      ...parts,
      watching: this.watching,
      detector,
      namespacesOf: (key) => this.known?.namespacesOf(key) ?? [],
    });
    this.models = this.createModels();
    this.reception = createReception({ supervisor: this.supervisor, unsettled: this.settling.unsettled, telemetry });
  }

  /** LogDetectors come last: what their reconcile looks up is there by then. */
  async begin(): Promise<void> {
    const { client, namespaces, telemetry } = this.parts;
    await this.watching.whenSynced();
    const reconciler = createReconciler(this.world());
    this.following = createPrompt((key) => reconciler.follow(key), { signal: this.working, telemetry });
    const controller = startController({
      reconcile: (key) => reconciler.reconcile(key).finally(() => this.settling.visited(key)),
      signal: this.working,
      telemetry,
    });
    this.controller = controller;
    this.known = startDetectors({
      client,
      namespaces,
      limits: () => this.parts.configuration().limits,
      signal: this.working,
      telemetry,
      onChange: (key) => controller.enqueue(key),
    });
    this.paging = this.notifier.run(this.working);
    this.remedying = this.remediation.run(this.working);
    this.lookingBack = this.forgetDeleted(controller, this.known);
  }

  detectors(): readonly LogDetector[] {
    return this.known?.all() ?? [];
  }

  readonly redactionOf = (detector: LogDetector) => resolveRedaction(defaults(soundParts(detector.spec)).redaction, this.parts.redaction());

  readonly testPage = (detector: string) => testPage(this.notifier, this.parts.targets.of(detector));

  async stop(): Promise<void> {
    this.stopped.abort();
    this.models.keeper.stop();
    const { lookingBack, watching, events, paging, remedying } = this;
    const { telemetry } = this.parts;
    const [reconciling, detectors] = [this.controller?.done, this.known?.done];
    await endOf({ lookingBack, reconciling, detectors, watches: watching.done, events: events.done }, telemetry);
    await endOf({ pipelines: this.supervisor.stop(), paging: atMost(paging, pagesEndWithinMs), remedying }, telemetry);
  }

  /** Of a LogDetector that was deleted while nobody watched no informer tells: its pages would stay open, and one of its name inherit all. */
  private async forgetDeleted(controller: Controller, known: Detectors): Promise<void> {
    try {
      await known.whenAnswered();
      this.settling.listed(known.all().map(detectorKey));
      const remembered = this.working.aborted ? [] : await this.supervisor.remembered();
      for (const key of remembered) if (known.isListed(key) && !known.get(key)) controller.enqueue(key);
    } catch (error) {
      this.parts.telemetry.emit('UnexpectedError', { where: 'leading', error: String(error) });
    }
  }

  private detector(key: string): LogDetector | undefined {
    return this.known?.get(key);
  }

  private createSupervisor(): Supervisor {
    const { source, streamKey, store, notifier, fence, now, telemetry } = this.parts;
    return createSupervisor({
      source,
      streamKey,
      persistence: createPersistence({ store, notifier, fence, target: (detector) => this.targetOf(detector) }),
      now,
      telemetry,
      known: (namespaces) => this.watching.known(namespaces),
      heard: (detector, observation) => heardOf(this.concernOf(detector), observation, this.lookup),
      onTick: (detector, changes) => {
        for (const change of changes) this.announcer.incident(change, this.detector(detector));
        this.announcer.counts(this.supervisor, this.controller?.length ?? 0);
      },
    });
  }

  private readonly lookup: Lookup = (kind, namespace, name) => this.watching.lookup(kind, namespace, name);
  private readonly ownersIn: OwnersIn = (key, namespace) => this.known?.ownersIn(key, namespace) ?? [];

  /** Who makes ClusterLogDetectors may see all namespaces; of LogDetectors the administrator says it. */
  private concernOf(detector: string): Concern {
    const { targets, configuration } = this.parts;
    return {
      selector: targets.selectorOf(detector),
      namespaces: this.supervisor.reach.of(detector),
      hearsOthers: isClusterKey(detector) || configuration().tenancy.namesOfOthers,
      owners: (namespace) => this.ownersIn(detector, namespace),
    };
  }

  /** Its wishes, and the rollouts that its pages wait for. */
  targetOf(detector: string): NotifyTarget {
    const engine = this.supervisor.get(detector)?.engine;
    const nowCalled = (id: string): string => engine?.find(id)[0]?.template.id ?? id;
    const made: unknown = this.detector(detector)?.metadata.creationTimestamp;
    const createdAtMs = made instanceof Date ? made.getTime() : Date.parse(typeof made === 'string' ? made : '');
    const watched = () => ({ createdAtMs, workloads: engine?.workloads() ?? [] });
    const routes = routesFor(namespaceOf(detector), { configuration: this.parts.configuration, lookup: this.lookup });
    const told = { routes, rollouts: rolloutsOf(engine?.changes() ?? []), nowCalled, watched };
    if (engine === undefined) return { ...this.parts.targets.of(detector), ...told };
    const compare: NotifyTarget['compare'] = ({ workload, atMs }, nowMs) => compareRollout(engine, { workload, atMs, nowMs });
    return { ...this.parts.targets.of(detector), ...told, compare };
  }

  private startWatching(): Watching {
    const { client, namespaces, unwatched, now, telemetry } = this.parts;
    return startWatching({
      client,
      namespaces,
      unwatched,
      metricNamespaces: () => this.supervisor.reach.namespaces(),
      onObservation: (namespace, observation) => this.supervisor.observe(namespace, observation),
      onPodsChanged: (namespace) => {
        for (const key of this.supervisor.reach.readersOf(namespace)) {
          this.following?.wish(key);
          this.controller?.enqueue(key);
        }
      },
      now,
      telemetry,
      signal: this.working,
    });
  }

  private world(): ReconcileWorld {
    const { client, notifier, targets, configuration, chatHealth, operations, now, telemetry } = this.parts;
    return {
      blocked: this.settling.blocked,
      detector: (key) => this.detector(key),
      namespacesOf: (key) => this.known?.namespacesOf(key) ?? null,
      namespacesProblem: () => this.known?.namespacesProblem() ?? null,
      ownersIn: this.ownersIn,
      pods: (namespaces) => this.watching.pods(namespaces),
      departed: (namespaces, after) => this.watching.departed(namespaces, after),
      lookup: this.lookup,
      supervisor: this.supervisor,
      models: this.models.keeper,
      slack: (detector, channel) => {
        const routes = this.targetOf(detector).routes?.channels() ?? [];
        const routed = routes.map(({ name }) => name);
        const health = chatHealth(splitChannel(channel ?? routed[0] ?? '').workspace);
        const facts = { configuration: configuration(), health, problems: notifier.problems() };
        return judgeSlack({ namespace: namespaceOf(detector), channel, routed, ...facts });
      },
      paging: (detector, { receiver, escalation }, told) => {
        const facts = { configuration: configuration(), problems: notifier.problems() };
        return judgePaging({ namespace: namespaceOf(detector), receiver, second: escalation?.receiver ?? null, told, ...facts });
      },
      shadow: (detector) => notifier.shadow(detector),
      revisions: (detector) =>
        judgeRevisions({ ...notifier.revisions(detector), rollouts: this.targetOf(detector).rollouts, nowMs: now() }),
      limits: (namespace) => [...this.watching.problems(namespace ?? ''), ...this.parts.notices()],
      isPushable: (namespace) => configuration().inlets.some((inlet) => allows(inlet, namespace)),
      refusal: (key) => this.known?.refusal(key) ?? null,
      shares: createShares(() => configuration().limits, now),
      onIdle: (detector, sentence) => operations.giveUp(detector, sentence),
      redaction: this.parts.redaction,
      setTarget: (detector, spec) => targets.set(detector, spec),
      writeStatus: (detector, status) => writeStatus(client, detector, status, this.working),
      now,
      telemetry,
    };
  }

  private createModels(): Models {
    const { operations } = this.parts;
    return createModels({
      ...this.parts,
      registry: this.registry,
      engine: (detector) => this.supervisor.get(detector)?.engine,
      wake: (detector) => this.controller?.enqueue(detector),
      onOutcome: async (detector, outcome) => {
        this.announcer.model(outcome, this.detector(detector));
        await operations.finish(detector, outcome);
      },
    });
  }
}
