/** Whether the lines come that a collector is to push (spec.source: Otlp). Pure. */
import type { ConditionReason } from '../../api/resource.ts';

export interface PushedFacts {
  readonly isPushable: boolean;
  /** When lines came last; null: none has come yet. */
  readonly lastAtMs: number | null;
  /** Since when they are waited for. */
  readonly sinceMs: number;
  readonly nowMs: number;
}

interface PushedJudgement {
  readonly reason: ConditionReason<'StreamsReady'>;
  readonly message: string;
  readonly unknown?: boolean;
  readonly harmless?: boolean;
}

/** A collector sends within seconds; a quiet namespace may have nothing to send for minutes. */
const [firstWithinMs, silentForMs] = [120_000, 900_000];

export function judgePushed({ isPushable, lastAtMs, sinceMs, nowMs }: PushedFacts): PushedJudgement {
  if (!isPushable) {
    const message =
      "spec.source is Otlp, and no inlet of the administrator's configuration may speak of this namespace; add one (docs/otlp.md).";
    return { reason: 'NoInlet', message };
  }
  const reason = 'NothingReceived';
  const advice = 'Point a collector at POST /v1/logs of the inlets, and see what it logs (docs/otlp.md).';
  if (lastAtMs === null && nowMs - sinceMs < firstWithinMs)
    return { reason, message: 'Waiting for the first lines over OTLP.', unknown: true, harmless: true };
  if (nowMs - (lastAtMs ?? sinceMs) > silentForMs || lastAtMs === null)
    return { reason, message: `No line has come over OTLP since ${new Date(lastAtMs ?? sinceMs).toISOString()}. ${advice}` };
  return { reason: 'Receiving', message: 'Lines come over OTLP (spec.source); no log stream is opened.' };
}
