/** How many errors the served model holds for usual: what it has seen is no news, even where little of it was learned since. */
import type { MinedPattern } from '../../template/pattern.ts';
import { rankOf } from '../rules/rule.ts';
import type { ServedBaseline } from '../subjects.ts';

export interface ServedErrorsInput {
  readonly nowMs: number;
  readonly served: ServedBaseline | null;
  readonly replicas: number;
  readonly patterns: () => readonly MinedPattern[];
}

const lookEveryMs = 60_000;

/** Errors a minute in the whole workload, 0 without a model; looked up once a minute. */
export function createServedErrors(): (input: ServedErrorsInput) => number {
  let lookedAtMs = -Infinity;
  let of: ServedBaseline | null = null;
  let perReplica = 0;
  return ({ nowMs, served, replicas, patterns }) => {
    if (served === null) return 0;
    if (served !== of || Math.abs(nowMs - lookedAtMs) >= lookEveryMs) {
      [lookedAtMs, of] = [nowMs, served];
      const errors = patterns().filter(({ aliasOf, level }) => aliasOf === null && rankOf(level) >= rankOf('error'));
      perReplica = errors.reduce((sum, { id }) => sum + (served.usual(id)?.location ?? 0), 0);
    }
    return perReplica * replicas;
  };
}
