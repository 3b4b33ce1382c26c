/** What is asked for and how the object is now, as the drafts of all actions need it. Pure. */
import type { ApiObject, PatchOperation } from '../kube/client.ts';
import type { RemedyChange, RemedyRecord } from '../notify/notify.ts';

export interface Draft {
  /** With everything that is decided only now, such as the revision to go back to. */
  readonly change: RemedyChange;
  readonly operations: readonly PatchOperation[];
  /** What would be another, a line each. */
  readonly lines: readonly string[];
  /** What undoes it; null: nothing can. */
  readonly undo: RemedyChange | null;
  /** The object as it is; another text means that it was changed. */
  readonly seen: string;
  /** It is already so. */
  readonly isDone: boolean;
}

export interface World {
  /** Whole, as the API server has it. */
  readonly object: ApiObject;
  /** ReplicaSets of the Deployment whose rollout is undone, ControllerRevisions of a StatefulSet or DaemonSet; empty for anything else. */
  readonly revisions: readonly ApiObject[];
}

export type Wanted = Pick<RemedyRecord, 'action' | 'change' | 'requestedAtMs'>;

/** `deployment/cart` */
export function objectName({ kind, name }: Pick<RemedyChange, 'kind' | 'name'>): string {
  return `${kind.toLowerCase()}/${name}`;
}

/** In what the API server keeps the pod templates of before. */
export function revisionKindOf({ kind }: Pick<RemedyChange, 'kind'>): 'ReplicaSet' | 'ControllerRevision' {
  return kind === 'Deployment' ? 'ReplicaSet' : 'ControllerRevision';
}

/** The generation counts changes of the spec alone; a status that moves is no change. */
export function seenOf({ metadata }: ApiObject): string {
  return `${metadata.uid ?? ''}/${metadata.generation ?? 0}`;
}

/** Refused by the API server when somebody was faster. */
export function unchanged({ metadata: { generation } }: ApiObject): readonly PatchOperation[] {
  return generation === undefined ? [] : [{ op: 'test', path: '/metadata/generation', value: generation }];
}
