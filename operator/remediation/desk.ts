/** What carrying out remedies needs of the rest of the operator. */
import type { AuditEntry, IncidentView, RemedyAction } from '../../api/contract.ts';
import type { KubeObject } from '../../engine/index.ts';
import type { RemedyBook } from '../notify/notify.ts';
import type { Telemetry } from '../telemetry.ts';
import type { RemedyClient } from './cluster.ts';

export interface RemediationOptions {
  readonly client: RemedyClient;
  readonly book: RemedyBook;
  /** What the LogDetector wishes now; null: there is none of that name that is read. */
  wished(this: void, detector: string): RemediationWish | null;
  view(this: void, reference: string): IncidentView | null;
  open(this: void, detector: string): readonly IncidentView['incident'][];
  /** Pods of the namespaces that the detector reads; empty while they may not be read. */
  pods(this: void, detector: string): readonly KubeObject[];
  /** Whether the detector reads the namespace, and so may change what is in it. */
  reads(this: void, detector: string, namespace: string): boolean;
  lookup(this: void, kind: string, namespace: string, name: string): KubeObject | null;
  audit(this: void, entry: AuditEntry): Promise<void>;
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

export interface RemediationWish {
  readonly actions: readonly RemedyAction[];
  readonly watchMinutes: number;
  readonly isShadow: boolean;
}

/** What is worked on now, so that nothing is done by two at a time. */
export interface Desk extends RemediationOptions {
  /** Names of objects. */
  readonly busy: Set<string>;
  /** Remedy -> since when things have been worse. */
  readonly worseSince: Map<string, number>;
}
