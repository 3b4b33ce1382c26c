/** Clusters keep identity and name over trainings: a new one is the old one that most of its members were in. */
import { hash64 } from '../math.ts';

export interface Unnumbered {
  readonly name: string | null;
  /** Texts of the members; the first in order names a cluster without a name. */
  readonly texts: readonly string[];
  /** Names that members have by their own words. */
  readonly ownNames: ReadonlySet<string | null>;
}

export interface Known {
  readonly id: string;
  readonly name: string | null;
}

/** Id and name of each cluster, in their order; `before` tells where a text was in the last training, null without one. */
export function identify(clusters: readonly Unnumbered[], before: (text: string) => Known | null): readonly Known[] {
  const claims = clusters.flatMap((cluster, at) => {
    const claim = claimOf(cluster, before);
    return claim === null ? [] : [{ ...claim, at }];
  });
  const kept = new Map<number, Known>();
  const taken = new Set<string>();
  for (const { at, known } of claims.toSorted((a, b) => b.members - a.members || a.at - b.at)) {
    if (taken.has(known.id)) continue;
    taken.add(known.id);
    kept.set(at, known);
  }
  const names = new Set(clusters.map(({ name }) => name));
  return clusters.map((cluster, at) => {
    const known = kept.get(at);
    if (known === undefined) return { id: freshId(cluster, taken), name: cluster.name };
    // A name that members still bear outlives a change of who is in the majority, unless another cluster has it now.
    const keeps = known.name !== null && cluster.ownNames.has(known.name) && !names.has(known.name);
    return { id: known.id, name: keeps ? known.name : cluster.name };
  });
}

/** The cluster that at least half of the members were in. */
function claimOf(
  { texts }: Unnumbered,
  before: (text: string) => Known | null,
): { readonly known: Known; readonly members: number } | null {
  const votes = new Map<string, { readonly known: Known; members: number }>();
  for (const text of texts) {
    const known = before(text);
    if (known === null) continue;
    const vote = votes.get(known.id) ?? { known, members: 0 };
    vote.members += 1;
    votes.set(known.id, vote);
  }
  const [first] = [...votes.values()].toSorted((a, b) => b.members - a.members || (a.known.id < b.known.id ? -1 : 1));
  return first !== undefined && first.members * 2 >= texts.length ? first : null;
}

function freshId({ name, texts }: Unnumbered, taken: Set<string>): string {
  const seed = name ?? texts.toSorted()[0] ?? '';
  let id = idOf(seed);
  for (let turn = 2; taken.has(id); turn += 1) id = idOf(`${seed} ${turn}`);
  taken.add(id);
  return id;
}

/** What a cluster of this name is called when nobody has claimed another id. */
export function idOf(name: string): string {
  return hash64(name).slice(0, 8);
}
