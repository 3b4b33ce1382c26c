/** The engine's state as named parts, small where little changes: one a workload, one an hour of its counts, one for what all share. */
import type { Redactor } from './redact/redact.ts';
import type { Troubles } from './troubles.ts';
import type { WorkloadState } from './workload-state.ts';
import { Workload } from './workload.ts';

export interface EnginePart {
  readonly part: string;
  /** Null: delete it. */
  readonly bytes: Uint8Array | null;
}

export interface SharedState {
  readonly incidents: unknown;
  readonly troubles: ReturnType<Troubles['snapshot']>;
  /** Not there in what earlier releases saved. */
  readonly doctor?: unknown;
  readonly objectives?: unknown;
}

export interface RestoredParts {
  readonly shared: SharedState | null;
  readonly workloads: readonly { readonly part: string; readonly state: WorkloadState }[];
  readonly hours: readonly { readonly workload: string; readonly hour: number; readonly counts: readonly number[] }[];
}

export interface Parts {
  /** What changed since the last call, or everything; of workloads for which only quiet minutes passed, those that were last saved a while ago. */
  collect(workloads: Iterable<Workload>, shared: SharedState, about: Collection): readonly EnginePart[];
  /** All parts of the workload are to be deleted. */
  forget(workload: string): void;
  /** Parts that are stored already, as `readParts` was given them. */
  adopt(parts: readonly EnginePart[]): void;
}

interface Collection {
  readonly extent: 'changed' | 'whole';
  readonly nowMs: number;
}

/** Quiet workloads are saved this often. */
const saveQuietEveryMs = 300_000;
/** 3 knows seasons of load and pauses in lines; a state of 2 is read, and learns them anew. */
const formatVersion = 3;
/** Formats of saved states that are read, the one that is written last. */
export const readableFormats: readonly number[] = [2, formatVersion];
const sharedPart = 'shared';

export function createParts(): Parts {
  const stored = new Set<string>();
  const deleted = new Set<string>();
  const savedAtMs = new Map<string, number>();
  let sharedText = '';

  function put(part: string, value: unknown): EnginePart {
    stored.add(part);
    deleted.delete(part);
    return { part, bytes: encode(value) };
  }

  function remove(part: string): void {
    if (stored.delete(part)) deleted.add(part);
  }

  /** What a quiet minute taught is soon learned again; that a steady workload went quiet is news. */
  function isDue(workload: Workload, nowMs: number): boolean {
    if (workload.isChanged || !workload.hasAged) return workload.isChanged;
    const sinceMs = nowMs - (savedAtMs.get(workload.id) ?? Number.NEGATIVE_INFINITY);
    const isRecent = sinceMs >= 0 && sinceMs < saveQuietEveryMs;
    return !(isRecent && workload.isQuiet(nowMs) && !workload.isSteady(nowMs));
  }

  return {
    collect(workloads, shared, { extent, nowMs }) {
      const parts: EnginePart[] = [];
      const isWhole = extent === 'whole';
      for (const workload of workloads) {
        if (!isWhole && !isDue(workload, nowMs)) continue;
        savedAtMs.set(workload.id, nowMs);
        if (isWhole) workload.window.changeAllHours();
        parts.push(put(partOf(workload.id), workload.snapshot()));
        for (const { hour, state } of workload.window.takeChangedHours()) {
          if (state) parts.push(put(hourPartOf(workload.id, hour), state));
          else remove(hourPartOf(workload.id, hour));
        }
      }
      const text = JSON.stringify(shared);
      if (isWhole || text !== sharedText) parts.push(put(sharedPart, shared));
      // An equal text that was held for long costs no more; the new one would be moved to where only a full collection frees it.
      if (text !== sharedText) sharedText = text;
      for (const part of deleted) parts.push({ part, bytes: null });
      deleted.clear();
      return parts;
    },
    forget(workload) {
      savedAtMs.delete(workload);
      for (const part of stored) if (part === partOf(workload) || part.startsWith(`${hourPrefix}${nameOf(workload)}:`)) remove(part);
    },
    adopt(parts) {
      stored.clear();
      deleted.clear();
      savedAtMs.clear();
      for (const { part, bytes } of parts) if (bytes) stored.add(part);
    },
  };
}

/** Reads all parts before anything is used; throws an Error with a sentence that names the part that cannot be read. */
export function readParts(parts: readonly EnginePart[]): RestoredParts {
  let shared: SharedState | null = null;
  const workloads: RestoredParts['workloads'][number][] = [];
  const hours: RestoredParts['hours'][number][] = [];
  for (const { part, bytes } of parts) {
    if (!bytes) continue;
    const hourOf = splitHour(part);
    if (part === sharedPart) shared = decode(part, bytes);
    else if (part.startsWith(workloadPrefix)) workloads.push({ part, state: decode(part, bytes) });
    else if (hourOf) hours.push({ ...hourOf, counts: decode(part, bytes) });
    else throw new Error(`The saved state has a part "${part}" that this version does not know; a newer version wrote it.`);
  }
  return { shared, workloads, hours };
}

/** A workload out of its part; throws an Error with a sentence that names the part. */
export function openWorkload({ part, state }: RestoredParts['workloads'][number], redactor: Pick<Redactor, 'redact' | 'find'>): Workload {
  try {
    const workload = new Workload(state.ref, redactor);
    workload.restore(state);
    return workload;
  } catch (error) {
    throw new Error(`The saved part "${part}" is damaged: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

const workloadPrefix = 'workload:';
const hourPrefix = 'minutes:';

function partOf(workload: string): string {
  return `${workloadPrefix}${nameOf(workload)}`;
}

function hourPartOf(workload: string, hour: number): string {
  return `${hourPrefix}${nameOf(workload)}:${hour}`;
}

function splitHour(part: string): { readonly workload: string; readonly hour: number } | null {
  const match = /^minutes:(.+):(\d+)$/.exec(part);
  return match?.[1] === undefined ? null : { workload: match[1].replaceAll(':', '/'), hour: Number(match[2]) };
}

/** `/` separates the keys of the store. */
function nameOf(workload: string): string {
  return workload.replaceAll('/', ':');
}

function encode(state: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ formatVersion, state }));
}

type Json = ReturnType<typeof JSON.parse>;

/** What `encode` wrote; whether its shape is right shows when it is opened. */
function decode(part: string, bytes: Uint8Array): Json {
  const value = parse(part, bytes);
  if (!readableFormats.includes(value?.formatVersion) || value.state === undefined || value.state === null) {
    throw new Error(`The saved part "${part}" has format ${String(value?.formatVersion)}; this version reads format ${formatVersion}.`);
  }
  return value.state;
}

function parse(part: string, bytes: Uint8Array): Json {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Error(`The saved part "${part}" is damaged: it is no readable JSON.`, { cause: error });
  }
}
