/** What a service of the simulated cluster is before anything happens to it. */
import type { Dialect } from './dialect.ts';

export type Tier = 'edge' | 'front' | 'middle' | 'back' | 'store';

export interface Call {
  /** Position in the roster, always behind the caller's. */
  readonly service: number;
  /** Of the caller's requests, how many need it. */
  readonly share: number;
}

export interface Service {
  readonly index: number;
  readonly namespace: string;
  readonly name: string;
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly tier: Tier;
  /** What it is about: a word of its lines and paths. */
  readonly noun: string;
  readonly dialect: Dialect;
  readonly port: number;
  readonly replicas: number;
  readonly calls: readonly Call[];
  /** Hosts outside of the cluster that it asks. */
  readonly externals: readonly string[];
  /** At load 1, of all pods together. */
  readonly linesPerMinute: number;
  readonly requestsPerMinute: number;
  readonly latencyMs: number;
  readonly startupMs: number;
  readonly memoryBytes: number;
  readonly limitBytes: number;
  readonly cpuCores: number;
  /** How much its load follows the day: 0 not at all, 1 wholly. */
  readonly season: number;
}

export interface ExternalHost {
  readonly host: string;
  readonly noun: string;
}

export interface Roster {
  readonly services: readonly Service[];
  readonly externals: readonly ExternalHost[];
  readonly nodes: readonly string[];
}
