/** Groups of patterns that mean the same, with names such as `database.connection_timeout`. */

/** JSON-able; part of a model. */
export interface ClustersState {
  readonly terms: readonly string[];
  readonly idf: readonly number[];
  readonly clusters: readonly ClusterState[];
}

export interface ClusterState {
  readonly name: string;
  /** Patterns in it. */
  readonly size: number;
  /** `term, weight` of its centre. */
  readonly center: readonly (readonly [number, number])[];
}

export interface Clusters {
  /** Name of the group a text belongs to; null where none is near. */
  nameOf(text: string): string | null;
  readonly state: ClustersState;
}

export function fitClusters(texts: readonly { readonly text: string; readonly count: number }[], seed: number): Clusters {
  void texts;
  void seed;
  return openClusters({ terms: [], idf: [], clusters: [] });
}

export function openClusters(state: ClustersState): Clusters {
  return { state, nameOf: () => null };
}
