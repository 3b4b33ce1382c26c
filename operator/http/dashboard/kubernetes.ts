/** Sign-in by a Kubernetes identity: the API server says whose it is, and what they may see and change, by the same rights as in Slack. */
import { grantable } from '../../../api/contract.ts';
import { everyChange, namespacesFor, type RightsReviewer } from '../access.ts';
import type { ChangeRight, Granted, Person } from './access.ts';

export interface SignInRequest {
  readonly signerName: string;
  /** The annotation that names the namespace of the operator for which it was made. */
  readonly meantFor: string;
}

/** What is asked of the API server; `app.ts` fills it. */
export interface Reviewer extends RightsReviewer {
  /** TokenReview. Null: the token is of nobody, has expired, or is made for other audiences. */
  reviewToken(token: string, audiences: readonly string[]): Promise<Person | null>;
  /** Who made the request for a certificate of this name for this signer, as the API server wrote it down. Null: there is none. */
  readRequest(name: string, kind: SignInRequest): Promise<Person | null>;
  /** Denies it, so that it does not wait for anybody and is cleaned away. */
  denyRequest(name: string): Promise<void>;
}

/** Of so many namespaces single changes are asked for, each by itself. */
const singlesAskedAtMost = 50;
/** The page has no button for it. */
const onlyInSlack: ReadonlySet<string> = new Set(['remedy']);
/** Who may do it may undo it. */
const undoing: Readonly<Record<string, readonly string[]>> = { mute: ['unmute'], snooze: ['wake'], subscribe: ['unsubscribe'] };

/** Asked at a sign-in. `namespaces`: those there are LogDetectors in. */
export async function grantedTo(reviewer: Reviewer, { user, groups }: Person, namespaces: readonly string[]): Promise<Granted> {
  const existing = [...new Set(namespaces)].toSorted();
  const granted = (change: string | null, of: readonly string[]) => namespacesFor(reviewer, { user, groups: [...groups], change }, of);
  const see = await granted(null, existing);
  const seen = see.includes('*') ? existing : see;
  if (seen.length === 0 && see.length === 0) return { see, change: [], single: [] };
  const change = await granted(everyChange, seen);
  if (change.includes('*')) return { see, change, single: [] };
  const left = seen.filter((namespace) => !change.includes(namespace)).slice(0, singlesAskedAtMost);
  const asked = grantable.filter((name) => !onlyInSlack.has(name));
  const single = await Promise.all(
    asked.map(async (name): Promise<ChangeRight> => {
      return { commands: [name, ...(undoing[name] ?? [])], namespaces: [...(await granted(name, left))] };
    }),
  );
  return { see, change, single: single.filter((right) => right.namespaces.length > 0) };
}
