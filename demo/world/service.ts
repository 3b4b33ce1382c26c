/** What a program of the shop is, as the catalogue describes it. */
import type { Dice } from './dice.ts';
import type { Entry, Format } from './formats.ts';

/** Why a call fails: nobody listens, no answer in time, or an answer that is an error. */
export type Failure = 'refused' | 'timeout' | 'error';

export interface Call {
  readonly to: string;
  /** The share of requests that need this call. */
  readonly share: number;
  /** The caller does without it: it logs the failure and answers all the same. */
  readonly optional?: boolean | undefined;
}

export interface ServiceSpec {
  readonly name: string;
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly replicas: number;
  readonly image: string;
  readonly port: number;
  readonly format: Format;
  /** Lines a second over all replicas, at a load of 1. */
  readonly linesPerSecond: number;
  readonly memoryBytes: number;
  readonly memoryLimitBytes: number;
  readonly calls: readonly Call[];
  /** Environment beside the hosts of its calls. */
  readonly env: Readonly<Record<string, string>>;
  readonly start: (dice: Dice) => readonly Entry[];
  readonly stop: (dice: Dice) => readonly Entry[];
  /** A request or piece of work that went well, or one of the small troubles that every program has. */
  readonly work: (dice: Dice) => Entry;
  /** Rare warnings and errors that mean nothing. */
  readonly nuisance: (dice: Dice) => Entry;
  /** A request that failed because of a call. */
  readonly failed: (dice: Dice, to: string, failure: Failure) => readonly Entry[];
  /** What it logs about itself shortly before its memory is full. */
  readonly strained: (dice: Dice) => Entry;
}

export const portOf: Readonly<Record<string, number>> = {
  web: 80,
  checkout: 8080,
  cart: 8080,
  catalog: 8080,
  payments: 8080,
  orders: 8000,
  inventory: 8080,
  users: 8080,
  recommendations: 8000,
  postgres: 5432,
  cache: 6379,
};

export const hostOf = (name: string): string => `${name}:${portOf[name] ?? 80}`;
export const mebibytes = (count: number): number => count * 1024 * 1024;
