/**
 * What a replica does while it leads: watch, reconcile, read, judge, tell. Started in the order of its dependencies, stopped in
 * reverse. It knows contracts only; `app.ts` chooses the parts behind them.
 */
import type { Configuration } from '../api/configuration.ts';
import type { ChatHealth, Operation } from '../api/contract.ts';
import type { LogDetector, LogDetectorStatus, ResolvedSpec } from '../api/resource.ts';
import { defaultPolicy, type IncidentChange } from '../engine/index.ts';
import { detectorKey, namespaceOf } from './detector-key.ts';
import { createReconciler } from './detector/reconcile.ts';
import { concerns } from './detector/concern.ts';
import { createWishes, type Wishes } from './detector/wish.ts';
import { startWatching, type Watching } from './evidence/watching.ts';
import { resources, type ApiObject, type KubeClient } from './kube/client.ts';
import { startController, type Controller } from './kube/controller.ts';
import { startEventRecorder, type EventRecorder, type EventSubject } from './kube/events.ts';
import { startInformer, type Informer } from './kube/informer.ts';
import { createKeeper } from './models/keeper.ts';
import { createRegistry, type Registry } from './models/registry.ts';
import type { Receiver } from './notify/deliver.ts';
import { createNotifier, type Notifier, type NotifyTarget } from './notify/notify.ts';
import { createOperations, type Operations } from './operations.ts';
import { createPersistence } from './persistence.ts';
import { createSupervisor, type FollowTarget, type Supervisor } from './pipeline/supervisor.ts';
import { isChannelAllowed, isReceiverAllowed, judgePaging, judgeSlack } from './readiness.ts';
import type { LogSource } from './sources/source.ts';
import type { Store } from './store/store.ts';
import type { Telemetry } from './telemetry.ts';

