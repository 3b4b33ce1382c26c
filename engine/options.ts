import type { Sensitivity, Thresholds } from './anomaly/settings.ts';
import type { RedactionOptions } from './redact/redact.ts';
import type { Objective } from './slo/burn.ts';

export interface EngineOptions {
  /** `namespace/name` of the LogDetector; part of the fingerprints of incidents. */
  readonly detector: string;
  /** Equal seeds and equal input give equal output; default 1. */
  readonly seed?: number | undefined;
  readonly sensitivity?: Sensitivity | undefined;
  /** Parts of pattern texts (`*` stands for any text) or pattern ids that are counted and never reported. */
  readonly ignore?: readonly string[] | undefined;
  /** Written like `ignore` and stronger: reported from the first line on. */
  readonly alwaysReport?: readonly string[] | undefined;
  /** What is not given follows from the sensitivity. */
  readonly thresholds?: Partial<Thresholds> | undefined;
  /** What its workloads are to keep, and what is told when they will not; default none. */
  readonly objective?: Objective | null | undefined;
  /** What is taken out of text before it is kept, besides what always is. */
  readonly redaction?: RedactionOptions | undefined;
}
