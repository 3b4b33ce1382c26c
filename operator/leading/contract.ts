/** What a leader is given and what the rest of the operator may ask of it. */
import type { Configuration } from '../../api/configuration.ts';
import type { AuditEntry, ChatHealth, TestPageReply } from '../../api/contract.ts';
import type { LogDetector } from '../../api/resource.ts';
import type { resolveRedaction, RedactionFloor } from '../detector/redaction.ts';
import type { Wishes } from '../detector/wish.ts';
import type { KubeClient } from '../kube/client.ts';
import type { Models } from './models.ts';
import type { Registry } from '../models/registry.ts';
import type { Receiver } from '../notify/deliver.ts';
import type { Notifier, NotifyTarget } from '../notify/notify.ts';
import type { Reception } from '../pipeline/reception.ts';
import type { FollowTarget, Supervisor } from '../pipeline/supervisor.ts';
import type { Remediation } from '../remediation/remediation.ts';
import type { LogSource } from '../sources/source.ts';
import type { Store } from '../store/store.ts';
import type { Telemetry } from '../telemetry.ts';

export interface LeadingParts {
  /** Reads the file of a secret when it is needed. */
  readonly readSecret: (path: string) => Promise<string>;
  readonly client: KubeClient;
  readonly store: Store;
  readonly source: LogSource;
  readonly streamKey: (target: FollowTarget) => string;
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly configuration: () => Configuration;
  /** What is redacted at the least, as the configuration and its salt say now. */
  readonly redaction: () => RedactionFloor;
  readonly chatHealth: (workspace: string) => ChatHealth | null;
  /** What happened to the operator itself and concerns every LogDetector. */
  readonly notices: () => readonly string[];
  /** Empty: the whole cluster. */
  readonly namespaces: readonly string[];
  /** Kinds that the administrator does not want to be watched. */
  readonly unwatched?: ReadonlySet<string> | undefined;
  readonly podName: string;
  /** Notes who did what to the cluster. */
  readonly audit: (entry: AuditEntry) => Promise<void>;
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

export interface Leading {
  readonly notifier: Notifier;
  readonly supervisor: Supervisor;
  readonly registry: Registry;
  readonly wishes: Wishes;
  readonly remediation: Pick<Remediation, 'ask'>;
  readonly models: Pick<Models, 'importModel' | 'compare' | 'canary'>;
  /** Takes log lines that are pushed. */
  readonly reception: Reception;
  readonly store: Store;
  readonly term: number;
  detectors(): readonly LogDetector[];
  /** Whom it tells, after the administrator's configuration has had its say. */
  targetOf(detector: string): NotifyTarget;
  /** What is taken out of its texts. */
  redactionOf(detector: LogDetector): ReturnType<typeof resolveRedaction>;
  testPage(detector: string): Promise<TestPageReply>;
  /** Ends the work in good order: readers, checkpoints, watches. */
  stop(): Promise<void>;
}
