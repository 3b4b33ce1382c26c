/** Finds the LogDetector that a person means by `name` or `namespace/name`, or without a word where there is but one: what changes it is shown first. */
import type { DetectorSummary } from '../api/contract.ts';
import { statement } from './blocks/blocks.ts';
import type { Message } from './blocks/limits.ts';
import { code } from './blocks/text.ts';
import { nearest } from './parse.ts';

export type FoundDetector = { readonly id: string } | { readonly id: null; readonly message: Message };

export function resolveDetector(typed: string | undefined, detectors: readonly DetectorSummary[]): FoundDetector {
  const ids = detectors.map(({ id }) => id);
  const known =
    ids.length > 0
      ? `${ids.length === 1 ? 'There is' : 'There are'} ${ids
          .slice(0, 10)
          .map((id) => code(id, 300))
          .join(', ')}${ids.length > 10 ? ` and ${ids.length - 10} more` : ''}.`
      : 'None may be seen from this channel.';
  const [first] = ids;
  if (typed === undefined && first !== undefined && ids.length === 1) return { id: first };
  if (typed === undefined) return { id: null, message: statement(`Which LogDetector? ${known}`) };
  const wanted = typed.toLowerCase();
  const matching = ids.filter((id) => id === wanted || id.split('/')[1] === wanted);
  const [only, ...others] = matching;
  if (only !== undefined && others.length === 0) return { id: only };
  if (only !== undefined) {
    const list = matching.slice(0, 10).map((id) => code(id, 300));
    return { id: null, message: statement(`${code(typed, 200)} is the name of more than one: say which, ${list.join(' or ')}.`) };
  }
  const close = nearest(wanted, [...ids, ...ids.map((id) => id.split('/')[1] ?? id)]);
  const hint = close === null ? '' : ` Did you mean ${code(close, 300)}?`;
  return { id: null, message: statement(`No LogDetector is called ${code(typed, 200)}.${hint} ${known}`) };
}
