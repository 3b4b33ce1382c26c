/** What the replicas share of the dashboard, in the store: who is signed in, a key, and where the replica that leads is to be reached. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { ViewerSchema } from '../../../api/contract.ts';
import { decode, encode, listAll } from '../../store/record.ts';
import { keys, type Mutation, type Store } from '../../store/store.ts';
import type { Telemetry } from '../../telemetry.ts';
import { createSessions, type Session, type Sessions } from './sessions.ts';

export interface Shared {
  readonly sessions: Sessions;
  /** Known to the replicas alone; for what a page must show to be one of ours, and for what one replica hands on to another. */
  readonly key: () => string;
  /** To be called when leadership begins, with its term. Throws what the store throws. */
  begin(term: number): Promise<void>;
  /** Of the replica that leads; null: it has not said. */
  leader(): Promise<LeaderPlace | null>;
}

export interface LeaderPlace {
  /** `http://10.1.2.3:8082`; null: it cannot be reached from outside of its pod. */
  readonly url: string | null;
  readonly key: string;
}

export interface SharedOptions {
  readonly store: Store;
  /** Of this replica, as others reach it. */
  readonly url: string | null;
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

const LeaderSchema = z.object({ formatVersion: z.literal(1), url: z.string().nullable(), key: z.string().min(20) });
const SessionSchema = z.object({
  formatVersion: z.literal(1),
  openedAtMs: z.number(),
  session: z.object({
    person: z.object({ user: z.string(), groups: z.array(z.string()) }),
    method: ViewerSchema.shape.method,
    granted: z.object({
      see: z.array(z.string()),
      change: z.array(z.string()),
      // Absent in what an older release kept.
      single: ViewerSchema.shape.changes.default([]),
    }),
    csrf: z.string(),
    endsAtMs: z.number(),
  }),
});
/** The leader changes rarely, and a wrong place costs one try. */
const placeForMs = 1000;

export function createShared({ store, url, now, telemetry }: SharedOptions): Shared {
  let key = randomBytes(32).toString('base64url');
  let own = { term: 0 };
  let known: { readonly place: LeaderPlace | null; readonly atMs: number } | null = null;
  /** Whoever signs in while the store is in trouble is signed in all the same, on this replica. */
  const write = async (mutation: Mutation): Promise<void> => {
    await store.write([mutation], own).catch((error: unknown) => {
      telemetry.emit('UnexpectedError', { where: 'keeping a session of the dashboard', message: String(error).slice(0, 500) });
    });
  };
  const sessions = createSessions(now, {
    put: (digest, session) => write({ put: keys.session(digest), value: encode({ formatVersion: 1, openedAtMs: now(), session }) }),
    delete: (digest) => write({ delete: keys.session(digest) }),
  });
  return {
    sessions,
    key: () => key,
    async begin(term) {
      own = { term };
      key = (await readLeader(store))?.key ?? key;
      const { kept, over } = await readSessions(store, now());
      sessions.restore(kept);
      const place = { put: keys.dashboardLeader, value: encode({ formatVersion: 1, url, key }) };
      await store.write([place, ...over.map((one) => ({ delete: one }))], own);
    },
    async leader() {
      if (known === null || now() - known.atMs >= placeForMs) known = { place: await readLeader(store), atMs: now() };
      return known.place;
    },
  };
}

async function readLeader(store: Store): Promise<LeaderPlace | null> {
  const bytes = await store.get(keys.dashboardLeader);
  return bytes && decode(LeaderSchema, bytes);
}

async function readSessions(store: Store, nowMs: number) {
  const kept: { readonly digest: string; readonly openedAtMs: number; readonly session: Session }[] = [];
  const over: string[] = [];
  for await (const { key, value } of listAll(store, keys.session(''))) {
    const read = decode(SessionSchema, value);
    // What cannot be read costs somebody a sign-in.
    if (read === null || read.session.endsAtMs <= nowMs) over.push(key);
    else kept.push({ ...read, digest: key.slice(keys.session('').length) });
  }
  const sorted = kept.toSorted((a, b) => a.openedAtMs - b.openedAtMs);
  return { over, kept: sorted.map(({ digest, session }) => [digest, session] as const) };
}
