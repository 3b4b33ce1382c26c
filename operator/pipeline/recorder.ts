/** Hands what a pipeline sees, redacted, to those who record it. Without a recording it costs nothing. */
import { textOfRecorded, type Recorded } from '../../api/recording.ts';
import { createRedactor, type Observation, type RedactionOptions } from '../../engine/index.ts';
import type { SourceBatch, SourceGap } from '../sources/source.ts';
import { createKeyBlocks } from './key-blocks.ts';
import { recordedLines, redactObservation } from './recorded.ts';
import { Recording } from './recording.ts';

export interface Recorder {
  batch(batch: SourceBatch): void;
  gap(gap: SourceGap): void;
  observe(observation: Observation): void;
  configure(redaction: RedactionOptions | undefined): void;
  /** From now on, beginning with what is known already, as lines of text; ends at the abort, or with the pipeline. */
  record(known: readonly Observation[], signal: AbortSignal): AsyncIterable<string>;
  /** Ends every recording. */
  close(): void;
}

export function createRecorder(redaction: RedactionOptions | undefined, now: () => number): Recorder {
  const recordings = new Set<Recording>();
  let redactor = createRedactor(redaction);
  const keys = createKeyBlocks();

  function tell(recorded: Recorded): void {
    const text = `${textOfRecorded(recorded)}\n`;
    for (const recording of recordings) recording.other(text);
  }

  return {
    batch({ target, chunk }) {
      if (recordings.size === 0) return;
      const open = [...recordings].filter(({ hasRoom }) => hasRoom);
      // Also of what finds no room: a key may begin there, and end where there is room again.
      const lines = recordedLines(chunk, target.previous, (line) => {
        if (keys.holds(`${target.podUid}/${target.container}`, line)) return '<private-key>';
        return open.length === 0 ? '' : redactor.redact(line);
      });
      const texts = open.length === 0 ? [] : lines.map((line) => `${textOfRecorded(line)}\n`);
      for (const recording of recordings) {
        if (open.includes(recording)) recording.lines(texts);
        else recording.miss(target.workload, linesIn(chunk.bytes));
      }
    },
    gap({ target: { workload }, reason, lines, atMs }) {
      if (recordings.size > 0) tell({ type: 'missed', atMs, namespace: workload.namespace, workload: workload.name, reason, lines });
    },
    observe(observation) {
      if (recordings.size > 0) tell(redactObservation(observation, redactor.redact));
    },
    configure(wanted) {
      redactor = createRedactor(wanted);
    },
    async *record(known, signal) {
      const recording = new Recording();
      recordings.add(recording);
      const atMs = now();
      for (const observation of known) {
        // How an object is was so before the recording began; Events have times of their own.
        const dated = observation.type === 'event' ? observation : { ...observation, atMs };
        recording.other(`${textOfRecorded(redactObservation(dated, redactor.redact))}\n`);
      }
      try {
        yield* recording.pieces(now, signal);
      } finally {
        recordings.delete(recording);
      }
    },
    close() {
      for (const recording of recordings) recording.end();
    },
  };
}

function linesIn(bytes: Uint8Array): number {
  let lines = 0;
  for (const byte of bytes) if (byte === 10) lines += 1;
  return lines;
}
