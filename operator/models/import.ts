/** A model out of a file: looked at closely, since anybody may have written it, redacted once more, and kept as a new version that nobody has accepted. */
import { z } from 'zod';
import { createModel, decodeModel, NewerModelError, type ModelContent } from '../../engine/index.ts';
import { namespaceOf } from '../detector-key.ts';
import { OperatorError } from '../errors.ts';
import { seal } from './record.ts';
import type { Registry } from './registry.ts';
import { withUnaccepted, type Rollouts } from './rollout.ts';

export interface ImportRequest {
  readonly detector: string;
  readonly requestedBy: string;
  /** As it was parsed; not yet believed. */
  readonly model: unknown;
  /** Versions that are pinned or serve, which must not make way for it. */
  readonly inUse: readonly number[];
  readonly redact: (text: string) => string;
}

export interface ImporterOptions {
  readonly registry: Registry;
  readonly rollouts: Rollouts;
  readonly now: () => number;
}

/** Returns the version it became. Throws `ModelCorrupt` or `ModelNewer` with a sentence. */
export type Importer = (request: ImportRequest) => Promise<{ readonly version: number; readonly sentence: string }>;

export function createImporter({ registry, rollouts, now }: ImporterOptions): Importer {
  return async ({ detector, requestedBy, model, inUse, redact }) => {
    const given = read(model);
    const known = (await registry.list(detector)).map(({ version }) => version);
    const version = (known.at(-1) ?? 0) + 1;
    const madeBy = `${requestedBy}, imported from model ${given.version} of ${given.detector}`.slice(0, 300);
    const sealed = seal(
      createModel({ ...redacted(moved(given, detector), redact), detector, version, createdAtMs: now(), madeBy: redact(madeBy) }),
    );
    const rollout = await rollouts.load(detector, known.at(-1) ?? null);
    const next = withUnaccepted(rollout, version, known);
    const standing = [rollout.accepted, rollout.canary?.version, rollout.canary?.against].filter((one) => typeof one === 'number');
    const isKept = await registry.add(sealed, { inUse: [...inUse, ...standing], together: [rollouts.mutation(detector, next)] });
    if (!isKept) throw new OperatorError('StoreUnavailable', `Another model of ${detector} was made at the same time; import it again.`);
    const sentence = `Model ${given.version} of ${given.detector} is model ${version} of ${detector} now. It serves when it is pinned (spec.model.pinnedVersion).`;
    return { version, sentence };
  };
}

