/** Finds the pattern that a person means by the beginning of its id. */
import type { OperatorApi } from './api.ts';
import { statement } from './blocks/blocks.ts';
import { code, joinLines, prose } from './blocks/text.ts';
import type { Answer } from './commands/command.ts';

export interface FoundPattern {
  readonly detector: string;
  readonly workload: string;
  readonly id: string;
}

/** Rejects with the operator's sentence where there is none; several are told apart by the person. */
export async function findPattern(
  typed: string | undefined,
  { scope, workload }: { readonly scope: string; readonly workload: string | undefined },
  api: OperatorApi,
): Promise<FoundPattern | Answer> {
  if (typed === undefined) {
    const text = `Which pattern? Give its id, or the beginning of it; ${code('/logbot top-patterns')} shows them.`;
    return { message: statement(text), result: 'refused: no pattern given' };
  }
  const { patterns } = await api.pattern(typed.slice(0, 100), {
    namespaces: scope,
    ...(workload === undefined ? {} : { workload: workload.slice(0, 253) }),
  });
  const [first] = patterns;
  if (first === undefined)
    return { message: statement(`There is no pattern ${code(typed, 120)} here.`), result: 'refused: no such pattern' };
  const isOne = patterns.every(({ id, detector }) => id === first.id && detector === first.detector);
  if (isOne) return { detector: first.detector, workload: first.workload, id: first.id };
  const lines = patterns
    .slice(0, 10)
    .map(({ id, detector, workload: name, text }) => `• ${code(id, 40)} of ${prose(`${detector} ${name}`, 120)}: ${code(text, 120)}`);
  return {
    message: statement(joinLines([`More than one begins with ${code(typed, 80)}; give more of its id:`, ...lines], 2900)),
    result: 'refused: more than one pattern',
  };
}
