/** The pipelines of all detectors: opened when a LogDetector asks for one, told of what the watches deliver, closed when it goes. */
import { namespaceOf } from '../detector-key.ts';
import type { EngineOptions, IncidentChange, Observation } from '../../engine/index.ts';
import type { FollowTarget, LogSource } from '../sources/source.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Persistence } from './checkpoint.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';

export interface Supervisor {
  /** Opens the detector's pipeline or changes its settings without losing its baseline. */
  ensure(detector: string, settings: PipelineSettings): Promise<Pipeline>;
  get(detector: string): Pipeline | undefined;
  all(): ReadonlyMap<string, Pipeline>;
  /** Detectors of which the store keeps anything, open or not. */
  remembered(): Promise<readonly string[]>;
  /** Hands a fact to the detectors of its namespace; cluster-wide facts (nodes) to all. */
  observe(namespace: string | null, observation: Observation): void;
  /** What the detector sees from now on, redacted, as lines of a recording; null when it is not read. Ends at the abort, or with the reading. */
  record(detector: string, signal: AbortSignal): AsyncIterable<string> | null;
  /** Stops reading; what was learned stays in the store. */
  pause(detector: string): Promise<void>;
  /** Stops reading and forgets the detector. */
  remove(detector: string): Promise<void>;
  stop(): Promise<void>;
}

export interface PipelineSettings {
  readonly engine: EngineOptions;
}

export interface SupervisorOptions {
  readonly source: LogSource;
  readonly streamKey: (target: FollowTarget) => string;
  readonly persistence: Persistence;
  readonly now: () => number;
  readonly telemetry: Telemetry;
  /** What the watches know of a namespace now, for a pipeline that has just been opened. */
  known(this: void, namespace: string): readonly Observation[];
  /** Whether a fact is about something the detector may speak of. */
  concerns(this: void, detector: string, observation: Observation): boolean;
  onTick(detector: string, changes: readonly IncidentChange[]): void;
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const pipelines = new Map<string, Pipeline>();
  const opening = new Map<string, Promise<Pipeline>>();

  async function open(detector: string, settings: PipelineSettings): Promise<Pipeline> {
    const pipeline = await openPipeline({
      detector,
      engine: settings.engine,
      source: options.source,
      streamKey: options.streamKey,
      persistence: options.persistence,
      now: options.now,
      telemetry: options.telemetry,
      onTick: (changes) => options.onTick(detector, changes),
    });
    for (const observation of knownOf(detector, options)) pipeline.observe(observation);
    pipelines.set(detector, pipeline);
    return pipeline;
  }

  async function close(detector: string): Promise<void> {
    await opening.get(detector)?.catch(() => undefined);
    const pipeline = pipelines.get(detector);
    pipelines.delete(detector);
    await pipeline?.stop();
  }

  return {
    async ensure(detector, settings) {
      const known = pipelines.get(detector);
      if (known) {
        known.configure(settings.engine);
        return known;
      }
      const pending = opening.get(detector) ?? open(detector, settings).finally(() => opening.delete(detector));
      opening.set(detector, pending);
      return await pending;
    },
    get: (detector) => pipelines.get(detector),
    all: () => pipelines,
    remembered: () => options.persistence.detectors(),
    observe(namespace, observation) {
      for (const [detector, pipeline] of pipelines) {
        const isNear = namespace === null || namespaceOf(detector) === namespace;
        if (isNear && options.concerns(detector, observation)) pipeline.observe(observation);
      }
    },
    record: (detector, signal) => pipelines.get(detector)?.recorder.record(knownOf(detector, options), signal) ?? null,
    pause: close,
    async remove(detector) {
      await close(detector);
      await options.persistence.remove(detector);
    },
    async stop() {
      await Promise.all([...pipelines.keys()].map(close));
    },
  };
}

function knownOf(detector: string, { known, concerns }: SupervisorOptions): readonly Observation[] {
  return known(namespaceOf(detector)).filter((observation) => concerns(detector, observation));
}

export type { FollowTarget, Pipeline };
