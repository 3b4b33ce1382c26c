/** Which anomalies are troubles, and which a good day explains. */
import type { Anomaly, Level } from '../domain.ts';
import { activityOf } from '../evidence/activity.ts';
import type { EntityId } from '../evidence/ledger.ts';
import type { Named } from './graph.ts';
import type { Trouble, TroubleInput } from './trouble.ts';

/** Own errors that name nobody else; errors about others; silence. Never as sure as a fact of the cluster. */
const insideOfOwnErrors = 0.55;
const insideOfFatal = 0.65;
const insideOfErrorsAboutOthers = 0.2;
const insideOfWarnings = 0.25;
const insideOfSilence = 0.5;
/** Whoever waits for somebody else is slow, too. */
const insideOfSlowness = 0.3;

/** Fewer lines than this say nothing by themselves. */
const minimumLines = 3;
/** Warnings open only as a flood. */
const warningLines = 30;
const warningFactor = 5;
/**
 * Pods that come and go leave errors behind. Fewer than these in a window are left alone for as long as it goes on; more only when
 * they are about what comes and goes, and only for a minute.
 */
const fewLines = 20;
const manyLines = 200;
const benignForMs = 60_000;
const benignWhileChurningForMs = 10 * 60_000;
const churnBeforeMs = 120_000;
const churnAfterMs = 30_000;
/** Slow lines that are worth a message by themselves. */
const slowLines = 15;
/** At most one of a workload at a time, whatever pattern it names. */
const ofWorkload: ReadonlySet<Anomaly['kind']> = new Set(['silence', 'error-ratio', 'latency']);
/**
 * More or fewer lines are no failure by themselves: what matters of them is told as silence. Which value the lines have, and which step requests lack,
 * says where to look, not that something fails.
 */
const noSigns: ReadonlySet<Anomaly['kind']> = new Set(['drop', 'level-shift', 'value-share', 'sequence', 'outlier']);
/** Silence needs this much confidence, since nothing shows it. */
const silenceConfidence = 0.6;

/** Null for what is no sign of failure: more of what is usual (load), silence that was meant. */
export function troubleOfAnomaly(anomaly: Anomaly, named: Named, input: TroubleInput): Trouble | null {
  if (!isSign(anomaly) || (anomaly.kind === 'silence' && isMeant(anomaly, input))) return null;
  return {
    kind: anomaly.kind === 'silence' ? 'silence' : anomaly.kind === 'latency' ? 'slowness' : 'errors',
    key: `anomaly ${ofWorkload.has(anomaly.kind) ? anomaly.kind : (anomaly.template?.id ?? anomaly.kind)}`,
    sinceAtMs: anomaly.startedAtMs,
    lastAtMs: input.nowMs,
    count: anomaly.observed,
    inside: insideOf(anomaly, named),
    hard: false,
    opens: isWorthIt(anomaly) && !isBenign(anomaly, named, input),
    // A flood fills disks and hides the rest: a reason where something fails, by itself none.
    sign: anomaly.kind === 'log-bomb',
    preexisting: false,
    blurMs: blurOf(anomaly),
    sentence: sentenceOf(anomaly),
    latest: sentenceOf(anomaly),
    anomaly,
  };
}

/** Cumulative sums begin to rise a line or two before the change, by chance; how long that is depends on how often there are lines. */
const blurLines = 3;
const maxBlurMs = 3 * 60_000;

function blurOf({ kind, observed, startedAtMs, lastSeenAtMs }: Anomaly): number | undefined {
  if (kind !== 'latency' && kind !== 'error-ratio') return undefined;
  return Math.min(maxBlurMs, (blurLines * (lastSeenAtMs - startedAtMs)) / Math.max(1, observed));
}

function isSign({ kind, level }: Anomaly): boolean {
  if (noSigns.has(kind)) return false;
  return kind === 'silence' || kind === 'latency' || rank(level) >= rank('warning');
}

function insideOf(anomaly: Anomaly, named: Named): number {
  if (anomaly.kind === 'silence') return insideOfSilence;
  if (anomaly.kind === 'latency') return insideOfSlowness;
  if (rank(anomaly.level) < rank('error')) return insideOfWarnings;
  if (named.strong.length > 0) return insideOfErrorsAboutOthers;
  return anomaly.level === 'fatal' ? insideOfFatal : insideOfOwnErrors;
}

function isWorthIt({ kind, level, observed, expected, confidence, isUnheard }: Anomaly): boolean {
  if (isUnheard === true) return true;
  if (kind === 'silence') return confidence >= silenceConfidence;
  if (kind === 'latency') return observed >= slowLines;
  if (level === 'fatal') return true;
  if (level === 'error') return observed >= minimumLines;
  return kind === 'spike' && observed >= warningLines && observed >= warningFactor * expected;
}

/** Errors while pods of the workload, or of one that it calls, come and go in an orderly way. */
function isBenign(anomaly: Anomaly, named: Named, input: TroubleInput): boolean {
  const { workload, startedAtMs, observed } = anomaly;
  if (anomaly.kind === 'silence') return churnedNear(workload, startedAtMs, input);
  const lastedForMs = input.nowMs - startedAtMs;
  if (observed >= fewLines)
    return observed < manyLines && lastedForMs < benignForMs && named.strong.some((entity) => churnedNear(entity, startedAtMs, input));
  const concerned = new Set<EntityId>([workload, ...named.strong, ...input.graph.callees(workload).keys()]);
  if (lastedForMs < benignForMs) return [...concerned].some((entity) => churnedNear(entity, startedAtMs, input));
  return (
    lastedForMs < benignWhileChurningForMs &&
    [...concerned].some((entity) => churnedNear(entity, input.nowMs - benignForMs, input, benignForMs))
  );
}

/** Whether pods came or went shortly before or after a moment. */
function churnedNear(entity: EntityId, atMs: number, { inventory }: TroubleInput, afterMs = churnAfterMs): boolean {
  const churnedAtMs = inventory.presence(entity)?.churnedAtMs;
  return churnedAtMs !== undefined && atMs - churnedAtMs <= churnBeforeMs && churnedAtMs - atMs <= afterMs;
}

function isMeant({ workload }: Anomaly, { inventory }: TroubleInput): boolean {
  return activityOf(workload, inventory)?.expectedQuiet === true;
}

const maxQuoteLength = 160;

function sentenceOf(anomaly: Anomaly): string {
  if (anomaly.template === null || anomaly.kind === 'error-ratio') return anomaly.reason;
  const text = anomaly.template.text;
  const quote = text.length > maxQuoteLength ? `${text.slice(0, maxQuoteLength - 1)}…` : text;
  if (anomaly.kind === 'latency') return `"${quote}": ${anomaly.reason}`;
  return `${Math.round(anomaly.observed)} x "${quote}" (usual: ${usual(anomaly.expected)})`;
}

function usual(expected: number): string {
  return expected < 10 ? String(Math.round(expected * 10) / 10) : String(Math.round(expected));
}

function rank(level: Level): number {
  return ['trace', 'debug', 'info', 'warning', 'error', 'fatal'].indexOf(level);
}
