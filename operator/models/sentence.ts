/** What is said of a new version. */
import type { ModelRecord } from './record.ts';
import type { Rollout } from './rollout.ts';

interface Standing {
  readonly pinned: number | null;
  readonly rollout: Rollout;
  readonly canaryForMs: number;
}

export function trainedSentence(record: ModelRecord, standing: Standing): string {
  const hours = (record.trainedToAtMs - record.trainedFromAtMs) / 3_600_000;
  const length = hours >= 1 ? `${hours.toFixed(0)} h` : `${Math.round(hours * 60)} min`;
  const leftOut = record.leftOut.length > 0 ? ` Left out: ${record.leftOut.slice(0, 3).join(', ')}.` : '';
  const { patterns, workloads, sampleSize } = record;
  const learned = `${counted(patterns, 'pattern')} of ${counted(workloads, 'workload')}, ${counted(sampleSize, 'line')} of ${length}`;
  return `Model ${record.version} was made from ${learned}. ${servesSentence(record.version, standing)}${leftOut}`;
}

function servesSentence(version: number, { pinned, rollout, canaryForMs }: Standing): string {
  if (pinned !== null && pinned !== version)
    return `Model ${pinned} stays pinned (spec.model.pinnedVersion); remove the pin to use the new one.`;
  if (rollout.canary?.version === version)
    return `It is tried beside model ${rollout.canary.against} in a tenth of the windows, at most ${spanOf(canaryForMs)}, and serves when it does as well.`;
  return rollout.accepted === version || pinned === version ? 'It serves now.' : `Model ${rollout.accepted ?? 'none'} serves.`;
}

/** `24 h`, `90 min` */
export function spanOf(forMs: number): string {
  const minutes = Math.round(forMs / 60_000);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

/** `1 line`, `12,400 lines` */
function counted(value: number, noun: string): string {
  return `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}`;
}
