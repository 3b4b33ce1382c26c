/** What could be done about a cause, and what exactly that would change. */

export interface Proposal {
  readonly action: 'undo-rollout' | 'raise-limit' | 'restart' | 'scale' | 'cordon';
  /** What it would change, in one sentence. */
  readonly text: string;
  /** The command that does exactly that. */
  readonly command: string;
  /** The same for a program; absent where only a person can do it, and from incidents of before. */
  readonly change?: ProposedChange | undefined;
}

/** One object and what about it would be another. */
export interface ProposedChange {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Node';
  /** Null: the object lies in none. */
  readonly namespace: string | null;
  readonly name: string;
  /** Whose limit is raised. */
  readonly container?: string | undefined;
  /** The ReplicaSet or ControllerRevision whose rollout is undone. */
  readonly revision?: string | undefined;
  /** Bytes of memory, or replicas. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}
