/** The engine's incident as it crosses the API; the types are checked against `engine/domain.ts`. */
import { z } from 'zod';
import type { Anomaly, Gate, Incident, Template } from '../engine/domain.ts';
import { ProposedChangeSchema, RemedyActionSchema } from './remedy.ts';

const LevelSchema = z.enum(['trace', 'debug', 'info', 'warning', 'error', 'fatal']);
const SeveritySchema = z.enum(['info', 'warning', 'error', 'critical']);

export const GateSchema = z.object({ name: z.string(), passed: z.boolean(), sentence: z.string() }) satisfies z.ZodType<Gate>;

const TemplateSchema = z.object({
  id: z.string(),
  text: z.string(),
  level: LevelSchema,
  count: z.number(),
  firstSeenAtMs: z.number(),
  lastSeenAtMs: z.number(),
  samples: z.array(z.string()),
  cluster: z.string().nullable(),
}) satisfies z.ZodType<Template>;

const AnomalySchema = z.object({
  kind: z.enum([
    'spike',
    'trend',
    'drop',
    'level-shift',
    'log-bomb',
    'new-pattern',
    'silence',
    'error-ratio',
    'latency',
    'value-share',
    'sequence',
    'outlier',
  ]),
  workload: z.string(),
  template: TemplateSchema.nullable(),
  startedAtMs: z.number(),
  lastSeenAtMs: z.number(),
  observed: z.number(),
  expected: z.number(),
  z: z.number(),
  perYear: z.number().optional(),
  confidence: z.number(),
  level: LevelSchema,
  reason: z.string(),
  samples: z.array(z.string()).optional(),
}) satisfies z.ZodType<Anomaly>;

const CauseSchema = z.object({
  workload: z.string().nullable(),
  pod: z.string().nullable(),
  node: z.string().nullable(),
  kind: z.enum([
    'out-of-memory',
    'bad-rollout',
    'crash',
    'probe-failure',
    'image-pull',
    'scheduling',
    'configuration',
    'node',
    'dependency',
    'errors',
    'slowness',
    'silence',
    'contention',
    'unknown',
  ]),
  changeId: z.string().nullable(),
  score: z.number(),
  reasons: z.array(z.string()),
  named: z
    .object({
      label: z.string(),
      object: z.string(),
      sentence: z.string(),
      remedy: z.string(),
      evidence: z.array(z.object({ atMs: z.number().nullable(), text: z.string() })),
    })
    .optional(),
});

export const IncidentSchema = z.object({
  id: z.string(),
  fingerprint: z.string(),
  state: z.enum(['open', 'resolved']),
  title: z.string(),
  severity: SeveritySchema,
  openedAtMs: z.number(),
  detectedAtMs: z.number(),
  updatedAtMs: z.number(),
  resolvedAtMs: z.number().nullable(),
  preexisting: z.boolean(),
  cascade: z.object({ is: z.boolean(), order: z.array(z.string()), sentence: z.string() }),
  causes: z.array(CauseSchema),
  ruledOut: z.array(z.object({ what: z.string(), why: z.string() })),
  affected: z.array(z.object({ workload: z.string(), sinceAtMs: z.number(), symptom: z.string(), path: z.array(z.string()) })),
  // Incidents of before have none.
  atRisk: z.array(z.object({ workload: z.string(), probability: z.number(), inMs: z.number().nullable(), reason: z.string() })).default([]),
  burning: z.array(z.object({ workload: z.string(), sentence: z.string() })).optional(),
  proposals: z
    .array(z.object({ action: RemedyActionSchema, text: z.string(), command: z.string(), change: ProposedChangeSchema.optional() }))
    .optional(),
  timeline: z.array(z.object({ atMs: z.number(), workload: z.string().nullable(), text: z.string() })),
  anomalies: z.array(AnomalySchema),
  coverage: z.object({ linesSeen: z.number(), linesDropped: z.number(), droppedBy: z.record(z.string(), z.number()) }),
  confidence: z.number(),
  learning: z.string().nullable(),
}) satisfies z.ZodType<Incident>;
