/** Where whoever was woken reads on. Pure. */
import { displayName, parseWorkloadId } from '../../engine/index.ts';
import type { Link } from './deliver.ts';
import type { Memory } from './memory.ts';
import type { IncidentRecord } from './records.ts';

/** As the administrator's configuration gives it: `href` with names in braces, such as `{namespace}`. */
export type LinkTemplate = Link;

/** The thread in Slack, once the bot has posted it, and the configured ones. */
export function linksOf(record: IncidentRecord, memory: Memory, templates: readonly LinkTemplate[]): readonly Link[] {
  const values = valuesOf(record);
  const configured = templates.map(({ text, href }) => {
    return { text, href: href.replaceAll(/\{([a-zA-Z]+)\}/g, (whole, name: string) => encodeURIComponent(values[name] ?? whole)) };
  });
  return [...threadsOf(record, memory), ...configured];
}

/** Slack leads whoever is signed in from this address to the message in their workspace. */
function threadsOf({ detector, incident }: IncidentRecord, memory: Memory): readonly Link[] {
  for (const { id, subject } of memory.posts.values()) {
    if (subject.type !== 'incident' || subject.incidentId !== incident.id || subject.detector !== detector) continue;
    const posted = memory.deliveries.get(id)?.posted;
    if (!posted || !/^[A-Z0-9]+$/.test(posted.channelId) || !/^[0-9]+\.[0-9]+$/.test(posted.ts)) return [];
    return [{ text: 'Thread in Slack', href: `https://slack.com/archives/${posted.channelId}/p${posted.ts.replace('.', '')}` }];
  }
  return [];
}

function valuesOf({ detector, incident }: IncidentRecord): Readonly<Record<string, string>> {
  const [cause] = incident.causes;
  const workload = cause?.workload ?? incident.affected[0]?.workload ?? null;
  const named = workload === null ? null : parseWorkloadId(workload);
  return {
    detector,
    incident: incident.id,
    namespace: named?.namespace ?? detector.slice(0, detector.indexOf('/')),
    workload: named?.name ?? (workload === null ? '' : displayName(workload)),
    openedAtMs: String(incident.openedAtMs),
  };
}
