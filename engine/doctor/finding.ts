/** What the doctor says about one workload, or about the whole detector. */
import type { WorkloadId } from '../domain.ts';

/** A closed list, so that scripts may rely on it. */
export const findingKinds = [
  'coverage-low',
  'encoding-broken',
  'format-changed',
  'clock-skew',
  'volume-high',
  'template-explosion',
  'poor-patterns',
  'dominant-pattern',
  'model-drifted',
  'objects-forgotten',
] as const;

export type FindingKind = (typeof findingKinds)[number];

/** What a check found. */
export interface Symptom {
  readonly kind: FindingKind;
  /** One sentence with the figures in it. */
  readonly evidence: string;
  /** The same figures for programs; shares are from 0 to 1, lengths in milliseconds. */
  readonly figures: Readonly<Record<string, number>>;
  /** What to do, in one sentence. */
  readonly remedy: string;
  /** Where the check knows when it began; otherwise it is when the check first said so. */
  readonly sinceAtMs?: number | undefined;
}

export interface Finding extends Symptom {
  /** Null for what concerns the whole detector. */
  readonly workload: WorkloadId | null;
  readonly sinceAtMs: number;
}

/** `4,100` */
export function grouped(count: number): string {
  return String(Math.round(count)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** `12 %`, `0.4 %`, `<0.1 %` of a share from 0 to 1. */
export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.1) return '<0.1 %';
  return value >= 10 ? `${Math.round(value)} %` : `${Math.round(value * 10) / 10} %`;
}

/** `90 s`, `45 min`, `2 h`, `1 h 30 min`, `3 d` */
export function span(forMs: number): string {
  const seconds = Math.round(forMs / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.round(hours / 24)} d`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** `Write it as JSON.` of `write it as JSON` */
export function asSentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
