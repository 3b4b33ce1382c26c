/** What a language model is told of an incident: what the message says already, all of it redacted before it was kept. Pure. */
import { displayName, type Incident } from '../../../engine/index.ts';

interface Told {
  readonly incident: Incident;
}

const textAtMost = 300;

/** Plain values, so that what is sent is exactly what the answer is checked against. */
export function factsOf({ incident }: Told): Readonly<Record<string, unknown>> {
  const [cause] = incident.causes;
  return {
    title: cut(incident.title),
    severity: incident.severity,
    since: new Date(incident.openedAtMs).toISOString(),
    cause: cause && {
      where: nameOf(cause.workload ?? cause.node),
      kind: cause.named?.label ?? cause.kind,
      percent: Math.round(Math.min(1, Math.max(0, cause.score)) * 100),
      reasons: cause.reasons.slice(0, 5).map(cut),
      helps: cause.named?.remedy ?? null,
    },
    ruledOut: incident.ruledOut.slice(0, 4).map(({ what, why }) => ({ what: cut(what), why: cut(why) })),
    affected: incident.affected.slice(0, 8).map(({ workload, symptom }) => ({ workload: nameOf(workload), symptom: cut(symptom) })),
    order: cut(incident.cascade.sentence),
    next: incident.atRisk.slice(0, 3).map(({ workload, reason }) => ({ workload: nameOf(workload), reason: cut(reason) })),
    timeline: incident.timeline.slice(0, 12).map(({ text }) => cut(text)),
  };
}

/** Equal while there is nothing that another summary would say. */
export function stampOf({ incident }: Told): string {
  const [cause] = incident.causes;
  return JSON.stringify([
    cause?.workload ?? cause?.node ?? null,
    cause?.named?.label ?? cause?.kind,
    incident.affected.map(({ workload }) => workload),
  ]).slice(0, 2000);
}

function cut(text: string): string {
  return text.slice(0, textAtMost);
}

function nameOf(id: string | null): string | null {
  return id === null ? null : displayName(id);
}
