import type { HourPattern, WorkloadFacts } from '../facts.ts';
import { grouped, percent, type Symptom } from '../finding.ts';

/** A name or two that a user typed are no broken encoding. */
const leastRecords = 100;
const leastShare = 0.02;
const longestExample = 60;

/**
 * Bytes that are no UTF-8 come as U+FFFD; text that was encoded twice has the Latin-1 forms of UTF-8's first bytes before marks that no language writes
 * there.
 */
const broken =
  /\uFFFD|\u00C3[\u0080-\u00BF]|\u00C2[\u0080-\u00BF]|\u00E2(?:\u0080[\u0080-\u00BF]|\u20AC[\u0153\u017E\u02DC\u2122\u0161\u00A0-\u00BF])/;

/** Records of patterns with broken characters, where they are no exception, with the words around one. */
export function findBrokenText(
  patterns: readonly Pick<HourPattern, 'text' | 'samples' | 'count'>[],
  records: number,
): { readonly lines: number; readonly patterns: number; readonly example: string } | null {
  const spoilt = patterns.filter(({ text, samples }) => broken.test(text) || broken.test(samples.at(-1) ?? ''));
  const lines = spoilt.reduce((sum, { count }) => sum + count, 0);
  if (lines < leastRecords || lines < leastShare * records) return null;
  const [most] = spoilt.toSorted((a, b) => b.count - a.count);
  const example = excerpt(most?.samples.find((sample) => broken.test(sample)) ?? most?.text ?? '');
  return { lines, patterns: spoilt.length, example };
}

/** Text arrives in another encoding than the one it was written in. */
export function findEncodingBroken({ hour, records }: WorkloadFacts): Symptom | null {
  const spoilt = findBrokenText(hour, records);
  if (spoilt === null) return null;
  const { lines, patterns, example } = spoilt;
  return {
    kind: 'encoding-broken',
    evidence: `${percent(lines / records)} of ${grouped(records)} records in the last hour are of patterns with broken characters, such as "${example}"`,
    figures: { records, broken: lines, share: lines / records, patterns },
    remedy: 'Make the program write UTF-8, for example with LANG=C.UTF-8, PYTHONIOENCODING=utf-8 or -Dfile.encoding=UTF-8.',
  };
}

/** The words around the first broken character. */
function excerpt(text: string): string {
  const at = Math.max(0, text.search(broken));
  const from = Math.max(0, at - longestExample / 2);
  return text.slice(from, from + longestExample).trim();
}
