/** From the store into memory, when leadership begins, and back when the store has lost it. */
import type { z } from 'zod';
import { decode, encode, listAll } from '../store/record.ts';
import type { Mutation, Store } from '../store/store.ts';
import type { Telemetry } from '../telemetry.ts';
import { incidentKey, type Memory } from './memory.ts';
import {
  AnnouncedRecordSchema,
  CurationRecordSchema,
  DeliveryRecordSchema,
  IncidentRecordSchema,
  MarksRecordSchema,
  PageRecordSchema,
  PostRecordSchema,
  RemediesRecordSchema,
  RevisionsRecordSchema,
  SummaryRecordSchema,
  ToldRecordSchema,
} from './records.ts';

/** Throws what the store throws. A record that is not understood is left out and reported; the others still count. */
export async function restoreMemory(store: Store, memory: Memory, telemetry: Telemetry): Promise<void> {
  const read = <T>(prefix: string, schema: z.ZodType<T>) => readAll(store, prefix, schema, telemetry);
  const [incidents, posts, deliveries, marks, pages, announced, remedies, curations, summaries, revisions, told] = await Promise.all([
    read('incident/', IncidentRecordSchema),
    read('post/', PostRecordSchema),
    read('delivery/', DeliveryRecordSchema),
    read('marks/', MarksRecordSchema),
    read('page/', PageRecordSchema),
    read('announced/', AnnouncedRecordSchema),
    read('remedies/', RemediesRecordSchema),
    read('curation/', CurationRecordSchema),
    read('summary/', SummaryRecordSchema),
    read('revisions/', RevisionsRecordSchema),
    read('told/', ToldRecordSchema),
  ]);
  for (const map of Object.values(memory)) map.clear();
  for (const record of incidents.values()) memory.incidents.set(incidentKey(record.detector, record.incident.id), record);
  for (const record of posts.values()) memory.posts.set(record.id, record);
  for (const [id, record] of deliveries) if (memory.posts.has(id)) memory.deliveries.set(id, record);
  const ofIncidents = (key: string): boolean => memory.incidents.has(key);
  fill(memory.marks, marks, ofIncidents);
  fill(memory.remedies, remedies, ofIncidents);
  fill(memory.summaries, summaries, ofIncidents);
  fill(memory.told, told, ofIncidents);
  fill(memory.pages, pages);
  fill(memory.curations, curations);
  fill(memory.announced, announced);
  fill(memory.revisions, revisions);
}

function fill<T>(map: Map<string, T>, records: ReadonlyMap<string, T>, isWanted: (key: string) => boolean = () => true): void {
  for (const [key, record] of records) if (isWanted(key)) map.set(key, record);
}

/** Of the records that are kept; the keys of the maps are what stands behind it. */
const prefixes: Readonly<Record<Exclude<keyof Memory, 'announcements' | 'silences'>, string>> = {
  incidents: 'incident/',
  posts: 'post/',
  deliveries: 'delivery/',
  marks: 'marks/',
  pages: 'page/',
  remedies: 'remedies/',
  curations: 'curation/',
  summaries: 'summary/',
  announced: 'announced/',
  revisions: 'revisions/',
  told: 'told/',
};

/** All that is in memory, in the place of whatever the store has. */
export function allRecords(memory: Memory): readonly Mutation[] {
  const { announcements: _, silences: _of, ...kept } = memory;
  const maps: readonly (readonly [string, ReadonlyMap<string, object>])[] = Object.entries(kept);
  const named = new Map(Object.entries(prefixes));
  return maps.flatMap(([name, records]) => {
    const prefix = named.get(name);
    if (prefix === undefined) return [];
    return [{ deletePrefix: prefix }, ...[...records].map(([key, record]) => ({ put: `${prefix}${key}`, value: encode(record) }))];
  });
}

/** By the rest of the key behind the prefix. */
async function readAll<T>(store: Store, prefix: string, schema: z.ZodType<T>, telemetry: Telemetry): Promise<ReadonlyMap<string, T>> {
  const records = new Map<string, T>();
  for await (const { key, value } of listAll(store, prefix)) {
    const record = decode(schema, value);
    if (record !== null) records.set(key.slice(prefix.length), record);
    else telemetry.emit('UnexpectedError', { where: 'notify.restore', key, message: 'The record is not understood and is left out.' });
  }
  return records;
}
