import { explainQuality, judgeQuality } from '../../template/quality.ts';
import type { WorkloadFacts } from '../facts.ts';
import { asSentence, type Symptom } from '../finding.ts';

/** Records of an hour from which on that hour alone is judged, and of the whole time: a start-up writes a hundred statements once. */
const leastOfHour = 5_000;
const leastOfAll = 2_000;

/** The records do not fall into patterns, so that nothing can be said to be usual. */
export function findPoorPatterns(facts: WorkloadFacts): Symptom | null {
  const { hour, records, allRecords } = facts;
  if (records < leastOfHour && allRecords < leastOfAll) return null;
  const quality = judgeQuality(records >= leastOfHour ? hour : facts.patterns());
  const told = explainQuality(quality);
  if (told === null || (records < leastOfHour && quality.records < leastOfAll)) return null;
  const { overflow, singletons, largest } = quality;
  return {
    kind: 'poor-patterns',
    evidence: told.evidence,
    figures: { records: quality.records, patterns: quality.patterns, overflow, singletons, largest },
    remedy: asSentence(told.remedy),
  };
}
