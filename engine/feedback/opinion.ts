import type { Incident } from '../domain.ts';
import type { Seen } from './kinds.ts';

export type Opinion = 'useful' | 'noise';

/** An incident that people have an opinion of. */
export interface JudgedIncident {
  readonly incident: Incident;
  readonly opinion: Opinion;
  /** When the last of them said so. */
  readonly atMs: number;
  /** What it was when it was marked; null where nobody wrote that down. */
  readonly seen: Seen | null;
}

/** What most people say whose last word counts; null when nobody says either, or as many say one as the other. */
export function opinionOf(
  marks: readonly { readonly mark: string; readonly user: string; readonly atMs: number }[],
): { readonly opinion: Opinion; readonly atMs: number } | null {
  const last = new Map<string, { readonly opinion: Opinion; readonly atMs: number }>();
  for (const { mark, user, atMs } of marks) {
    if ((mark === 'useful' || mark === 'noise') && atMs >= (last.get(user)?.atMs ?? -Infinity)) last.set(user, { opinion: mark, atMs });
  }
  const said = [...last.values()];
  const balance = said.reduce((sum, { opinion }) => sum + (opinion === 'useful' ? 1 : -1), 0);
  if (balance === 0) return null;
  const opinion = balance > 0 ? 'useful' : 'noise';
  return { opinion, atMs: said.reduce((latest, one) => (one.opinion === opinion ? Math.max(latest, one.atMs) : latest), -Infinity) };
}
