/** The pipelines of all detectors: opened when a LogDetector asks for one, told of what the watches deliver, closed when it goes. */
import type { EngineOptions, IncidentChange, Observation } from '../../engine/index.ts';
import type { FollowTarget, LogOrigin, LogSource } from '../sources/source.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Persistence } from './checkpoint.ts';
import type { Pipeline } from './contract.ts';
import { openPipeline } from './pipeline.ts';
import { createReach, type Namespaces, type Reach, type ReachOptions } from './reach.ts';
import { createSpread } from './spread.ts';
import type { Locate, Location } from './whereabouts.ts';

export interface Supervisor {
  /** Opens the detector's pipeline or changes its settings without losing its baseline. */
  ensure(detector: string, settings: PipelineSettings): Promise<Pipeline>;
  get(detector: string): Pipeline | undefined;
  all(): ReadonlyMap<string, Pipeline>;
  readonly reach: Pick<Reach, 'readersOf' | 'namespaces' | 'of'>;
  /** Detectors of which the store keeps anything, open or not. */
  remembered(): Promise<readonly string[]>;
  /** Hands a fact to the detectors that read its namespace; cluster-wide facts (nodes) to all. */
  observe(namespace: string | null, observation: Observation): void;
  /** What the detector sees from now on, redacted, as lines of a recording; null when it is not read. Ends at the abort, or with the reading. */
  record(detector: string, signal: AbortSignal): AsyncIterable<string> | null;
  /** The store has lost what it had: every pipeline saves everything once more. */
  rewrite(): void;
  /** Stops reading; what was learned stays in the store. */
  pause(detector: string): Promise<void>;
  /** Stops reading and forgets the detector. */
  remove(detector: string): Promise<void>;
  stop(): Promise<void>;
}

export interface PipelineSettings {
  readonly engine: EngineOptions;
  /** Those that are read. */
  readonly namespaces: Namespaces;
}

export interface SupervisorOptions extends ReachOptions {
  readonly source: LogSource;
  readonly streamKey: (target: FollowTarget) => string;
  readonly persistence: Persistence;
  readonly now: () => number;
  readonly telemetry: Telemetry;
  onTick(detector: string, changes: readonly IncidentChange[]): void;
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const pipelines = new Map<string, Pipeline>();
  const opening = new Map<string, Promise<Pipeline>>();
  const reach = createReach(options);
  const turn = createSpread();

  async function open(detector: string, settings: PipelineSettings): Promise<Pipeline> {
    const onTick = (changes: readonly IncidentChange[]) => options.onTick(detector, changes);
    const pipeline = await openPipeline({ ...options, turn, detector, engine: settings.engine, onTick });
    reach.set(detector, settings.namespaces);
    for (const observation of knownOf(detector, reach, options)) pipeline.observe(observation);
    pipelines.set(detector, pipeline);
    return pipeline;
  }

  async function close(detector: string): Promise<void> {
    await opening.get(detector)?.catch(() => undefined);
    const pipeline = pipelines.get(detector);
    pipelines.delete(detector);
    reach.forget(detector);
    await pipeline?.stop();
  }

  return {
    async ensure(detector, settings) {
      const known = pipelines.get(detector);
      if (known) {
        known.configure(settings.engine);
        const news = reach.news(detector, settings.namespaces);
        reach.set(detector, settings.namespaces);
        for (const observation of news) known.observe(observation);
        return known;
      }
      const pending = opening.get(detector) ?? open(detector, settings).finally(() => opening.delete(detector));
      opening.set(detector, pending);
      return await pending;
    },
    get: (detector) => pipelines.get(detector),
    all: () => pipelines,
    reach,
    remembered: () => options.persistence.detectors(),
    observe(namespace, observation) {
      for (const [detector, pipeline] of pipelines) {
        const isNear = namespace === null || reach.reads(detector, namespace);
        const own = isNear ? options.heard(detector, observation) : null;
        if (own !== null) pipeline.observe(own);
      }
    },
    record: (detector, signal) => pipelines.get(detector)?.recorder.record(knownOf(detector, reach, options), signal) ?? null,
    rewrite: () => pipelines.forEach((pipeline) => pipeline.rewrite()),
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

function knownOf(detector: string, reach: Reach, { known, heard }: ReachOptions): readonly Observation[] {
  return known(reach.of(detector)).flatMap((observation) => heard(detector, observation) ?? []);
}

export type { FollowTarget, Locate, Location, LogOrigin, Pipeline };
