/** In which namespaces somebody may see or change LogDetectors, by SubjectAccessReview; kept briefly, so that a busy channel asks once. */
import type { AccessRequest } from '../../api/contract.ts';

/** In place of the name of a change: all of them, as who may patch the LogDetectors themselves. */
export const everyChange = '*';

/** What is asked of the API server; `app.ts` fills it. */
export interface RightsReviewer {
  /** Of the namespace; null: of all of them; `cluster:`: of ClusterLogDetectors. */
  mayUse(person: AccessRequest, namespace: string | null): Promise<boolean>;
}

export interface PeopleAccess {
  /** Rejects with what the API server said; that is not kept. */
  namespacesOf(request: AccessRequest, existing: readonly string[]): Promise<readonly string[]>;
}

/** What is taken away in Kubernetes is gone after this. */
const keptForMs = 30_000;
const keptAtMost = 1000;
const namespacesAtMost = 500;
const askedAtOnce = 10;
const ofCluster = 'cluster:';

export function createPeopleAccess(reviewer: RightsReviewer, now: () => number): PeopleAccess {
  const known = new Map<string, { readonly answer: Promise<readonly string[]>; readonly atMs: number }>();
  return {
    async namespacesOf(request, existing) {
      const asked = [...new Set(existing)].toSorted();
      const key = JSON.stringify([request.user, request.groups, request.change, asked]);
      const cached = known.get(key);
      if (cached && now() - cached.atMs < keptForMs) return await cached.answer;
      if (known.size >= keptAtMost) known.clear();
      const answer = namespacesFor(reviewer, request, asked);
      known.set(key, { answer, atMs: now() });
      try {
        return await answer;
      } catch (error) {
        if (known.get(key)?.answer === answer) known.delete(key);
        throw error;
      }
    },
  };
}

/** Asked anew each time; `*` where it is all of them, those of the cluster too. */
export async function namespacesFor(
  reviewer: RightsReviewer,
  person: AccessRequest,
  existing: readonly string[],
): Promise<readonly string[]> {
  const [everywhere, cluster] = await Promise.all([reviewer.mayUse(person, null), reviewer.mayUse(person, ofCluster)]);
  if (everywhere && cluster) return ['*'];
  const granted = cluster ? [ofCluster] : [];
  const namespaces = existing.filter((namespace) => namespace !== ofCluster);
  if (everywhere) return [...namespaces, ...granted];
  for (let at = 0; at < Math.min(namespaces.length, namespacesAtMost); at += askedAtOnce) {
    const some = namespaces.slice(at, Math.min(at + askedAtOnce, namespacesAtMost));
    const answers = await Promise.all(some.map((namespace) => reviewer.mayUse(person, namespace)));
    granted.push(...some.filter((_, place) => answers[place]));
  }
  return granted;
}
