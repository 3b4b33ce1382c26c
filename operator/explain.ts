/** What lines that somebody holds in hand are, by what the engines of all LogDetectors that may be seen know. */
import { displayName, type RecognizedLine, type WorkloadId } from '../engine/index.ts';
import type { ExplainedLine, ExplainReply } from '../api/contract.ts';
import type { LogDetector } from '../api/resource.ts';
import { detectorKey } from './detector-key.ts';
import type { Leading } from './leading.ts';
import { shownName } from './pictures.ts';

const hourMs = 3_600_000;
const matchesAtMost = 5;

export interface ExplainWish {
  readonly lines: readonly string[];
  /** By the rules of all of them. */
  readonly redact: (text: string) => string;
  readonly nowMs: number;
}

export function explainLines(leading: Leading, detectors: readonly LogDetector[], { lines, redact, nowMs }: ExplainWish): ExplainReply {
  const keys = detectors.map(detectorKey);
  return {
    lines: lines.map((line) => ({ text: redact(line), ...recognized(leading, keys, { line, nowMs }) })),
    learning: keys.map((key) => leading.supervisor.get(key)?.engine.learning() ?? null).find((one) => one !== null) ?? null,
  };
}

function recognized(
  leading: Leading,
  keys: readonly string[],
  { line, nowMs }: { readonly line: string; readonly nowMs: number },
): Pick<ExplainedLine, 'matches' | 'more'> {
  const found = keys.flatMap((key) => (leading.supervisor.get(key)?.engine.recognize(line) ?? []).map((one) => ({ key, one })));
  const shown = found.toSorted((a, b) => b.one.template.count - a.one.template.count).slice(0, matchesAtMost);
  return { matches: shown.map(({ key, one }) => matchOf(leading, key, { one, nowMs })), more: found.length - shown.length };
}

function matchOf(
  leading: Leading,
  key: string,
  { one: { workload, template }, nowMs }: { readonly one: RecognizedLine; readonly nowMs: number },
): ExplainedLine['matches'][number] {
  const { id, text, level, count, firstSeenAtMs, lastSeenAtMs } = template;
  // Less than an hour is compared with as much of what is usual.
  const patterns = leading.supervisor.get(key)?.engine.patterns({ workload, fromMs: nowMs - hourMs, toMs: nowMs }) ?? [];
  const lastHour = patterns.find(({ template: counted }) => counted.id === id);
  return {
    detector: key,
    workload: shownName(key, workload),
    pattern: id,
    text,
    level,
    lines: count,
    lastHour: lastHour?.count ?? 0,
    usual: lastHour?.usual ?? null,
    firstSeenAtMs,
    lastSeenAtMs,
    incident: incidentOf(leading, key, { workload, id }),
  };
}

function incidentOf(
  leading: Leading,
  key: string,
  { workload, id }: { readonly workload: WorkloadId; readonly id: string },
): ExplainedLine['matches'][number]['incident'] {
  const isOf = (named: string): boolean => named === workload || displayName(named) === displayName(workload);
  const incident = leading.notifier
    .open(key)
    .find(({ anomalies }) => anomalies.some((anomaly) => anomaly.template?.id === id && isOf(anomaly.workload)));
  return incident === undefined ? null : { id: incident.id, title: incident.title };
}
