/** A model out of a file: looked at closely, since anybody may have written it, redacted once more, and kept as a new version that nobody has accepted. */
import { z } from 'zod';
import { createModel, decodeModel, NewerModelError, type Model } from '../../engine/index.ts';
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
  readonly redact: (text: string) => string;
}

export interface ImporterOptions {
  readonly registry: Registry;
  readonly rollouts: Rollouts;
  readonly now: () => number;
  /** There is one version more. */
  onImported(detector: string): void;
}

/** Returns the version it became. Throws `ModelCorrupt` or `ModelNewer` with a sentence. */
export type Importer = (request: ImportRequest) => Promise<{ readonly version: number; readonly sentence: string }>;

export function createImporter(options: ImporterOptions): Importer {
  const { registry, rollouts, now } = options;
  return async ({ detector, requestedBy, model, redact }) => {
    const given = read(model);
    const known = (await registry.list(detector)).map(({ version }) => version);
    const version = (known.at(-1) ?? 0) + 1;
    const madeBy = `${requestedBy}, imported from model ${given.version} of ${given.detector}`.slice(0, 300);
    const sealed = seal(
      createModel({ ...redacted(moved(given, detector), redact), detector, version, createdAtMs: now(), madeBy: redact(madeBy) }),
    );
    const rollout = await rollouts.load(detector, known.at(-1) ?? null);
    const next = withUnaccepted(rollout, version, known);
    const inUse = [rollout.accepted, rollout.canary?.version, rollout.canary?.against].filter((one) => typeof one === 'number');
    const isKept = await registry.add(sealed, { inUse, together: [rollouts.mutation(detector, next)] });
    if (!isKept) throw new OperatorError('StoreUnavailable', `Another model of ${detector} was made at the same time; import it again.`);
    options.onImported(detector);
    const sentence = `Model ${given.version} of ${given.detector} is model ${version} of ${detector} now. It serves when it is pinned (spec.model.pinnedVersion).`;
    return { version, sentence };
  };
}

const Text = z.string().max(4_000);
const Id = z.string().regex(/^[\w.-]{1,64}$/, 'must be the id of a template');
const AtMs = z.number().min(0);
const UsualSchema = z.looseObject({
  location: z.number().min(0),
  spread: z.number().min(0),
  burst: z.number().min(0),
  peak: z.number().min(0),
  peakBurst: z.number().min(0),
  steadiness: z.number().min(0).max(1),
  minutes: z.number().min(0),
});
const PatternSchema = z.looseObject({
  id: Id,
  text: Text,
  level: z.enum(['trace', 'debug', 'info', 'warning', 'error', 'fatal']),
  count: z.number().min(0),
  cluster: z.string().max(200).nullable(),
  usual: UsualSchema,
  aliases: z.array(Id).max(100).optional(),
});
const WorkloadId = z.string().regex(/^[^/\s]{1,253}\/[^/\s]{1,253}\/[^/\s]{1,253}$/, 'must be NAMESPACE/KIND/NAME');
const ClustersSchema = z.looseObject({
  terms: z.array(Text).max(100_000),
  idf: z.array(z.number()).max(100_000),
  basis: z.array(z.array(z.number()).max(1_000)).max(100_000).optional(),
  clusters: z
    .array(
      z.looseObject({
        name: z.string().max(200).nullable(),
        meanings: z.array(z.string().max(200)).max(1_000),
        center: z.array(z.tuple([z.number().int().min(0).max(1_000), z.number()])).max(1_000),
      }),
    )
    .max(10_000),
});
const LeftOutSchema = z.looseObject({ workload: WorkloadId, reason: Text });
/** Of everything that is used; what else a model holds is told and not calculated with. */
const ImportedSchema = z.looseObject({
  detector: z.string().max(320),
  version: z.number().int().min(1).max(1_000_000_000),
  trainedFromAtMs: AtMs,
  trainedToAtMs: AtMs,
  sampleSize: z.number().min(0),
  thresholds: z.record(z.string().max(50), z.number().positive()),
  workloads: z.array(z.looseObject({ workload: WorkloadId, all: UsualSchema, patterns: z.array(PatternSchema).max(10_000) })).max(5_000),
  clusters: ClustersSchema,
  leftOut: z.array(LeftOutSchema).max(600_000),
  omitted: z.array(LeftOutSchema.extend({ patterns: z.number().min(0) })).max(10_000),
});

function read(value: unknown): Model {
  try {
    const model = decodeModel(new TextEncoder().encode(JSON.stringify(value ?? null)));
    const parsed = ImportedSchema.safeParse(model);
    if (parsed.success) return model;
    const [issue] = parsed.error.issues;
    throw new Error(`The model has a wrong shape at ${issue?.path.map(String).join('.') || 'its root'}: ${issue?.message ?? 'unknown'}.`);
  } catch (cause) {
    const code = cause instanceof NewerModelError ? 'ModelNewer' : 'ModelCorrupt';
    throw new OperatorError(code, `This cannot be imported: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Workloads of another namespace are those of the same names here: a model may come from another stage. */
function moved(model: Model, detector: string): Model {
  const [from, to] = [`${namespaceOf(model.detector)}/`, `${namespaceOf(detector)}/`];
  const here = <Of extends { readonly workload: string }>(of: Of): Of => ({
    ...of,
    workload: of.workload.startsWith(from) ? `${to}${of.workload.slice(from.length)}` : of.workload,
  });
  return { ...model, workloads: model.workloads.map(here), leftOut: model.leftOut.map(here), omitted: model.omitted.map(here) };
}

/** A file may have been made under laxer rules, or written by hand. */
function redacted(model: Model, redact: (text: string) => string): Model {
  const told = <Of extends { readonly reason: string }>(of: Of): Of => ({ ...of, reason: redact(of.reason) });
  return {
    ...model,
    workloads: model.workloads.map((workload) => ({
      ...workload,
      patterns: workload.patterns.map((pattern) => ({ ...pattern, text: redact(pattern.text) })),
    })),
    clusters: { ...model.clusters, terms: model.clusters.terms.map(redact) },
    leftOut: model.leftOut.map(told),
    omitted: model.omitted.map(told),
  };
}
