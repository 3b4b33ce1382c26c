/** How incidents speak: names, lists and times relative to the onset. */
import type { EntityId } from '../evidence/ledger.ts';
import { displayName, parseWorkloadId } from '../evidence/owner.ts';

/** `cart`, `node n1`, `api.example.com`. */
export function nameOf(entity: EntityId): string {
  if (entity.startsWith('node/')) return `node ${entity.slice('node/'.length)}`;
  if (entity.startsWith('external/')) return entity.slice('external/'.length);
  return displayName(entity);
}

/** As `nameOf`, with the namespace where a detector reads many: two teams may well call something alike. */
export function namingFor(detector: string): (entity: EntityId) => string {
  const isWide = detector.startsWith('cluster:/');
  return (entity) => {
    const isWorkload = !entity.startsWith('node/') && !entity.startsWith('external/');
    return isWide && isWorkload ? `${parseWorkloadId(entity).namespace}/${displayName(entity)}` : nameOf(entity);
  };
}

const maxListed = 4;

/** `a`, `a and b`, `a, b and 3 more`; `a, b and at least 3 more` where not all are known. */
export function listOf(names: readonly string[], areAll = true): string {
  const rest = `${areAll ? '' : 'at least '}${names.length - maxListed + 1} more`;
  const shown = names.length > maxListed ? [...names.slice(0, maxListed - 1), rest] : names;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

/** `fails` for one, `fail` for several. */
export function verb(count: number, one: string, many: string): string {
  return count === 1 ? one : many;
}

/** `40 s before the onset`, `at the onset`, `2 minutes after the onset`. */
export function relativeTo(onsetAtMs: number, atMs: number): string {
  const forMs = Math.abs(atMs - onsetAtMs);
  if (forMs < 1000) return 'at the onset';
  return `${lengthOf(forMs)} ${atMs < onsetAtMs ? 'before' : 'after'} the onset`;
}

/** `6 s`, `4 minutes`, `3 h`. */
export function lengthOf(forMs: number): string {
  if (forMs < 120_000) return `${Math.round(forMs / 1000)} s`;
  if (forMs < 7_200_000) return `${Math.round(forMs / 60_000)} minutes`;
  return `${Math.round(forMs / 3_600_000)} h`;
}
