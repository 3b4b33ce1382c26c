/**
 * Counts and the positions they come from are saved in one transaction: after a crash both go back to the same instant, the lines
 * since then are read again, and none is lost or counted twice.
 */
import type { EnginePart, IncidentChange } from '../../engine/index.ts';
import type { FollowTarget, StreamPosition } from '../sources/source.ts';

/** A position that knows whose it is: what becomes of a container while nobody looks is found out, or said, afterwards. */
export interface SavedPosition extends StreamPosition {
  readonly target: FollowTarget;
  /** When the container was given up (its pod went, or is not selected any more); absent while it is wanted. */
  readonly leftAtMs?: number | undefined;
}

/** Neither given up nor pushed. */
export function isBeingFetched({ leftAtMs, fetchedTo }: SavedPosition): boolean {
  return leftAtMs === undefined && fetchedTo === undefined;
}

export interface Checkpoint {
  readonly parts: readonly EnginePart[];
  /** Null: the stream is gone for good, forget its position. */
  readonly positions: readonly { readonly stream: string; readonly position: SavedPosition | null }[];
  readonly changes: readonly IncidentChange[];
  /** Parts and positions are all there are: whatever else the store holds of the detector is out of date. */
  readonly isWhole?: boolean;
}

/** Where a pipeline is saved to and comes from; `app.ts` fills it with the store and the notifier. */
export interface Persistence {
  load(detector: string): Promise<{ readonly parts: readonly EnginePart[]; readonly positions: ReadonlyMap<string, SavedPosition> }>;
  /** The ends of all incidents that are open, for a detector whose state is given up; `sentence` is told in their threads. */
  closeOpen(detector: string, sentence: string, nowMs: number): readonly IncidentChange[];
  /** All or nothing, incident changes included. */
  save(detector: string, checkpoint: Checkpoint): Promise<void>;
  /** The detectors of which anything is kept. */
  detectors(): Promise<readonly string[]>;
  /** Forgets everything of a deleted detector. */
  remove(detector: string): Promise<void>;
}

/** Collects what is to be saved, and keeps it when a save fails, newest value of each part and position winning. */
export interface CheckpointQueue {
  add(checkpoint: Checkpoint): void;
  readonly isEmpty: boolean;
  readonly hasChanges: boolean;
  /** Saves what has been collected; on an error everything stays collected and the error is thrown. True: it was all there is. */
  flush(save: (checkpoint: Checkpoint) => Promise<void>): Promise<boolean>;
}

/** More incident changes than this while the store is away are folded into the newest of each incident. */
const foldChangesAbove = 200;

export function createCheckpointQueue(): CheckpointQueue {
  const parts = new Map<string, EnginePart>();
  const positions = new Map<string, SavedPosition | null>();
  let changes: IncidentChange[] = [];
  let isWhole = false;
  return {
    add(checkpoint) {
      isWhole ||= checkpoint.isWhole === true;
      for (const part of checkpoint.parts) parts.set(part.part, part);
      for (const { stream, position } of checkpoint.positions) positions.set(stream, position);
      changes.push(...checkpoint.changes);
      if (changes.length > foldChangesAbove) changes = foldByIncident(changes);
    },
    get isEmpty() {
      return parts.size === 0 && positions.size === 0 && changes.length === 0;
    },
    get hasChanges() {
      return changes.length > 0;
    },
    async flush(save) {
      const savedParts = [...parts.values()];
      const savedPositions = [...positions].map(([stream, position]) => ({ stream, position }));
      const savedChanges = changes.length;
      const savedWhole = isWhole;
      isWhole = false;
      try {
        await save({ parts: savedParts, positions: savedPositions, changes: changes.slice(), isWhole: savedWhole });
      } catch (error) {
        isWhole ||= savedWhole;
        throw error;
      }
      // What was replaced while the save was under way has another value by now and stays.
      for (const part of savedParts) if (parts.get(part.part) === part) parts.delete(part.part);
      for (const { stream, position } of savedPositions) if (positions.get(stream) === position) positions.delete(stream);
      changes = changes.slice(savedChanges);
      return savedWhole;
    },
  };
}

function foldByIncident(changes: readonly IncidentChange[]): IncidentChange[] {
  const byIncident = new Map<string, IncidentChange>();
  for (const change of changes) {
    const before = byIncident.get(change.incident.id);
    byIncident.set(change.incident.id, {
      type: before?.type === 'opened' && change.type === 'updated' ? 'opened' : change.type,
      incident: change.incident,
      news: [...(before?.news ?? []), ...change.news].slice(-20),
    });
  }
  return [...byIncident.values()];
}

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unexpected';
}
