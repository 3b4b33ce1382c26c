import type { LineFormat } from '../../line/record.ts';
import type { WorkloadFacts } from '../facts.ts';
import type { Symptom } from '../finding.ts';

/** A rollout in which old and new pods write side by side takes a few minutes. */
const leastMs = 300_000;

const names: Readonly<Record<LineFormat, string>> = {
  json: 'JSON',
  fields: 'lines of fields',
  header: 'text behind a header',
  plain: 'plain text',
};

/** What was JSON is plain text now, or the other way round: patterns from before say nothing about lines from now on. */
export function findFormatChanged({ formats, nowMs }: WorkloadFacts): Symptom | null {
  const told = formats.filter(({ atMs }) => nowMs - atMs >= leastMs).toSorted((a, b) => b.atMs - a.atMs);
  const [change] = told;
  if (change === undefined) return null;
  const { container, from, to, atMs } = change;
  const others = told.length > 1 ? `, and so did ${told.length - 1} more of its containers` : '';
  const isLess = from === 'json' || from === 'fields';
  return {
    kind: 'format-changed',
    evidence: `container ${container} wrote ${names[from]} and now writes ${names[to]}${others}`,
    figures: { containers: told.length },
    remedy: isLess
      ? 'If no release meant it, look at the logging configuration of the last rollout; if one did, retrain so that the new lines are known.'
      : 'Retrain once the rollout is through, so that the new lines are known and the old patterns go.',
    sinceAtMs: atMs,
  };
}
