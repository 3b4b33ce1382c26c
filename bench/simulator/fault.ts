/** What is broken on purpose: the truth that incidents are held against. */
import type { Stage } from './stage.ts';

export const faultKinds = [
  'memory-growth',
  'rollout-crash',
  'rollout-errors',
  'rollout-latency',
  'node-loss',
  'database-outage',
  'pool-exhaustion',
  'noisy-cpu',
  'noisy-disk',
  'certificate-expiry',
  'dns-failure',
  'image-pull',
  'quota',
  'probe',
  'external-down',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** `NAMESPACE/NAME` of a workload, `node/NAME`, `namespace/NAME`, or `external/HOST`. */
export type ObjectName = string;

/** What a fault is to be on the stage as it stands. */
export interface Casting {
  readonly variant: string;
  readonly object: ObjectName;
  /** Others that are as right: a neighbour's node, the workload that a quota refuses. */
  readonly alsoRight?: readonly ObjectName[];
  /** Kinds of causes that say what it is. */
  readonly rightKinds: readonly string[];
  /** Services at which it begins; their callers may fail with them. */
  readonly origin: readonly number[];
  readonly minutes: number;
  begin(): void;
  /** From when on somebody could see it. */
  hasShown(): boolean;
  end(): void;
}

/** Null where nothing on the stage is fit for it. */
export type Cast = (stage: Stage) => Casting | null;

/** JSON-able. */
export interface Fault {
  readonly index: number;
  readonly kind: FaultKind;
  readonly variant: string;
  readonly object: ObjectName;
  readonly rightObjects: readonly ObjectName[];
  readonly rightKinds: readonly string[];
  readonly beginAtMs: number;
  /** Null: over before it showed. */
  onsetAtMs: number | null;
  readonly endAtMs: number;
  /** Workloads that could be concerned. */
  readonly reach: readonly ObjectName[];
  /** Those whose requests failed. */
  readonly victims: ObjectName[];
}

export interface Happening {
  readonly what: string;
  readonly object: ObjectName;
  readonly fromAtMs: number;
  readonly untilAtMs: number;
}
