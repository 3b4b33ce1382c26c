/** `spec.slo` of a LogDetector: what share of requests is to succeed, and what is told when the error budget burns. */
import { z } from 'zod';
import { integer, matching, uniqueList, withRule } from './rule.ts';

const WorkloadName = matching(
  z.string().min(1).max(253),
  /^[a-z0-9*]([a-z0-9.*-]*[a-z0-9*])?$/,
  'must be the name of a workload, in which "*" stands for any text',
);

/** CRDs avoid floating point; this is compared as a number all the same. */
const Objective = withRule(
  matching(z.string().min(2).max(7), /^9[0-9](\.[0-9]{1,4})?$/, 'must be a percentage from 90 to below 100 as text, such as "99.9"'),
  {
    rule: 'double(self) < 100.0',
    message: 'must be below 100: an objective of 100 leaves no budget',
    check: (value) => Number(value) < 100,
  },
);

const MetricSchema = z.strictObject({
  name: z.string().min(1).max(200).describe('Name of the counter or histogram, as it is told: http.server.request.duration.'),
  attributes: z
    .record(z.string(), z.string().min(1).max(253))
    .refine((attributes) => Object.keys(attributes).length <= 16, 'must be at most 16 attributes')
    .meta({ maxProperties: 16 })
    .exactOptional()
    .describe(
      'Attributes that a point must have, each with its value; "*" stands for any text: http.response.status_code: "5*". Default: none.',
    ),
});

const MetricsSchema = z
  .strictObject({
    total: MetricSchema.describe('What is counted in all.'),
    bad: MetricSchema.describe('What of it is bad: another counter, or the same with more attributes.'),
  })
  .describe(
    'Counters (or histograms, for how many they have counted) that are told to the inlet /v1/metrics, with the workload as k8s.deployment.name (or another ' +
      'kind), service.name or k8s.pod.name. Needs an inlet of the administrator, see docs/evidence.md.',
  );

const SloFields = z.strictObject({
  objective: Objective.describe('Percentage that must be good, as text: "99.9".'),
  windowDays: integer(1, 90)
    .exactOptional()
    .describe(
      'Over how many days. Default: 30. 2 % of its budget within an hour, or 5 % within six hours, is too fast (14.4 and 6 times at 30 days).',
    ),
  count: z
    .enum(['Requests', 'Lines', 'Metrics'])
    .exactOptional()
    .describe(
      'What is counted: log lines that tell the status of a request, bad from 500 on (Requests); all lines, bad from the level error on (Lines); ' +
        'or what is told of the metrics below (Metrics). Default: Requests.',
    ),
  metrics: MetricsSchema.exactOptional(),
  workloads: uniqueList(WorkloadName, 32)
    .min(1)
    .exactOptional()
    .describe('Names of the workloads that it holds for, each by itself; "*" stands for any text. At most 100 are counted. Default: all.'),
});

export const SloSchema = withRule(SloFields, {
  rule: "(has(self.count) && self.count == 'Metrics') == has(self.metrics)",
  message: 'must be given metrics with count: Metrics, and none with the others',
  check: ({ count, metrics }) => (count === 'Metrics') === (metrics !== undefined),
}).describe(
  'A service level objective. While the error budget of a workload burns too fast, by a long and a short window at once, that is a fact of its incident ' +
    'and makes it Critical. Default: none.',
);

/** Null: none is wished. */
export function resolveSlo(slo: z.infer<typeof SloSchema> | undefined) {
  return slo === undefined ? null : { windowDays: 30, count: 'Requests' as const, workloads: [], metrics: null, ...slo };
}
