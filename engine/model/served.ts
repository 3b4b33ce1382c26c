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
}

/** Names are looked up again and again for the same few texts. */
const maxRemembered = 10_000;

export function openServed(model: Model | null): Served {
  const baselines = new Map<WorkloadId, ServedBaseline>();
  for (const { workload, all, patterns } of model?.workloads ?? []) {
    const usuals = new Map<string, Usual>(patterns.map(({ id, usual }) => [id, usual]));
    baselines.set(workload, { all, usual: (id) => usuals.get(id) ?? null });
  }
  const clusters = model ? openClusters(model.clusters) : null;
  const names = new Map<string, string | null>();
  return {
    version: model?.version ?? null,
    clusters: model?.clusters ?? null,
    workload: (id) => baselines.get(id) ?? null,
    clusterOf(text) {
      if (!clusters) return null;
      const known = names.get(text);
      if (known !== undefined) return known;
      if (names.size >= maxRemembered) names.clear();
      const name = clusters.nameOf(text);
      names.set(text, name);
      return name;
    },
  };
}
