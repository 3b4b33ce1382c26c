import { explainQuality, judgeQuality } from '../../template/quality.ts';
import { hourMs, type WorkloadFacts } from '../facts.ts';
import { asSentence, grouped, percent, type Symptom } from '../finding.ts';

/** Before, everything is new. */
const leastWatchedMs = 2 * hourMs;
const leastNew = 300;
const leastNewShare = 0.25;
const leastRecords = 1_000;
const leastOverflow = 0.05;
const usualRemedy = 'write what varies as fields of JSON or key=value, beside a message that stays the same';

/** Suddenly there are many more patterns than there were: an identifier is written where a word stood, or text is logged that has no form. */
export function findTemplateExplosion({ hour, records, nowMs, watchedForMs }: WorkloadFacts): Symptom | null {
  if (watchedForMs < leastWatchedMs || records < leastRecords) return null;
  const own = hour.filter(({ index }) => index !== 0);
  const fresh = own.filter(({ firstSeenAtMs }) => firstSeenAtMs > nowMs - hourMs);
  const overflow = hour.filter(({ index }) => index === 0).reduce((sum, { count }) => sum + count, 0) / records;
  const isMany = fresh.length >= leastNew && fresh.length >= leastNewShare * own.length;
  if (!isMany && overflow < leastOverflow) return null;
  const [example] = fresh.toSorted((a, b) => b.firstSeenAtMs - a.firstSeenAtMs);
  const beyond = overflow > 0 ? `, ${percent(overflow)} of the records found no room` : '';
  const such = example === undefined ? '' : `, such as "${example.text.slice(0, 120)}"`;
  return {
    kind: 'template-explosion',
    evidence: `${grouped(fresh.length)} of ${grouped(own.length)} patterns of the last hour are new${beyond}${such}`,
    figures: { new: fresh.length, patterns: own.length, records, overflow },
    remedy: asSentence(explainQuality(judgeQuality(hour))?.remedy ?? usualRemedy),
  };
}
