/** What the store has taken, as the metrics and traces hear of it. */
import type { Telemetry } from '../telemetry.ts';
import { incidentKey, type Memory, type Stage } from './memory.ts';
import { tellDecided } from './traced.ts';

/** What gates answered, counted when the answer is news. */
export function announceGates(stage: Stage, memory: Memory, telemetry: Telemetry): void {
  for (const [incident, record] of stage.incidents) {
    const known = new Map(memory.incidents.get(incident)?.gates.map(({ name, passed }) => [name, passed]));
    const judged = record?.gates.filter(({ name, passed }) => known.get(name) !== passed) ?? [];
    for (const { name: gate, passed } of judged) telemetry.emit('GateJudged', { incident, gate, passed });
  }
}

/** From the first failing line to a message that waits for the bot; counted once an incident. */
export function announce(stage: Stage, memory: Memory, telemetry: Telemetry, nowMs: number): void {
  for (const [id, post] of stage.posts) {
    if (!post || memory.posts.has(id)) continue;
    telemetry.emit('PostPlanned', { post: id });
    if (post.subject.type !== 'incident') continue;
    const record = stage.incidents.get(incidentKey(post.subject.detector, post.subject.incidentId));
    if (!record || record.incident.preexisting) continue;
    telemetry.observe('logdetector_detection_delay_seconds', Math.max(0, nowMs - record.incident.openedAtMs) / 1000);
    tellDecided(record, telemetry, nowMs);
  }
}
