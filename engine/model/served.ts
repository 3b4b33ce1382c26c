/** A model at work: looked up by workload and template. */
import type { Usual } from '../anomaly/baseline.ts';
import type { ServedBaseline } from '../anomaly/subjects.ts';
import { openClusters, type ClustersState } from '../cluster/cluster.ts';
import type { WorkloadId } from '../domain.ts';
import type { Model } from './model.ts';

export interface Served {
  readonly version: number | null;
  /** Of the model, so that the groups of the next one keep their names; null without a model. */
  readonly clusters: ClustersState | null;
  /** Null where the model does not know the workload. */
  workload(id: WorkloadId): ServedBaseline | null;
  /** Name of the group of patterns that a text belongs to; null where none is near, and without a model. */
  clusterOf(text: string): string | null;
  /** Whether the model knows the pattern and has it in the group that its text belongs to now. */
  places(workload: WorkloadId, pattern: { readonly id: string; readonly text: string }): boolean;
}

/** Names are looked up again and again for the same few texts. */
const maxRemembered = 10_000;

export function openServed(model: Model | null): Served {
  const baselines = new Map<WorkloadId, ServedBaseline>();
  const groups = new Map<WorkloadId, ReadonlyMap<string, string | null>>();
  for (const { workload, all, patterns } of model?.workloads ?? []) {
    // What was merged may be seen apart again: the usual of the whole is the most tolerant that is known of it.
    const apart = patterns.flatMap(({ aliases = [], usual }) => aliases.map((alias): [string, Usual] => [alias, usual]));
    const usuals = new Map<string, Usual>([...apart, ...patterns.map(({ id, usual }): [string, Usual] => [id, usual])]);
    groups.set(workload, new Map(patterns.map(({ id, cluster }) => [id, cluster])));
    baselines.set(workload, { all, usual: (id) => usuals.get(id) ?? null });
  }
  const clusters = model ? openClusters(model.clusters) : null;
  const names = new Map<string, string | null>();
  const clusterOf = (text: string): string | null => {
    if (!clusters) return null;
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size >= maxRemembered) names.clear();
    const name = clusters.nameOf(text);
    names.set(text, name);
    return name;
  };
  return {
    version: model?.version ?? null,
    clusters: model?.clusters ?? null,
    workload: (id) => baselines.get(id) ?? null,
    clusterOf,
    places(workload, { id, text }) {
      const group = groups.get(workload)?.get(id);
      return group !== undefined && group === clusterOf(text);
    },
  };
}
