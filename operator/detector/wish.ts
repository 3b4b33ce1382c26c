/**
 * Retrain and rollback as asked in chat: written into the resource as its desired state, with field managers of their own. The
 * reconcile does the work. Where somebody else (usually Git) owns the field, that owner wins and the answer says so.
 */
import type { Operation, RetrainRequest, RollbackRequest, WishReply } from '../../api/contract.ts';
import { isOfCluster, soundParts, type LogDetector } from '../../api/resource.ts';
import { KubeError, resources, type KubeClient } from '../kube/client.ts';

export interface Wishes {
  retrain(detector: string, request: RetrainRequest): Promise<WishReply>;
  rollback(detector: string, request: RollbackRequest): Promise<WishReply>;
}

export interface WishesOptions {
  readonly client: KubeClient;
  detector(key: string): LogDetector | undefined;
  /** Known model versions, lowest first, and the one that serves. */
  models(key: string): Promise<{ readonly versions: readonly number[]; readonly serving: number | null }>;
  /** Keeps the operation and tells its thread; called before the resource is written, so that no outcome can come too early. */
  begin(operation: Operation, channel: string): Promise<void>;
  /** The resource could not be written after all. */
  fail(operation: Operation, sentence: string): Promise<void>;
  readonly now: () => number;
}

/**
 * Server-side apply drops what a manager owned and no longer sends, so each of the two fields has a manager of its own.
 */
const managers = { retrain: 'logdetector-bot-retrain', rollback: 'logdetector-bot' } as const;

export function createWishes(options: WishesOptions): Wishes {
  return {
    retrain: (key, request) => retrain(options, key, request),
    rollback: (key, request) => rollback(options, key, request),
  };
}

async function retrain(options: WishesOptions, key: string, request: RetrainRequest): Promise<WishReply> {
  const detector = options.detector(key);
  if (!detector) return unknownDetector(key);
  if (soundParts(detector.spec).paused)
    return { outcome: 'refused', sentence: `${key} is paused (spec.paused), so there is nothing new to learn from.` };
  const { serving } = await options.models(key);
  const requestedAtMs = options.now();
  const operation: Operation = {
    id: `retrain-${requestedAtMs}`,
    type: 'retrain',
    detector: key,
    requestedBy: request.requestedBy,
    requestedAtMs,
    fromVersion: serving,
    toVersion: null,
    state: 'requested',
    sentence: `Retraining of ${key} was asked for.`,
  };
  return await write(
    options,
    { operation, detector, channel: request.channel },
    { retrainRequestTime: new Date(requestedAtMs).toISOString() },
  );
}

async function rollback(options: WishesOptions, key: string, request: RollbackRequest): Promise<WishReply> {
  const detector = options.detector(key);
  if (!detector) return unknownDetector(key);
  // Nothing would serve it, and so nobody would ever hear of it again.
  if (soundParts(detector.spec).paused)
    return { outcome: 'refused', sentence: `${key} is paused (spec.paused), so no model serves; let it go on first, then roll back.` };
  const { versions, serving } = await options.models(key);
  const toVersion = request.version ?? versions.findLast((version) => serving !== null && version < serving) ?? null;
  const refusal = refuseRollback(key, toVersion, versions, serving);
  if (refusal || toVersion === null) return { outcome: 'refused', sentence: refusal ?? 'There is no earlier version.' };
  const sentence = `${key} uses model ${serving ?? 'none'} now; model ${toVersion} will serve instead and stay pinned (spec.model.pinnedVersion).`;
  if (request.preview) return { outcome: 'preview', fromVersion: serving, toVersion, sentence };
  const requestedAtMs = options.now();
  const operation: Operation = {
    id: `rollback-${requestedAtMs}`,
    type: 'rollback',
    detector: key,
    requestedBy: request.requestedBy,
    requestedAtMs,
    fromVersion: serving,
    toVersion,
    state: 'requested',
    sentence,
  };
  return await write(options, { operation, detector, channel: request.channel }, { pinnedVersion: toVersion });
}

interface Asked {
  readonly operation: Operation;
  readonly detector: LogDetector;
  /** To be answered in. */
  readonly channel: string;
}

/** Asked dry first, so that a refusal leaves no trace. */
async function write(
  options: WishesOptions,
  { operation, detector, channel }: Asked,
  model: Readonly<Record<string, unknown>>,
): Promise<WishReply> {
  const { apiVersion, kind, metadata } = detector;
  const { namespace, name } = metadata;
  const object = { apiVersion, kind, metadata: { namespace, name }, spec: { model } };
  const resource = isOfCluster(detector) ? resources.clusterlogdetectors : resources.logdetectors;
  const apply = (dryRun: boolean) => options.client.apply(resource, object, { fieldManager: managers[operation.type], dryRun });
  try {
    await apply(true);
  } catch (error) {
    if (error instanceof KubeError && error.managers.length > 0) return conflict(operation, error.managers);
    if (error instanceof KubeError && error.action === 'stall') return { outcome: 'refused', sentence: error.message };
    throw error;
  }
  await options.begin(operation, channel);
  try {
    await apply(false);
  } catch (error) {
    await options.fail(operation, `The resource could not be written: ${error instanceof Error ? error.message : String(error)}`);
    throw error;
  }
  return { outcome: 'accepted', operation };
}

function refuseRollback(key: string, toVersion: number | null, versions: readonly number[], serving: number | null): string | null {
  const known = versions.length > 0 ? `It has ${versions.join(', ')}.` : 'It has none yet; the first is made when its baseline stands.';
  if (toVersion === null) return `${key} has no model before the one that serves. ${known}`;
  if (!versions.includes(toVersion)) return `${key} has no model ${toVersion}. ${known}`;
  if (toVersion === serving) return `${key} uses model ${toVersion} already.`;
  return null;
}

function conflict(operation: Operation, owners: readonly string[]): WishReply {
  const manager = owners.join(', ');
  const field = operation.type === 'retrain' ? 'spec.model.retrainRequestTime' : 'spec.model.pinnedVersion';
  return {
    outcome: 'conflict',
    manager,
    sentence: `${field} of ${operation.detector} is set by ${manager}; change it there. Nothing was changed from here.`,
  };
}

function unknownDetector(key: string): WishReply {
  return { outcome: 'refused', sentence: `There is no LogDetector ${key}.` };
}
