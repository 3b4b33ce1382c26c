import type { Drift } from '../../model/drift.ts';
import { displayName } from '../../evidence/owner.ts';
import { grouped, percent, type Symptom } from '../finding.ts';

/** From here on a training is asked for as well. */
const leastShare = 0.2;

/** What is written falls into other patterns or groups than the model that serves has them in. */
export function findModelDrifted(drift: Drift | null): Symptom | null {
  if (drift === null || drift.share <= leastShare) return null;
  const { share, lines, workloads } = drift;
  const where = workloads.length === 0 ? '' : `, most of them of ${workloads.map(displayName).join(', ')}`;
  return {
    kind: 'model-drifted',
    evidence: `${percent(share)} of ${grouped(lines)} lines of the last hour are of other patterns or groups than the model that serves knows${where}`,
    figures: { share, lines },
    remedy: 'Retrain, or wait for the training that drift asks for; after a release that changes what is logged this is as it should be.',
  };
}
