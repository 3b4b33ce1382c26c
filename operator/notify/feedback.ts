/** What people's marks say about the incidents of one LogDetector: made anew when somebody has marked, out of the records alone. */
import type { FeedbackView } from '../../api/contract.ts';
import { createFeedback, displayName, opinionOf, type Feedback, type JudgedIncident } from '../../engine/index.ts';
import { seenOf } from './marks.ts';
import { incidentKey, type Memory } from './memory.ts';

export interface Feedbacks {
  of(this: void, detector: string): Feedback;
  view(this: void, detector: string): FeedbackView;
}

export function createFeedbacks(memory: Memory): Feedbacks {
  const made = new Map<string, { readonly stamp: string; readonly feedback: Feedback }>();

  function of(detector: string): Feedback {
    const judged = judgedOf(memory, detector);
    const stamp = judged.map(({ incident, opinion, atMs }) => `${incident.id} ${opinion} ${atMs}`).join();
    const known = made.get(detector);
    if (known?.stamp === stamp) return known.feedback;
    const feedback = createFeedback(judged);
    made.set(detector, { stamp, feedback });
    return feedback;
  }

  return {
    of,
    view(detector) {
      const { relevance, quiet } = of(detector);
      const { state, useful, noise, precision, model, rule, sentence } = relevance;
      return {
        detector,
        useful,
        noise,
        precision,
        relevance: { state, sentence, model, rule },
        reasons: reasonsOf(memory, detector),
        quiet: quiet.map(({ workload, kind, pattern, sinceAtMs }) => ({
          workload: displayName(workload),
          kind,
          pattern: pattern?.text ?? null,
          sinceAtMs,
        })),
      };
    },
  };
}

/** Those that people have an opinion of. What has been pruned is forgotten with its marks. */
function judgedOf(memory: Memory, detector: string): readonly JudgedIncident[] {
  return [...memory.incidents.values()].flatMap((record) => {
    if (record.detector !== detector) return [];
    const marked = memory.marks.get(incidentKey(detector, record.incident.id));
    const said = marked === undefined ? null : opinionOf(marked.marks);
    return marked === undefined || said === null ? [] : [{ incident: record.incident, ...said, seen: seenOf(marked, record.incident) }];
  });
}

const reasonsAtMost = 10;

function reasonsOf(memory: Memory, detector: string): NonNullable<FeedbackView['reasons']> {
  const said = [...memory.incidents.values()].flatMap((record) => {
    if (record.detector !== detector) return [];
    const { id, title } = record.incident;
    const marks = memory.marks.get(incidentKey(detector, id))?.marks ?? [];
    return marks.flatMap(({ reason, ...mark }) => (reason === undefined ? [] : [{ ...mark, reason, incident: id, title }]));
  });
  return said.toSorted((a, b) => b.atMs - a.atMs).slice(0, reasonsAtMost);
}
