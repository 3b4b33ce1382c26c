/** The contract of an inlet's readers: a body that somebody sent becomes observations. Pure, and nothing in a body is believed. */
import type { Observation } from '../../engine/index.ts';

export interface Told {
  /** Null: whoever sent it did not say. */
  readonly namespace: string | null;
  readonly observation: Observation;
}

export interface Reading {
  readonly told: readonly Told[];
  /** Why something of the body is not used -> how many. */
  readonly ignored: ReadonlyMap<string, number>;
}

/** Throws a `BodyError` when the body as a whole is not what it should be. */
export type Reader = (body: unknown, nowMs: number) => Reading;

/** Its message is a sentence for whoever sent the body. */
export class BodyError extends Error {}

/** What is older explains nothing that happens now. */
const oldestForMs = 60 * 60_000;

export class Collected implements Reading {
  readonly told: Told[] = [];
  readonly ignored = new Map<string, number>();
  private readonly nowMs: number;

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  /** A clock that is ahead does not carry the engine's along; what is an hour old is ignored. */
  add(namespace: string | null, observation: Observation): void {
    if (observation.atMs < this.nowMs - oldestForMs) this.ignore('older than an hour');
    else this.told.push({ namespace, observation: { ...observation, atMs: Math.min(observation.atMs, this.nowMs) } });
  }

  ignore(why: string, count = 1): void {
    this.ignored.set(why, (this.ignored.get(why) ?? 0) + count);
  }
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; whatever else it holds is left out. */
export function objectsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The beginning of a text that says something; undefined for anything else. */
export function textOf(value: unknown, atMost: number): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, atMost) : undefined;
}
