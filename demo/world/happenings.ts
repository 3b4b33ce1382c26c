/** What can happen in the world, as data. Times are milliseconds after the world's start. */
export type Happening =
  /** Twice the customers for a while. */
  | { readonly type: 'loadDoubling'; readonly afterForMs: number; readonly forMs: number }
  /** A new version that is fine. */
  | { readonly type: 'rollout'; readonly afterForMs: number; readonly service: string }
  | { readonly type: 'nightlyJob'; readonly afterForMs: number }
  | { readonly type: 'scale'; readonly afterForMs: number; readonly service: string; readonly replicas: number }
  /** The node is cordoned, its pods move, and it comes back after `forMs`. */
  | { readonly type: 'nodeDrain'; readonly afterForMs: number; readonly node: string; readonly forMs: number }
  | Fault;

/** Faults end after `forMs`, by a new version or by the thing coming back. */
export type Fault =
  /** Memory grows to the limit within `growForMs`; the kernel kills, the kubelet restarts, and again. */
  | {
      readonly type: 'memoryLeak';
      readonly afterForMs: number;
      readonly forMs: number;
      readonly service: string;
      readonly growForMs: number;
    }
  /** A new version that fails its requests and then crashes. */
  | { readonly type: 'badRollout'; readonly afterForMs: number; readonly forMs: number; readonly service: string }
  | { readonly type: 'databaseOutage'; readonly afterForMs: number; readonly forMs: number }
  /** One service logs a new error again and again; nobody else minds. */
  | { readonly type: 'errorBurst'; readonly afterForMs: number; readonly forMs: number; readonly service: string }
  /** One service says nothing any more. */
  | { readonly type: 'silence'; readonly afterForMs: number; readonly forMs: number; readonly service: string };

const faults: ReadonlySet<string> = new Set(['memoryLeak', 'badRollout', 'databaseOutage', 'errorBurst', 'silence']);

export const isFault = (happening: Happening): happening is Fault => faults.has(happening.type);
