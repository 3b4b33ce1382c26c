/** When workloads were failing, by what the incidents and the people who marked them say: what a trial of a model holds its alarms against. */
import { opinionOf, type Confirmation } from '../../engine/index.ts';
import { namespaceOf } from '../detector-key.ts';
import type { Notifier } from '../notify/notify.ts';

/** More than are kept of one detector. */
const incidentsAtMost = 1_000;

/** An incident that people call noise confirms nothing. */
export function confirmationsOf(notifier: Pick<Notifier, 'views'>, detector: string, nowMs: number): readonly Confirmation[] {
  const views = notifier.views({ namespaces: [namespaceOf(detector)], state: 'all', limit: incidentsAtMost });
  return views.flatMap(({ detector: of, incident, marks }) => {
    if (of !== detector || opinionOf(marks)?.opinion === 'noise') return [];
    const named = [...incident.affected, ...incident.anomalies].map(({ workload }) => workload);
    const span = { fromAtMs: incident.openedAtMs, toAtMs: incident.resolvedAtMs ?? nowMs };
    return [...new Set(named)].map((workload) => ({ workload, ...span }));
  });
}