const Text = z.string().max(4_000);
const Name = z.string().max(200);
const Id = z.string().regex(/^[\w.-]{1,64}$/, 'must be the id of a template');
const AtMs = z.number().min(0);
const Count = z.number().min(0);
const LevelSchema = z.enum(['trace', 'debug', 'info', 'warning', 'error', 'fatal']);
const UsualSchema = z.object({
  location: Count,
  spread: Count,
  burst: Count,
  peak: Count,
  peakBurst: Count,
  steadiness: z.number().min(0).max(1),
  minutes: Count,
});
const PatternSchema = z.object({
  id: Id,
  text: Text,
  level: LevelSchema,
  count: Count,
  cluster: Name.nullable(),
  usual: UsualSchema,
  aliases: z.array(Id).max(100).exactOptional(),
});
const WorkloadId = z.string().regex(/^[^/\s]{1,253}\/[^/\s]{1,253}\/[^/\s]{1,253}$/, 'must be NAMESPACE/KIND/NAME');
const ClustersSchema = z.object({
  terms: z.array(Text).max(100_000),
  idf: z.array(z.number()).max(100_000),
  basis: z.array(z.array(z.number()).max(1_000)).max(100_000).exactOptional(),
  clusters: z
    .array(
      z.object({
        id: Id.exactOptional(),
        name: Name.nullable(),
        size: Count,
        meanings: z.array(Name).max(1_000),
        guards: Text.exactOptional(),
        center: z.array(z.tuple([z.number().int().min(0).max(1_000), z.number()])).max(1_000),
      }),
    )
    .max(10_000),
});
const AlarmsSchema = z.object({ version: z.number().int(), alarms: Count });
const MetricsSchema = z.object({
  sample: z.object({ lines: Count, patterns: Count, patternsLeftOut: Count, linesByLevel: z.partialRecord(LevelSchema, Count) }),
  clusterAgreement: z.number().nullable(),
  validation: z.object({ fromAtMs: AtMs, toAtMs: AtMs, windows: Count, alarms: Count, serving: AlarmsSchema.nullable() }).nullable(),
});
/** All that a model of this format holds; nothing else is kept, since nobody has looked at it. */
const ImportedSchema = z.object({
  detector: z.string().max(320),
  version: z.number().int().min(1).max(1_000_000_000),
  trainedFromAtMs: AtMs,
  trainedToAtMs: AtMs,
  sampleSize: Count,
  thresholds: z.record(z.string().regex(/^[A-Za-z]{1,50}$/), z.number().positive()),
  workloads: z.array(z.object({ workload: WorkloadId, all: UsualSchema, patterns: z.array(PatternSchema).max(10_000) })).max(5_000),
  clusters: ClustersSchema,
  leftOut: z.array(z.object({ workload: WorkloadId, fromAtMs: AtMs, toAtMs: AtMs, reason: Text })).max(600_000),
  omitted: z.array(z.object({ workload: WorkloadId, patterns: Count, reason: Text })).max(10_000),
  metrics: MetricsSchema.nullable(),
});
/** What is made anew of an import is no part of it. */
type Given = Omit<ModelContent, 'createdAtMs' | 'madeBy'>;

function read(value: unknown): Given {
  try {
    const { thresholds, ...model } = decodeModel(new TextEncoder().encode(JSON.stringify(value ?? null)));
    const parsed = ImportedSchema.safeParse({ thresholds, ...model });
    if (parsed.success) return { ...parsed.data, thresholds };
    const [issue] = parsed.error.issues;
    throw new Error(`The model has a wrong shape at ${issue?.path.map(String).join('.') || 'its root'}: ${issue?.message ?? 'unknown'}.`);
  } catch (cause) {
    const code = cause instanceof NewerModelError ? 'ModelNewer' : 'ModelCorrupt';
    throw new OperatorError(code, `This cannot be imported: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Workloads of another namespace are those of the same names here: a model may come from another stage. */
function moved(model: Given, detector: string): Given {
  const [from, to] = [`${namespaceOf(model.detector)}/`, `${namespaceOf(detector)}/`];
  const here = <Of extends { readonly workload: string }>(of: Of): Of => ({
    ...of,
    workload: of.workload.startsWith(from) ? `${to}${of.workload.slice(from.length)}` : of.workload,
  });
  const { workloads, leftOut, omitted = [] } = model;
  return { ...model, workloads: workloads.map(here), leftOut: leftOut.map(here), omitted: omitted.map(here) };
}

/** A file may have been made under laxer rules, or written by hand. */
function redacted(model: Given, redact: (text: string) => string): Given {
  const { workloads, clusters, leftOut, omitted = [] } = model;
  const told = <Of extends { readonly reason: string }>(of: Of): Of => ({ ...of, reason: redact(of.reason) });
  const named = (name: string | null): string | null => name && redact(name);
  return {
    ...model,
    workloads: workloads.map((workload) => ({
      ...workload,
      patterns: workload.patterns.map((pattern) => ({ ...pattern, text: redact(pattern.text), cluster: named(pattern.cluster) })),
    })),
    clusters: {
      ...clusters,
      terms: clusters.terms.map(redact),
      clusters: clusters.clusters.map(({ name, meanings, guards, ...cluster }) => ({
        ...cluster,
        name: named(name),
        meanings: meanings.map(redact),
        ...(guards === undefined ? {} : { guards: redact(guards) }),
      })),
    },
    leftOut: leftOut.map(told),
    omitted: omitted.map(told),
  };
}
