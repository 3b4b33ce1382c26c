/** What a line that somebody holds in hand is: which pattern of which workload, without learning or counting anything. */
import type { Level, LogRecord, Template, WorkloadId } from './domain.ts';
import { createLineReader } from './line/line.ts';
import type { Served } from './model/served.ts';
import { templateOf } from './template-view.ts';
import type { Workload } from './workload.ts';

export interface RecognizedLine {
  readonly workload: WorkloadId;
  readonly template: Template;
}

/** A column of a header is a word or two; only a container's own lines tell how many there are. */
const mostHeaderWords = 12;
const leastWords = 2;
/** A short rest of a long line says little about it. */
const leastShare = 0.4;
const encoder = new TextEncoder();

/** By workload, at most one pattern each; of several that would take the line the one that takes most of it. */
export function recognizeLine(workloads: Iterable<Workload>, line: string, served: Pick<Served, 'clusterOf'>): readonly RecognizedLine[] {
  const candidates = candidatesOf(line);
  const found: RecognizedLine[] = [];
  for (const workload of workloads) {
    const index = indexIn(workload, candidates);
    if (index > 0) found.push({ workload: workload.id, template: templateOf(workload.miner.pattern(index), served) });
  }
  return found;
}

interface Candidate {
  readonly message: string;
  readonly written: Level | null;
}

/** The message as it is read from the line, the whole line, and what is left of it behind each word of a header. */
function candidatesOf(line: string): readonly Candidate[] {
  const records: Pick<LogRecord, 'message' | 'level' | 'levelInferred'>[] = [];
  const reader = createLineReader('auto');
  const keep = ({ message, level, levelInferred }: LogRecord): void => void records.push({ message, level, levelInferred });
  reader.push(encoder.encode(`${line}\n`), 0, keep);
  reader.flush(Infinity, keep);
  const [parsed] = records;
  const written = parsed === undefined || parsed.levelInferred ? null : parsed.level;
  const message = parsed?.message ?? line;
  const words = message.split(' ');
  const most = Math.min(mostHeaderWords, words.length - leastWords);
  const rests = Array.from({ length: Math.max(0, most) }, (_, at) => words.slice(at + 1).join(' ')).filter(
    (rest) => rest.length >= leastShare * message.length,
  );
  const messages = [...new Set([message, line, ...rests])];
  // A level that stands in a header that was not read is none that was written, and the other way round.
  return messages.flatMap((one) => [...new Set([written, null])].map((level) => ({ message: one, written: level })));
}

function indexIn({ miner }: Workload, candidates: readonly Candidate[]): number {
  for (const { message, written } of candidates) {
    const index = miner.recognize(message, written);
    if (index > 0) return index;
  }
  return -1;
}
