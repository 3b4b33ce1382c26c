/** What is said of each cause. */
import type { CauseKind } from '../../domain.ts';

export type CauseGroup = 'admission' | 'scheduling' | 'startup' | 'runtime' | 'routing' | 'performance' | 'infrastructure';

/** The categories of `logbot replay`. */
export type Category =
  | 'healthy'
  | 'resource_exhaustion'
  | 'configuration_error'
  | 'infrastructure'
  | 'dependency_failure'
  | 'code_defect'
  | 'unknown';

export interface CauseMeaning {
  readonly group: CauseGroup;
  readonly category: Category;
  readonly kind: CauseKind;
  /** What is so, after the name of the object: `asks for more memory than any node has left`. */
  readonly sentence: string;
  readonly remedy: string;
}
