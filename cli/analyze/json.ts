/** The report for programs. Fields are added, but never change their meaning within one `version`; times are RFC 3339 in UTC, null where unknown. */
import { attentionOf, changed } from './attention.ts';
import type { NewsReport, PatternReport, Report, WorkloadReport } from './report.ts';
import type { SideFacts } from './tally.ts';

/** The object that `logbot analyze --json` prints; docs/logbot.md says what each field means. `patterns` are those of the report to be listed. */
export function reportJson(report: Report, patterns: readonly PatternReport[]): object {
  const order = [...changed(report), ...attentionOf(report)];
  return {
    version: 1,
    records: report.records,
    stepMs: report.isDated ? report.stepMs : null,
    workloads: report.workloads.map(workloadJson),
    comparison: report.comparison,
    attention: order.filter((pattern) => patterns.includes(pattern)).map(({ workload, id }) => ({ workload, id })),
    patterns: patterns.map((pattern) => patternJson(pattern, report)),
  };
}

function workloadJson({ workload, inputs, patterns, overflowRecords, quality, baseline, ...facts }: WorkloadReport): object {
  const { verdict, reason, sentence, overflow, largest, singletons } = quality;
  return {
    workload,
    inputs,
    patterns,
    overflowRecords,
    quality: { verdict, reason, sentence, overflow, largest, singletons },
    ...factsJson(facts),
    baseline: baseline === null ? null : factsJson(baseline),
  };
}

function factsJson({ firstAtMs, lastAtMs, otherFirstAtMs, otherLastAtMs, ...counts }: SideFacts): object {
  const others = { otherFirstAt: timeJson(otherFirstAtMs), otherLastAt: timeJson(otherLastAtMs) };
  return { ...counts, ...others, firstAt: timeJson(firstAtMs), lastAt: timeJson(lastAtMs) };
}

function patternJson(pattern: PatternReport, report: Report): object {
  const { id, workload, template, level, cluster, count, share, samples, baselineCount, change } = pattern;
  const seen = { firstAt: timeJson(pattern.firstAtMs), lastAt: timeJson(pattern.lastAtMs) };
  const series = [...pattern.series].toSorted(([a], [b]) => a - b);
  return {
    id,
    workload,
    template,
    level,
    cluster,
    count,
    share,
    ...seen,
    series: report.isDated ? series.map(([bin, records]) => [timeJson(bin * report.stepMs), records]) : null,
    parts: pattern.parts,
    samples,
    news: pattern.news === null ? null : newsJson(pattern.news),
    baselineCount: report.comparison === null ? null : baselineCount,
    change,
  };
}

function newsJson({ kind, records, expected, fromAtMs, toAtMs, fromRecord, toRecord }: NewsReport): object {
  return { kind, records, expected, fromAt: timeJson(fromAtMs), toAt: timeJson(toAtMs), fromRecord, toRecord };
}

function timeJson(atMs: number | null): string | null {
  return atMs === null || !(Math.abs(atMs) <= 8.64e15) ? null : new Date(atMs).toISOString();
}
