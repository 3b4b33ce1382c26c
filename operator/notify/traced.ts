/** The way of an incident from its first line to Slack, as spans of one trace. */
import type { Telemetry } from '../telemetry.ts';
import type { IncidentRecord, PostRecord } from './records.ts';

type Told = Pick<IncidentRecord, 'detector' | 'incident' | 'gates'>;

/** Its message stands in the outbox. */
export function tellDecided({ detector, incident, gates }: Told, telemetry: Pick<Telemetry, 'span'>, nowMs: number): void {
  const { id, openedAtMs, detectedAtMs, severity } = incident;
  const about = aboutOf(detector, id);
  const of = { 'logdetector.incident': id };
  telemetry.span('incident.detect', {
    about,
    fromMs: openedAtMs,
    toMs: detectedAtMs,
    attributes: { ...of, 'logdetector.severity': severity },
  });
  const named = (passed: boolean): readonly string[] => gates.filter((gate) => gate.passed === passed).map(({ name }) => name);
  telemetry.span('incident.decide', {
    about,
    fromMs: detectedAtMs,
    toMs: nowMs,
    attributes: { ...of, 'logdetector.gates.passed': named(true), 'logdetector.gates.closed': named(false) },
  });
}

/** Slack has taken the message for the first time. */
export function tellDelivered(
  { id: post, createdAtMs }: Pick<PostRecord, 'id' | 'createdAtMs'>,
  { detector, incident }: Pick<IncidentRecord, 'detector' | 'incident'>,
  telemetry: Pick<Telemetry, 'span'>,
  nowMs: number,
): void {
  if (incident.preexisting) return;
  const about = aboutOf(detector, incident.id);
  const of = { 'logdetector.incident': incident.id };
  telemetry.span('incident.post', { about, fromMs: createdAtMs, toMs: nowMs, attributes: { ...of, 'logdetector.post': post } });
  telemetry.span('incident', { about, fromMs: incident.openedAtMs, toMs: nowMs, attributes: { ...of, 'logdetector.detector': detector } });
}

/** An id is short, and of its detector only. */
function aboutOf(detector: string, incident: string): string {
  return `incident ${detector} ${incident}`;
}
