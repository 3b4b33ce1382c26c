/**
 * Groups of patterns that mean the same, with names such as `database.connection_timeout`. What the taxonomy reads in a text, in five languages, decides
 * first; the rest is grouped by likeness in the latent space, without a name. A wrong name is worse than none.
 */
import { identify, idOf, type Known } from './identity.ts';
import { centerOf, dot, fitBasis, project, type Basis } from './latent.ts';
import { groupMeant } from './meant.ts';
import { nameGroup, type Member } from './naming.ts';
import { cohesion, groupPlain, guardsOf, type Point } from './plain.ts';
import { readText, type Reading } from './taxonomy.ts';
import { createWeigher, fitVocabulary, termsOf } from './tfidf.ts';

/** JSON-able; part of a model. */
export interface ClustersState {
  readonly terms: readonly string[];
  readonly idf: readonly number[];
  /** Latent directions, a row a term; absent in models made before there were any, which then group nothing by likeness. */
  readonly basis?: Basis;
  readonly clusters: readonly ClusterState[];
}

export interface ClusterState {
  /** Stays over trainings; absent in models made before there was one. */
  readonly id?: string;
  /** One of each name; null where nothing is known to be right. */
  readonly name: string | null;
  /** Patterns in it. */
  readonly size: number;
  /** What its members mean, `database/unreachable`: who means one of these belongs to it. Empty where nothing but likeness tells. */
  readonly meanings: readonly string[];
  /** Words that members without a meaning all have and whose change would change what they say. */
  readonly guards?: string;
  /** `direction, weight` of the centre of the members without a meaning. */
  readonly center: readonly (readonly [number, number])[];
}

export interface Clusters {
  /** Name of the group a text belongs to, or that its own words prove; null where neither is. */
  nameOf(text: string): string | null;
  /** Id of that group, with or without a name; null for a text that is in none. */
  idOf(text: string): string | null;
  readonly state: ClustersState;
}

export interface Counted {
  readonly text: string;
  readonly count: number;
}

/** Patterns read for a fit, the most frequent first. */
const maxTexts = 6_000;

/**
 * Equal patterns give equal groups, in whatever order they come; counts only weigh what members say, so that a busier day renames nothing. Groups that were in
 * `previous` keep id and name.
 */
export function fitClusters(patterns: readonly Counted[], seed: number, previous?: ClustersState): Clusters {
  const members = distinctTexts(patterns).map((pattern): Member => ({ ...pattern, reading: readText(pattern.text) }));
  const documents = members.map(({ reading }) => termsOf(reading));
  const vocabulary = fitVocabulary(documents);
  const weigh = createWeigher(vocabulary);
  const weighed = documents.map(weigh);
  const basis = fitBasis(weighed, vocabulary.terms.length);
  const points = members.flatMap((member, at): readonly Point[] => {
    const vector = member.reading.meaning === null ? project(weighed[at] ?? new Map(), basis) : null;
    return vector === null ? [] : [{ member, vector }];
  });
  const groups = [
    ...groupMeant(members).map(({ name, members: of }) => ({ name, members: of, points: [] as readonly Point[] })),
    ...groupPlain(points, seed).map((of) => ({ name: null, members: of.map(({ member }) => member), points: of })),
  ];
  const known = identify(
    groups.map(({ name, members: of }) => ({
      name,
      texts: of.map(({ text }) => text),
      ownNames: new Set(of.map((member) => nameGroup([member]))),
    })),
    knownBefore(previous),
  );
  const clusters = groups.map(({ members: of, points: near }, at) => toState(known[at] ?? { id: '', name: null }, of, near));
  return openClusters({ ...vocabulary, basis: clusters.some(({ center }) => center.length > 0) ? basis : [], clusters });
}

export function openClusters(state: ClustersState): Clusters {
  const find = finderOf(state);
  return {
    state,
    nameOf: (text) => find(text)?.name ?? null,
    idOf: (text) => find(text)?.id ?? null,
  };
}

/** The group a text belongs to, else the one that its own words prove. */
function finderOf(state: ClustersState): (text: string) => Known | null {
  const all = state.clusters.map((cluster) => ({ ...cluster, id: cluster.id ?? idOf(cluster.name ?? '') }));
  const meant = new Map(all.flatMap((cluster) => cluster.meanings.map((meaning) => [meaning, cluster] as const)));
  const named = new Map(all.map((cluster) => [cluster.name, cluster]));
  const { basis = [] } = state;
  const alike = all.filter(({ center }) => center.length > 0).map((cluster) => ({ cluster, center: dense(cluster.center, basis) }));
  const weigh = createWeigher(state);
  const meaning = (reading: Reading, key: string): Known | null => {
    const own = nameGroup([{ text: '', count: 1, reading }]);
    return meant.get(key) ?? (own === null ? null : (named.get(own) ?? { id: idOf(own), name: own }));
  };
  return (text) => {
    const reading = readText(text);
    if (reading.meaning !== null) return meaning(reading, reading.meaning);
    const vector = alike.length === 0 ? null : project(weigh(termsOf(reading)), basis);
    const guards = guardsOf({ reading });
    const cosines = vector === null ? [] : alike.map(({ cluster, center }) => (cluster.guards === guards ? dot(vector, center) : 0));
    const most = Math.max(...cosines);
    return most >= cohesion ? (alike[cosines.indexOf(most)]?.cluster ?? null) : null;
  };
}

function knownBefore(previous: ClustersState | undefined): (text: string) => Known | null {
  if (previous === undefined) return () => null;
  const find = finderOf(previous);
  const ids = new Set(previous.clusters.map(({ id }) => id));
  return (text) => {
    const known = find(text);
    return known !== null && ids.has(known.id) ? known : null;
  };
}

function toState({ id, name }: Known, members: readonly Member[], points: readonly Point[]): ClusterState {
  const meanings = new Set(members.flatMap(({ reading }) => reading.meaning ?? []));
  const [first] = points;
  return {
    id,
    name,
    size: members.length,
    meanings: [...meanings].toSorted(),
    guards: first === undefined ? '' : guardsOf(first.member),
    center: sparse(centerOf(points.map(({ vector }) => vector))),
  };
}

/** Each text once, by text, so that neither counts nor the order of arrival decide where k-means begins. */
function distinctTexts(patterns: readonly Counted[]): readonly Counted[] {
  const counts = new Map<string, number>();
  for (const { text, count } of patterns) counts.set(text, (counts.get(text) ?? 0) + count);
  const all = [...counts].map(([text, count]) => ({ text, count }));
  const kept = all.toSorted((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1)).slice(0, maxTexts);
  return kept.toSorted((a, b) => (a.text < b.text ? -1 : 1));
}

function sparse(center: Float64Array): (readonly [number, number])[] {
  return [...center].flatMap((value, at): (readonly [number, number])[] =>
    Math.abs(value) > 1e-4 ? [[at, Math.round(value * 1e4) / 1e4]] : [],
  );
}

function dense(center: ClusterState['center'], basis: Basis): Float64Array {
  const vector = new Float64Array(basis[0]?.length ?? 0);
  for (const [at, value] of center) vector[at] = value;
  return vector;
}
