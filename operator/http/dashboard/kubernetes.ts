/** Sign-in by a Kubernetes bearer token: the API server says whose it is, and which namespaces' LogDetectors they may get. */
import type { Person } from './access.ts';

export interface SignInRequest {
  readonly signerName: string;
  /** The annotation that names the namespace of the operator for which it was made. */
  readonly meantFor: string;
}

/** What is asked of the API server; `app.ts` fills it. */
export interface Reviewer {
  /** TokenReview. Null: the token is of nobody, has expired, or is made for other audiences. */
  reviewToken(token: string, audiences: readonly string[]): Promise<Person | null>;
  /** Who made the request for a certificate of this name for this signer, as the API server wrote it down. Null: there is none. */
  readRequest(name: string, kind: SignInRequest): Promise<Person | null>;
  /** Denies it, so that it does not wait for anybody and is cleaned away. */
  denyRequest(name: string): Promise<void>;
  /** SubjectAccessReview: may they get LogDetectors of the namespace, or, without one, of all. */
  mayRead(person: Person, namespace: string | null): Promise<boolean>;
}

/** One question each, at a sign-in. */
const namespacesAskedAtMost = 500;
const askedAtOnce = 10;

/** `namespaces`: those there are LogDetectors in. */
export async function readableNamespaces(reviewer: Reviewer, person: Person, namespaces: readonly string[]): Promise<readonly string[]> {
  if (await reviewer.mayRead(person, null)) return ['*'];
  const asked = [...new Set(namespaces)].toSorted().slice(0, namespacesAskedAtMost);
  const readable: string[] = [];
  for (let at = 0; at < asked.length; at += askedAtOnce) {
    const some = asked.slice(at, at + askedAtOnce);
    const answers = await Promise.all(some.map((namespace) => reviewer.mayRead(person, namespace)));
    readable.push(...some.filter((_, index) => answers[index]));
  }
  return readable;
}
