/** What a pipeline, a person or a flag service tells: deployments, changes of code or configuration, flags, and who calls whom. Pure. */
import { readRecorded } from '../../api/recording.ts';
import type { Observation } from '../../engine/index.ts';
import { BodyError, Collected, isFields, objectsOf, textOf, type Fields, type Reading } from './reader.ts';

const taken = ['change', 'flag', 'rollout', 'edge'] as const;
/** In characters; whole files are not what a diff is for. */
const textAtMost = 20_000;
const filesAtMost = 500;
const namespaceAtMost = 63;

/** One of them or a list, in the fields of a recording's line; `at` is now where it is left out. */
export function readChanges(body: unknown, nowMs: number): Reading {
  const list = Array.isArray(body) ? objectsOf(body) : isFields(body) ? [body] : [];
  if (list.length === 0) throw new BodyError(`The body must be an object, or a list of objects, with a "type": ${taken.join(', ')}.`);
  const collected = new Collected(nowMs);
  for (const [index, fields] of list.entries()) {
    const observation = observationOf(fields, nowMs);
    // A pipeline is told at once that it says it wrongly: nobody reads counters of it.
    if (observation === null)
      throw new BodyError(`Entry ${index + 1} is no ${taken.join(', ')} with the fields that docs/evidence.md lists.`);
    collected.add(textOf(fields['namespace'], namespaceAtMost) ?? null, observation);
  }
  return collected;
}

function observationOf(fields: Fields, nowMs: number): Observation | null {
  const bounded = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, boundedOf(value)]));
  const text = JSON.stringify({ at: new Date(nowMs).toISOString(), ...bounded });
  try {
    const recorded = readRecorded(text);
    return isTaken(recorded) ? recorded : null;
  } catch {
    return null;
  }
}

function isTaken(recorded: ReturnType<typeof readRecorded>): recorded is Extract<Observation, { type: (typeof taken)[number] }> {
  return taken.some((type) => type === recorded.type);
}

function boundedOf(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, textAtMost);
  return Array.isArray(value) ? value.slice(0, filesAtMost) : value;
}
