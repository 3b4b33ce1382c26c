/** The spans that are told where OpenTelemetry traces are switched on; `docs/telemetry.md` is written from it. */

export interface SpanRow {
  readonly help: string;
  /** The span that it lies in; absent: it begins a trace. */
  readonly within?: string;
  /** Name -> what it says. No text of a log is among them. */
  readonly attributes: Readonly<Record<string, string>>;
}

export const spans = {
  reconcile: {
    help: 'One visit to a LogDetector, each a trace of its own.',
    attributes: { 'logdetector.detector': 'As `namespace/name`.', 'logdetector.outcome': '`done`, `retry`, `stall` or `drop`.' },
  },
  incident: {
    help: 'From the first line of a failure until Slack has taken the message about it; told when it has.',
    attributes: { 'logdetector.detector': 'As `namespace/name`.', 'logdetector.incident': 'Its id.' },
  },
  'incident.detect': {
    help: 'From the first line of the failure until the lines were found unusual.',
    within: 'incident',
    attributes: { 'logdetector.incident': 'Its id.', 'logdetector.severity': 'When it was found.' },
  },
  'incident.decide': {
    help: 'From then until the message stood in the outbox, with the answers of the gates of a page.',
    within: 'incident',
    attributes: {
      'logdetector.incident': 'Its id.',
      'logdetector.gates.passed': 'Names of gates.',
      'logdetector.gates.closed': 'Names of gates that kept a page back.',
    },
  },
  'incident.post': {
    help: 'From the outbox until Slack has taken the message.',
    within: 'incident',
    attributes: { 'logdetector.incident': 'Its id.', 'logdetector.post': 'Id of the message in the outbox.' },
  },
} as const satisfies Record<string, SpanRow>;

export type SpanName = keyof typeof spans;

export interface ToldSpan {
  /**
   * What the trace is about. Spans about the same thing are of one trace, whoever tells them and when, also after a restart; absent: the trace
   * is its own.
   */
  readonly about?: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
  readonly isError?: boolean;
}
