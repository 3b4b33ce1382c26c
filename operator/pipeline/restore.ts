/**
 * A saved engine state, and which release it is of. Every part says its format.
 */
import { readableFormats, type Engine, type EnginePart } from '../../engine/index.ts';
import { OperatorError } from '../errors.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { PipelineOptions } from './contract.ts';

const outdated =
  'An earlier release saved what was known here, in a format that is not read any more: the baseline is learned anew, and open incidents end.';

/** Goes on where the saved state ended, or begins anew; what is to be saved because of that. Throws `StoreNewer` or `StoreCorrupt`. */
export function restoreOrBegin(engine: Engine, parts: readonly EnginePart[], options: PipelineOptions): Checkpoint {
  const { detector, persistence, now, telemetry } = options;
  if (restoreEngine(engine, detector, parts)) return { parts: [], positions: [], changes: [] };
  // Positions stay: what was read is not read again, it is only forgotten what was learned from it. Models are records of their own.
  telemetry.emit('StateOutdated', { detector, message: outdated });
  const changes = persistence.closeOpen(detector, outdated, now());
  return { parts: parts.map(({ part }) => ({ part, bytes: null })), positions: [], changes };
}

/** False when an earlier release wrote the state, and nothing was restored. Throws `StoreNewer` when a later one did, `StoreCorrupt` for damage. */
function restoreEngine(engine: Engine, detector: string, parts: readonly EnginePart[]): boolean {
  if (parts.length === 0) return true;
  if (isOlder(detector, parts)) return false;
  try {
    engine.restore(parts);
    return true;
  } catch (cause) {
    const advice = 'Delete this LogDetector and apply it again to begin anew, or restore the store from a backup.';
    throw new OperatorError('StoreCorrupt', `${cause instanceof Error ? cause.message : String(cause)} ${advice}`, { cause });
  }
}

function isOlder(detector: string, parts: readonly EnginePart[]): boolean {
  const current = Math.max(...readableFormats);
  const formats = parts.flatMap((part) => formatOf(part) ?? []);
  const newest = Math.max(current, ...formats);
  if (newest > current) {
    const sentence =
      `What is saved of ${detector} has format ${newest}, which a later release wrote; this release reads format ${current}. Run that ` +
      'release again, or delete this LogDetector and apply it again to begin anew. Until then nothing of it is read or changed.';
    throw new OperatorError('StoreNewer', sentence);
  }
  return formats.some((format) => !readableFormats.includes(format));
}

/** Null for bytes that say none: whether they are damaged shows when they are opened. */
function formatOf({ bytes }: EnginePart): number | null {
  const beginning = new TextDecoder().decode(bytes?.subarray(0, 64));
  const version = /^\{"formatVersion":(\d{1,6})[,}]/.exec(beginning)?.[1];
  return version === undefined ? null : Number(version);
}
