/** Puts one question to the operator and prints what it says, once or as it changes. */
import { once } from 'node:events';
import { printAnswer, watchAnswer } from './answer.ts';
import { reachOperator, type Asked, type Operator } from './operator.ts';
import type { Answering, Question } from './question.ts';
import type { Streams } from './streams.ts';
import { terminalSize } from './text/terminal.ts';

export interface How {
  readonly command: string;
  readonly asked: () => Promise<Asked>;
  readonly isJson: boolean;
  readonly isWatching: boolean;
}

/** Returns the exit code. */
export async function askOperator(
  answering: Answering,
  question: Omit<Question, 'namespaces' | 'width'>,
  { command, asked, isJson, isWatching }: How,
  streams: Streams,
): Promise<number> {
  let operator: Operator | null = null;
  const answer = async (): Promise<string> => {
    operator ??= await reachOperator(await asked(), streams.environment);
    const { width } = terminalSize(streams.out, streams.environment);
    const { object, text } = await answering(operator.client, { ...question, namespaces: operator.namespaces, width });
    return isJson ? JSON.stringify(object) : text();
  };
  try {
    if (!isWatching) return await printAnswer(command, streams, answer);
    const ended = new AbortController();
    void once(process, 'SIGINT').then(() => ended.abort());
    return await watchAnswer(command, streams, answer, ended.signal);
  } finally {
    await closeOf(operator);
  }
}

async function closeOf(operator: Operator | null): Promise<void> {
  await operator?.close();
}
