/** Sign-in by a Kubernetes bearer token: the API server says whose it is, and which namespaces' LogDetectors they may get and patch. */
import type { Granted, Person } from './access.ts';

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
  /** SubjectAccessReview: may they do this with LogDetectors of the namespace, or, without one, of all. */
  may(person: Person, verb: 'get' | 'patch', namespace: string | null): Promise<boolean>;
}

/** Two questions each, at a sign-in. */
const namespacesAskedAtMost = 500;
const askedAtOnce = 10;

/**
 * Who may get LogDetectors of a namespace sees it; who may patch them may change what their patterns and models are, as that is what they could do
 * anyway. `namespaces`: those there are LogDetectors in.
 */
export async function grantedTo(reviewer: Reviewer, person: Person, namespaces: readonly string[]): Promise<Granted> {
  const see = await namespacesFor(reviewer, person, 'get', namespaces);
  const change = await namespacesFor(reviewer, person, 'patch', see.includes('*') ? namespaces : see);
  return { see, change };
}

async function namespacesFor(
  reviewer: Reviewer,
  person: Person,
  verb: 'get' | 'patch',
  namespaces: readonly string[],
): Promise<readonly string[]> {
  if (await reviewer.may(person, verb, null)) return ['*'];
  const asked = [...new Set(namespaces)].toSorted().slice(0, namespacesAskedAtMost);
  const granted: string[] = [];
  for (let at = 0; at < asked.length; at += askedAtOnce) {
    const some = asked.slice(at, at + askedAtOnce);
    const answers = await Promise.all(some.map((namespace) => reviewer.may(person, verb, namespace)));
    granted.push(...some.filter((_, index) => answers[index]));
  }
  return granted;
}
