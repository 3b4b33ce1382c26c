/**
 * Who is signed in. A session is known by its random name, which nobody but the browser has: only digests of the names are kept. The replicas share
 * them, so that neither a restart nor another leader asks people to sign in anew; signing out ends one for good.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Viewer } from '../../../api/contract.ts';
import type { Granted, Person } from './access.ts';

export interface Session {
  readonly person: Person;
  readonly method: Viewer['method'];
  /** What the way of signing in has granted by itself; what the configuration grants is looked up at every request. */
  readonly granted: Granted;
  /** To be sent back with whatever changes something; a page of another origin cannot know it. */
  readonly csrf: string;
  readonly endsAtMs: number;
}

export interface Sessions {
  /** The name to be put into the cookie, once the session is kept. */
  open(session: Omit<Session, 'csrf'>): Promise<{ readonly name: string; readonly session: Session }>;
  of(name: string | null): Session | null;
  close(name: string | null): Promise<void>;
  /** Takes over what another leader has kept, by digest, the oldest first. */
  restore(kept: Iterable<readonly [string, Session]>): void;
}

/** Where sessions outlive the process; neither of them throws. */
export interface SessionKeeper {
  put(digest: string, session: Session): Promise<void>;
  delete(digest: string): Promise<void>;
}

/** The oldest makes room: a thousand people at once are more than look at one. */
const sessionsAtMost = 1000;

export function createSessions(now: () => number, keeper: SessionKeeper): Sessions {
  let sessions = new Map<string, Session>();
  const drop = async (key: string): Promise<void> => {
    if (sessions.delete(key)) await keeper.delete(key);
  };
  return {
    async open(opened) {
      const name = randomBytes(32).toString('base64url');
      const session = { ...opened, csrf: randomBytes(24).toString('base64url') };
      sessions.set(digest(name), session);
      await keeper.put(digest(name), session);
      const [oldest] = sessions.keys();
      if (sessions.size > sessionsAtMost && oldest !== undefined) await drop(oldest);
      return { name, session };
    },
    of(name) {
      if (name === null) return null;
      const key = digest(name);
      const session = sessions.get(key);
      if (session === undefined || session.endsAtMs > now()) return session ?? null;
      void drop(key);
      return null;
    },
    close: async (name) => (name === null ? undefined : await drop(digest(name))),
    restore(kept) {
      sessions = new Map([...kept].slice(-sessionsAtMost));
    },
  };
}

function digest(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}
