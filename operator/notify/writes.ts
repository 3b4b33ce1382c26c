/** What a plan puts into the store and what it deletes there. */
import { encode } from '../store/record.ts';
import { keys, type Mutation } from '../store/store.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Memory, Stage } from './memory.ts';
import { planPruning } from './prune.ts';

export function mutationsOf(stage: Stage): readonly Mutation[] {
  const incidents = [...stage.incidents.values()].filter((record) => record !== null);
  const posts = [...stage.posts.values()].filter((record) => record !== null);
  return [
    ...[...stage.revisions].map(([detector, record]) => ({ put: keys.revisions(detector), value: encode(record) })),
    ...incidents.map((record) => ({ put: keys.incident(record.detector, record.incident.id), value: encode(record) })),
    ...posts.map((record) => ({ put: keys.post(record.id), value: encode(record) })),
  ];
}

/** Forgets what is oldest, in the stage as well. */
export function prune(
  { memory, now, telemetry }: { readonly memory: Memory; readonly now: () => number; readonly telemetry: Telemetry },
  stage: Stage,
): readonly Mutation[] {
  const { incidents, posts } = planPruning(memory, new Set([...stage.incidents.keys(), ...stage.posts.keys()]), now());
  const deletions = [...incidents.flatMap((key) => forgetIncident(memory, key)), ...posts.flatMap(forgetPost)];
  for (const key of incidents) stage.incidents.set(key, null);
  for (const id of posts) stage.posts.set(id, null);
  if (deletions.length > 0) telemetry.emit('PostsPruned', { records: incidents.length + posts.length });
  return deletions;
}

function forgetIncident(memory: Memory, key: string): readonly Mutation[] {
  const record = memory.incidents.get(key);
  if (!record) return [];
  const { detector, incident } = record;
  return [keys.incident, keys.marks, keys.remedies, keys.summary, keys.told].map((keyOf) => ({ delete: keyOf(detector, incident.id) }));
}

export function forgetPost(id: string): readonly Mutation[] {
  return [{ delete: keys.post(id) }, { delete: keys.delivery(id) }];
}
