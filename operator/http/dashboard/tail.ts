/** The lines of one workload as they come, redacted, out of a recording that nobody keeps. Faster than a person reads they are skipped and counted. */
import { z } from 'zod';
import type { TailPiece } from '../../../api/contract.ts';
import type { EventStream } from './event-stream.ts';

const LogSchema = z.object({
  at: z.string(),
  type: z.literal('log'),
  namespace: z.string(),
  workload: z.string(),
  pod: z.string().nullish(),
  line: z.string(),
});

type Line = TailPiece['lines'][number];

const tellEveryMs = 250;
const linesAtOnce = 50;
const lineLengthAtMost = 2000;
/** A line that is not finished is waited for up to this length. */
const restAtMost = 2 * 1024 * 1024;

/** Ends with the stream, or with the recording. */
export async function tail(
  recording: AsyncIterable<string>,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  stream: EventStream,
): Promise<void> {
  const waiting = createWaitingLines(stream);
  const timer = setInterval(() => waiting.tell(), tellEveryMs);
  try {
    let rest = '';
    for await (const piece of recording) {
      const parts = `${rest}${piece}`.split('\n');
      rest = (parts.pop() ?? '').slice(0, restAtMost);
      waiting.add(parts.flatMap((part) => lineOf(part, namespace, name)));
      if (stream.over.aborted) return;
    }
  } finally {
    clearInterval(timer);
    waiting.tell();
  }
}

function createWaitingLines(stream: EventStream) {
  let lines: readonly Line[] = [];
  let skipped = 0;
  return {
    add(more: readonly Line[]): void {
      const taken = more.slice(0, linesAtOnce - lines.length);
      lines = [...lines, ...taken];
      skipped += more.length - taken.length;
    },
    tell(): void {
      if (lines.length === 0 && skipped === 0) return;
      stream.send({ lines: [...lines], skipped } satisfies TailPiece);
      lines = [];
      skipped = 0;
    },
  };
}

function lineOf(text: string, namespace: string, name: string): readonly Line[] {
  // Most lines are of others; they are not worth being parsed.
  if (!text.includes(`"workload":${JSON.stringify(name)}`)) return [];
  const parsed = LogSchema.safeParse(valueOf(text));
  if (!parsed.success || parsed.data.workload !== name || parsed.data.namespace !== namespace) return [];
  const { at, pod = null, line } = parsed.data;
  return [{ atMs: Date.parse(at), pod, line: line.slice(0, lineLengthAtMost) }];
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
