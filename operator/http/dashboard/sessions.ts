/**
 * Who is signed in. A session lies in memory, the browser has nothing but its random name: signing out ends it for good, and a restart or another
 * leader asks people to sign in anew. Only digests of the names are kept.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Viewer } from '../../../api/contract.ts';
import type { Person } from './access.ts';

export interface Session {
  readonly person: Person;
  readonly method: Viewer['method'];
  /** What the way of signing in has granted by itself; what the configuration grants is looked up at every request. */
  readonly granted: readonly string[];
  /** To be sent back with whatever changes something; a page of another origin cannot know it. */
  readonly csrf: string;
  readonly endsAtMs: number;
}

export interface Sessions {
  /** The name to be put into the cookie. */
  open(session: Omit<Session, 'csrf'>): { readonly name: string; readonly session: Session };
  of(name: string | null): Session | null;
  close(name: string | null): void;
}

/** The oldest makes room: a thousand people at once are more than look at one. */
const sessionsAtMost = 1000;

export function createSessions(now: () => number): Sessions {
  const sessions = new Map<string, Session>();
  return {
    open(opened) {
      const name = randomBytes(32).toString('base64url');
      const session = { ...opened, csrf: randomBytes(24).toString('base64url') };
      sessions.set(digest(name), session);
      const [oldest] = sessions.keys();
      if (sessions.size > sessionsAtMost && oldest !== undefined) sessions.delete(oldest);
      return { name, session };
    },
    of(name) {
      if (name === null) return null;
      const key = digest(name);
      const session = sessions.get(key);
      if (session === undefined || session.endsAtMs > now()) return session ?? null;
      sessions.delete(key);
      return null;
    },
    close(name) {
      if (name !== null) sessions.delete(digest(name));
    },
  };
}

function digest(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}
