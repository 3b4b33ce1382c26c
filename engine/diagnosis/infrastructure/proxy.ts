/** A node from which no Service can be reached, while others reach the same ones. */
import type { Alert } from '../cluster.ts';
import type { Check } from '../hypothesis.ts';
import { node } from '../hypothesis.ts';

/** Fewer checks from a node may fail for the sake of the checked. */
const fewest = 3;

export const checkProxies: Check = (cluster) => {
  const checks = cluster.alerts('probe').filter(({ node: from, workload }) => from !== null && workload !== null);
  const passedElsewhere = new Set(checks.filter(({ severity }) => severity === 'info').map(targetOf));
  const byNode = Map.groupBy(checks, ({ node: from }) => from ?? '');
  return [...byNode].flatMap(([name, own]) => {
    const fair = own.filter((check) => passedElsewhere.has(targetOf(check)));
    const failed = fair.filter(({ severity }) => severity !== 'info');
    if (fair.length < fewest || failed.length < fair.length) return [];
    return [
      {
        object: node(name),
        cause: 'kube-proxy-unavailable' as const,
        score: 0.88,
        reasons: [`none of ${fair.length} Services can be reached from it, all of them from other nodes`],
        against: [],
        confirm: 'see whether kube-proxy runs on the node',
        evidence: failed.slice(0, 3).map(({ atMs, summary }) => ({ atMs, text: summary })),
        failing: true,
      },
    ];
  });
};

function targetOf({ workload, port }: Alert): string {
  return `${workload ?? ''}:${port ?? ''}`;
}