export interface LeadingParts {
  readonly client: KubeClient;
  readonly store: Store;
  readonly source: LogSource;
  streamKey(target: FollowTarget): string;
  readonly receivers: ReadonlyMap<string, Receiver>;
  configuration(): Configuration;
  chatHealth(): ChatHealth | null;
  /** Empty: the whole cluster. */
  readonly namespaces: readonly string[];
  readonly podName: string;
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

export interface Leading {
  readonly notifier: Notifier;
  readonly supervisor: Supervisor;
  readonly registry: Registry;
  readonly wishes: Wishes;
  readonly store: Store;
  readonly term: number;
  detectors(): readonly LogDetector[];
  /** Sentences on what cannot be watched. */
  problems(): readonly string[];
  /** Ends the work in good order: readers, checkpoints, watches. */
  stop(): Promise<void>;
}

/** Everything stops when `signal` aborts; `stop` waits for it. */
export async function startLeading(parts: LeadingParts, term: number, signal: AbortSignal): Promise<Leading> {
  const { client, store, telemetry, now } = parts;
  const stopped = new AbortController();
  const working = AbortSignal.any([signal, stopped.signal]);
  const fence = () => ({ term });
  const targets = new Map<string, NotifyTarget>();
  const selectors = new Map<string, ResolvedSpec['selector']>();
  const notifier = createNotifier({ store, receivers: parts.receivers, now, telemetry, fence });
  await notifier.restore();
  const registry = createRegistry({ store, fence });
  const targetOf = (detector: string): NotifyTarget => targets.get(detector) ?? quietTarget(detector);
  const operations = createOperations({ store, notifier, fence, now, targetOf });
  await operations.restore();
  const events = startEventRecorder({ client, component: 'logdetector', instance: parts.podName, now, telemetry, signal: working });
  const detectorOf = (key: string): LogDetector | undefined => detectors.get(key) as LogDetector | undefined;

  let controller: Controller | null = null;
  /** Before the first detector is known there is nobody to tell. */
  const enqueueNamespace = (namespace: string): void => {
    for (const key of supervisor.all().keys()) if (namespaceOf(key) === namespace) controller?.enqueue(key);
  };
  const supervisor = createSupervisor({
    source: parts.source,
    streamKey: (target) => parts.streamKey(target),
    persistence: createPersistence({ store, notifier, fence, target: targetOf }),
    now,
    telemetry,
    known: (namespace) => watching.known(namespace),
    concerns: (detector, observation) => concerns(selectors.get(detector) ?? {}, observation, watching.lookup),
    onTick: (detector, changes) => {
      for (const change of changes) announce(change, detectorOf(detector), events, telemetry);
      setGauges(supervisor, telemetry);
    },
  });
  const watching: Watching = startWatching({
    client,
    namespaces: parts.namespaces,
    metricNamespaces: () => [...new Set([...supervisor.all().keys()].map(namespaceOf))],
    onObservation: (namespace, observation) => supervisor.observe(namespace, observation),
    onPodsChanged: (namespace) => enqueueNamespace(namespace),
    now,
    telemetry,
    signal: working,
  });
  const keeper = createKeeper({
    registry,
    now,
    telemetry,
    async onOutcome(detector, outcome) {
      const object = detectorOf(detector);
      const reason = { trained: 'ModelTrained', refused: 'ModelRefused', served: 'ModelServed' }[outcome.type];
      if (object)
        events.record(subjectOf(object), { type: outcome.type === 'refused' ? 'Warning' : 'Normal', reason, message: outcome.sentence });
      await operations.finish(detector, outcome);
    },
  });
  const reconciler = createReconciler({
    detector: detectorOf,
    pods: (namespace) => watching.pods(namespace),
    lookup: (kind, namespace, name) => watching.lookup(kind, namespace, name),
    supervisor,
    models: keeper,
    slack: (detector, channel) =>
      judgeSlack({
        namespace: namespaceOf(detector),
        channel,
        configuration: parts.configuration(),
        health: parts.chatHealth(),
        problems: notifier.problems(),
      }),
    paging: (detector, receiver) =>
      judgePaging({ namespace: namespaceOf(detector), receiver, configuration: parts.configuration(), problems: notifier.problems() }),
    setTarget: (detector, spec) => {
      targets.delete(detector);
      selectors.delete(detector);
      if (!spec) return;
      targets.set(detector, composeTarget(detector, spec, parts.configuration()));
      selectors.set(detector, spec.selector);
    },
    writeStatus: (detector, status) => writeStatus(client, detector, status),
    now,
    telemetry,
  });
  await watching.whenSynced();
  const reconciling = startController({ reconcile: (key) => reconciler.reconcile(key), signal: working, telemetry });
  controller = reconciling;
  const detectors: Informer<ApiObject> = startInformer<ApiObject>({
    client,
    resource: resources.logdetectors,
    ...(parts.namespaces.length > 0 ? { namespaces: parts.namespaces } : {}),
    signal: working,
    telemetry,
    onChange: ({ object }) => reconciling.enqueue(detectorKey(object)),
  });
  const paging = notifier.run(working);

  return {
    notifier,
    supervisor,
    registry,
    wishes: createWishes({
      client,
      detector: detectorOf,
      models: async (key) => ({
        versions: (await registry.list(key)).map(({ version }) => version),
        serving: supervisor.get(key)?.engine.serving() ?? null,
      }),
      begin: (operation, channel) => operations.begin(operation, channel),
      fail: (operation, sentence) => operations.fail(operation, sentence),
      now,
    }),
    store,
    term,
    detectors: () => detectors.list() as readonly LogDetector[],
    problems: () => [...watching.problems(), ...(detectors.problem ? [detectors.problem] : [])],
    async stop() {
      stopped.abort();
      await Promise.all([reconciling.done, detectors.done, watching.done, events.done]);
      await supervisor.stop();
      await paging;
    },
  };
}

function composeTarget(detector: string, spec: ResolvedSpec, configuration: Configuration): NotifyTarget {
  const namespace = namespaceOf(detector);
  const { channel, minimumSeverity } = spec.notify;
  const { receiver } = spec.paging;
  return {
    detector,
    namespace,
    channel: channel !== null && isChannelAllowed(configuration, namespace, channel) ? channel : null,
    receiver: receiver !== null && isReceiverAllowed(configuration, namespace, receiver) ? receiver : null,
    settings: { ...defaultPolicy, minimumPostSeverity: minimumSeverity.toLowerCase() as 'info' | 'warning' | 'error' | 'critical' },
  };
}

/** For a detector that was never reconciled in this term: nothing is said and nobody woken before its wishes are known. */
function quietTarget(detector: string): NotifyTarget {
  return { detector, namespace: namespaceOf(detector), channel: null, receiver: null, settings: defaultPolicy };
}

async function writeStatus(client: KubeClient, detector: LogDetector, status: LogDetectorStatus): Promise<void> {
  const { namespace, name } = detector.metadata;
  const object = { apiVersion: detector.apiVersion, kind: detector.kind, metadata: { namespace, name }, status };
  await client.apply(resources.logdetectors, object, { fieldManager: 'logdetector', force: true, subresource: 'status' });
}

function announce(change: IncidentChange, object: LogDetector | undefined, events: EventRecorder, telemetry: Telemetry): void {
  const { incident, type } = change;
  const fields = { incident: incident.id, severity: incident.severity, title: incident.title };
  if (type === 'updated') return telemetry.emit('IncidentUpdated', fields);
  const isResolved = type === 'resolved';
  telemetry.emit(isResolved ? 'IncidentResolved' : 'IncidentOpened', fields);
  if (!object) return;
  const reason = isResolved ? 'IncidentResolved' : 'IncidentOpened';
  events.record(subjectOf(object), { type: isResolved ? 'Normal' : 'Warning', reason, message: `${incident.id}: ${incident.title}` });
}

function subjectOf({ apiVersion, kind, metadata }: LogDetector): EventSubject {
  const uid = typeof metadata['uid'] === 'string' ? { uid: metadata['uid'] } : {};
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name, ...uid };
}

function setGauges(supervisor: Supervisor, telemetry: Telemetry): void {
  const pipelines = [...supervisor.all().values()];
  const workloads = pipelines.flatMap((pipeline) => pipeline.engine.workloads());
  telemetry.gauge(
    'logdetector_log_streams',
    pipelines.reduce((sum, pipeline) => sum + pipeline.streams().open, 0),
  );
  telemetry.gauge('logdetector_workloads', workloads.length);
  telemetry.gauge(
    'logdetector_patterns',
    workloads.reduce((sum, workload) => sum + workload.patterns, 0),
  );
  telemetry.gauge(
    'logdetector_incidents_open',
    pipelines.reduce((sum, pipeline) => sum + pipeline.engine.incidents().length, 0),
  );
}

export type { Operation, Operations };
