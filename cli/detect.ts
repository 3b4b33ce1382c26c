import { createSeriesDetector, judgeSequence, learnSequences } from '../engine/index.ts';
import { readLines } from './input/lines.ts';
import { parseRow, parseSession } from './detect/row.ts';
import { InputError } from './input.ts';
import { createLineWriter } from './output.ts';
import type { Streams } from './streams.ts';

/**
 * `logbot detect series`: reads `timestamp,value` rows and prints one score a row, from 0 (usual) to 1 (certainly not), each known from that row
 * and those before it. A row that is no number scores 0 and is counted on standard error. Returns the exit code.
 */
export async function detectSeriesCommand(file: string, streams: Streams): Promise<number> {
  return answered('series', streams, async () => {
    const detector = createSeriesDetector();
    const writer = createLineWriter(streams.out);
    let unreadable = 0;
    let isFirst = true;
    for await (const { text } of readLines(file, streams)) {
      const row = parseRow(text);
      // The first line is the header, unless somebody left it out.
      const isHeader = isFirst && row === null;
      isFirst = false;
      if (isHeader) continue;
      if (row === null) unreadable += 1;
      if (!(await writer.line((row === null ? 0 : detector.push(row.atMs, row.value)).toFixed(6)))) return;
    }
    await writer.end();
    if (unreadable > 0) streams.err.write(`logbot detect series: ${unreadable} rows hold no time and number, and were scored 0\n`);
  });
}

/**
 * `logbot detect sessions`: reads sessions as JSON objects, one a line, and prints `{"id", "anomalous", "score", "reasons"}` for each. Learns from
 * `train`, or from the sessions themselves without it; either may hold some anomalous ones. Returns the exit code.
 */
export async function detectSessionsCommand(file: string, options: { readonly train?: string }, streams: Streams): Promise<number> {
  return answered('sessions', streams, async () => {
    const sessions = await readSessions(file, streams);
    const training = options.train === undefined ? sessions : await readSessions(options.train, streams);
    if (training.length === 0) throw new InputError(`${options.train ?? file} holds no session to learn from`);
    const model = learnSequences(training.map(({ steps }) => steps));
    const writer = createLineWriter(streams.out);
    for (const { id, steps } of sessions) {
      const { anomalous, score, reasons } = judgeSequence(model, steps);
      if (!(await writer.line(JSON.stringify({ id, anomalous, score: Number(score.toFixed(4)), reasons })))) return;
    }
    await writer.end();
  });
}

async function readSessions(file: string, streams: Streams): Promise<{ id: string | number; steps: readonly string[] }[]> {
  const sessions: { id: string | number; steps: readonly string[] }[] = [];
  for await (const { text, number } of readLines(file, streams)) {
    if (text.trim() === '') continue;
    const session = parseSession(text);
    if (session === null) throw new InputError(`line ${number} of ${file} is no session: {"id": "...", "t": ["...", ...]} is needed`);
    sessions.push(session);
  }
  return sessions;
}

async function answered(command: string, streams: Streams, work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return 0;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    streams.err.write(`logbot detect ${command}: ${error.message}\n`);
    return 1;
  }
}
