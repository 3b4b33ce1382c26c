/** Failing entities that are taken for one failure. */
import type { EntityId } from '../evidence/ledger.ts';
import type { Failing } from './trouble.ts';

/** One failure: an open incident's members, or a new group that may become one. */
export interface Group {
  /** Null for a group that is no incident yet. */
  readonly incident: string | null;
  readonly preexisting: boolean;
  /** What is told as the cause; null while none is sure. */
  readonly root: EntityId | null;
  readonly members: Map<EntityId, Failing>;
  /** Members that show something else now: they had recovered, or, where true, have a reason of their own that this group cannot be. */
  readonly left: Map<EntityId, boolean>;
  /** Many that fail at once, where nothing is known that connects them. */
  readonly isStorm?: boolean | undefined;
  readonly besides?: Besides | undefined;
}

/** The incident with which a failure would be told, were it not known to be another one; and what is to blame there and so not here. */
export interface Besides {
  readonly incident: string;
  readonly root: EntityId | null;
}
