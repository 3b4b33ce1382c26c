/** Writes what happens as a recording that `logbot replay` reads. */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { textOfRecorded, type Recorded } from '../../api/recording.ts';
import type { Slot } from './world.ts';

export interface Recorder {
  slot(slot: Slot): void;
  /** Resolves when all is on the disk. */
  end(): Promise<void>;
}

/** Packed with gzip where the name ends in `.gz`. */
export function createRecorder(file: string): Recorder {
  const out = createWriteStream(file);
  const packed = file.endsWith('.gz') ? createGzip() : null;
  packed?.pipe(out);
  const sink = packed ?? out;
  return {
    slot: (slot) =>
      void sink.write(
        recordedOf(slot)
          .map((recorded) => `${textOfRecorded(recorded)}\n`)
          .join(''),
      ),
    async end() {
      sink.end();
      await finished(out);
    },
  };
}

/** Lines and observations of a slot, in order of time; where it is equal, what the API server showed comes first. */
export function recordedOf({ observations, lines, nowMs }: Slot): readonly Recorded[] {
  const logs = lines.flatMap(({ atMs, stream, text }) =>
    text.split('\n').map((line): Recorded => {
      const { workload, pod, container, node } = stream;
      return {
        type: 'log',
        atMs,
        namespace: workload.namespace,
        workload: workload.name,
        pod,
        container,
        node: node ?? null,
        isPrevious: false,
        line,
      };
    }),
  );
  const all: readonly Recorded[] = [...observations, ...logs];
  return all.length === 0 ? [{ type: 'tick', atMs: nowMs }] : all.toSorted((a, b) => a.atMs - b.atMs);
}
