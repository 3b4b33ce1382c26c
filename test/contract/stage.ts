import type { KubeClient } from '../../operator/kube/client.ts';

/** A pod that numbers its lines: `line 0`, `line 1`, ... of instance `I` as `I/0`, `I/1`, ... */
export interface PodScript {
  readonly name: string;
  readonly lines: number;
  readonly everyMs: number;
  /** `stay` runs on silently; `exit` ends for good; `restart` fails and is started again, and then stays after its lines. */
  readonly afterwards: 'stay' | 'exit' | 'restart';
}

/** The cluster under test and what a test needs to happen in it. */
export interface Stage {
  readonly client: KubeClient;
  /** A namespace of its own, removed at the end. */
  readonly namespace: string;
  startPod(this: void, script: PodScript): Promise<void>;
  /** A continue token made so old that the API server has forgotten its list; null where that cannot be brought about now. */
  expire(this: void, token: string): Promise<string | null>;
  /** A client that may not do this; `allow` ends it. */
  forbid(this: void, verb: string, resource: string): Promise<{ readonly client: KubeClient; allow(): Promise<void> }>;
  close(): Promise<void>;
}
