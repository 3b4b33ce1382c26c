/** The spec of a LogDetector: what a team wishes. Every default is explained in the description of its field, and given in `defaults`. */
import { z } from 'zod';
import { PagingSchema, resolvePaging } from './paging.ts';
import { RedactionSchema } from './redaction.ts';
import { RemediationSchema, resolveRemediation } from './remediation.ts';
import { integer, matching, uniqueList } from './rule.ts';
import { selectorSchema, type LabelSelector } from './selector.ts';
import { resolveSlo, SloSchema } from './slo.ts';

/** A pod that carries it with the value `"true"` is left alone: none of its lines are read. */
export const excludeAnnotation = 'logdetector.dev/exclude';

/** What a sensitivity stands for. Medium is the textbook rule: three robust deviations and three times the usual. */
const sensitivityThresholds = {
  Low: { spikeFactor: 5, zScore: 5, minimumLines: 30 },
  Medium: { spikeFactor: 3, zScore: 3, minimumLines: 10 },
  High: { spikeFactor: 2, zScore: 3, minimumLines: 5 },
} as const;

/** Proxies of service meshes: they write a line for every request, and repeat every failure that the application reports itself. */
const defaultExcludedContainers = ['istio-init', 'istio-proxy', 'linkerd-init', 'linkerd-proxy'] as const;

const SelectorSchema = selectorSchema(
  "Which pods are read, by their labels. Only pods of the LogDetector's own namespace can be selected; {} selects all of them. " +
    `What a workload (Deployment, StatefulSet, ...) logs is judged as one. A pod opts out with the annotation ${excludeAnnotation}: "true".`,
);

const ContainersSchema = z
  .strictObject({
    exclude: uniqueList(
      matching(z.string().max(63), /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'must be a container name: lower-case letters, digits and "-"'),
      64,
    )
      .exactOptional()
      .describe(
        `Names of containers that are not read. Default: ${defaultExcludedContainers.join(', ')}, because mesh proxies repeat every failure that the ` +
          'application reports itself. A list given here replaces that one; [] reads everything.',
      ),
  })
  .describe('Which containers of the selected pods are read.');

const PatternText = matching(
  z.string().min(1).max(500),
  /[^\s*]/,
  'must be text with more than "*" and blanks in it, because that would match every line',
);

const PatternsSchema = z
  .strictObject({
    ignore: uniqueList(PatternText, 200)
      .exactOptional()
      .describe(
        'Patterns that are counted but never reported. An entry is a part of the log message, capitals or not, in which "*" stands for any text; ' +
          'or the id of a pattern as /logbot top-patterns shows it. Default: none.',
      ),
    alwaysReport: uniqueList(PatternText, 200)
      .exactOptional()
      .describe(
        'Patterns that are reported at their first line, whatever the baseline says and also while it is being learned. Written like those to ignore; ' +
          'stronger than them. Default: none.',
      ),
  })
  .describe('Exceptions from what the baseline decides.');

const ThresholdsSchema = z
  .strictObject({
    spikeFactor: integer(2, 100)
      .exactOptional()
      .describe('How many times more lines of a pattern than usual make a spike. Default: 5, 3 or 2 by sensitivity Low, Medium or High.'),
    zScore: integer(2, 100)
      .exactOptional()
      .describe(
        'How many robust deviations (1.4826 MAD) above usual make a spike; must hold together with spikeFactor. Default: 5, 3 or 3 by sensitivity.',
      ),
    minimumLines: integer(1, 1_000_000)
      .exactOptional()
      .describe(
        'Fewer lines than this never make a spike, because ratios of small counts mean nothing. Default: 30, 10 or 5 by sensitivity.',
      ),
    silenceSeconds: integer(30, 86_400)
      .exactOptional()
      .describe(
        'A workload that usually writes and has written nothing for so long is reported as silent; one whose pauses have been known for six hours sooner, after twice the longest of them. Default: 300, above the pauses of periodic work.',
      ),
    resolveSeconds: integer(10, 86_400)
      .exactOptional()
      .describe(
        'An incident is resolved when everything has been as usual for so long. Default: 120, so that the pause between two crashes resolves nothing.',
      ),
    learningSeconds: integer(30, 86_400)
      .exactOptional()
      .describe(
        'How long a new workload is watched before spikes are judged; four whole minutes of lines are needed in any case. Default: 300; until then only what is new and severe counts.',
      ),
  })
  .describe('The numbers behind sensitivity, for those who want to set one of them by itself.');

const SlackSchema = z
  .strictObject({
    channel: matching(
      z.string().min(1).max(111),
      /^[^\s#@<>&,!*"'()]+$/,
      'must be a channel\'s name without "#", such as shop-incidents, or its id',
    ).describe(
      "The channel's name without #, or its id; of a further workspace of the administrator's configuration, WORKSPACE/CHANNEL. The administrator's configuration must allow it to this namespace.",
    ),
  })
  .describe('Messages in Slack. Default: none; incidents are still found, kept, and written as Kubernetes Events.');

const NotifySchema = z
  .strictObject({
    slack: SlackSchema.exactOptional(),
    receivers: z
      .array(
        matching(
          z.string().min(1).max(63),
          /^[A-Za-z0-9]([A-Za-z0-9_. -]*[A-Za-z0-9])?$/,
          "must be the name of a receiver of the administrator's configuration",
        ),
      )
      .max(4)
      .meta({ 'x-kubernetes-list-type': 'set' })
      .exactOptional()
      .describe(
        "Receivers of the administrator's configuration, of type teams or mattermost, that hear of every incident that is worth a message: once when it opens and once when it is over. " +
          'It wakes nobody. Default: none.',
      ),
    minimumSeverity: z
      .enum(['Info', 'Warning', 'Error', 'Critical'])
      .exactOptional()
      .describe(
        'Incidents below this are kept but not posted. Default: Warning, because what is only informative wants no reader at once.',
      ),
  })
  .describe('Who hears of an incident.');

const minute = '[0-5]?[0-9]';
const hour = '([01]?[0-9]|2[0-3])';
const day = '(0?[1-9]|[12][0-9]|3[01])';
const month =
  '(0?[1-9]|1[0-2]|[Jj][Aa][Nn]|[Ff][Ee][Bb]|[Mm][Aa][RrYy]|[Aa][Pp][Rr]|[Jj][Uu][NnLl]|[Aa][Uu][Gg]|[Ss][Ee][Pp]|[Oo][Cc][Tt]|[Nn][Oo][Vv]|[Dd][Ee][Cc])';
const weekday = '([0-7]|[Ss][Uu][Nn]|[Mm][Oo][Nn]|[Tt][Uu][Ee]|[Ww][Ee][Dd]|[Tt][Hh][Uu]|[Ff][Rr][Ii]|[Ss][Aa][Tt])';
const schedule = new RegExp(`^(Never|${[minute, hour, day, month, weekday].map(cronField).join(' +')})$`);

const ModelSchema = z
  .strictObject({
    retrainSchedule: matching(
      z.string().min(5).max(100),
      schedule,
      'must be "Never" or a cron expression of five fields (minute hour day month weekday), such as "0 3 * * 0"',
    )
      .exactOptional()
      .describe(
        'When a new model is made: cron with five fields in UTC, or Never. Default: "0 3 * * 0", once a week, so that every hour of the week has been seen once more.',
      ),
    pinnedVersion: integer(1, 1_000_000_000)
      .exactOptional()
      .describe(
        'Use this model version and no later one; this is what a rollback sets. Default: unset, the latest accepted version serves.',
      ),
    retrainRequestTime: z.iso
      .datetime({ offset: true })
      .meta({ format: 'date-time' })
      .exactOptional()
      .describe('Asks for one training now; a new time asks for another. Set by /logbot retrain. Default: unset.'),
    canaryMinutes: integer(0, 10_080)
      .exactOptional()
      .describe(
        'How long at most a new model version is tried beside the one that serves, in a tenth of the windows, before it serves; it is taken back ' +
          'when it raises more than twice as many false alarms. 0: it serves at once. Default: 1440, so that a small workload is seen in enough of them.',
      ),
  })
  .describe('The models (patterns, groups and baselines): when they are made and which one serves.');

export const LogDetectorSpecSchema = z
  .strictObject({
    selector: SelectorSchema,
    containers: ContainersSchema.exactOptional(),
    source: z
      .enum(['Api', 'Otlp'])
      .exactOptional()
      .describe(
        'Where the lines come from. Api: the operator fetches them from the Kubernetes API. Otlp: a collector (Fluent Bit, Vector, Alloy, OpenTelemetry) ' +
          'sends them to the inlet /v1/logs, and no log stream is opened; needs an inlet of the administrator, see docs/otlp.md. Lines are read from one of ' +
          'them only, so that none is counted twice. Default: Api.',
      ),
    patterns: PatternsSchema.exactOptional(),
    sensitivity: z
      .enum(['Low', 'Medium', 'High'])
      .exactOptional()
      .describe(
        'How much must change before it is reported: five times (Low), three times (Medium) or twice (High) the usual. Default: Medium.',
      ),
    thresholds: ThresholdsSchema.exactOptional(),
    slo: SloSchema.exactOptional(),
    redaction: RedactionSchema.exactOptional(),
    notify: NotifySchema.exactOptional(),
    paging: PagingSchema.exactOptional(),
    remediation: RemediationSchema.exactOptional(),
    model: ModelSchema.exactOptional(),
    mode: z
      .enum(['Active', 'Shadow'])
      .exactOptional()
      .describe(
        'Shadow: reads, learns, decides and records as ever, but posts no incident and pages nobody; status, API, /logbot status and logbot incidents ' +
          'tell what it would have said and whom it would have woken. What was said before the change is brought to its end. Default: Active.',
      ),
    paused: z
      .boolean()
      .exactOptional()
      .describe('While true no log is read and nothing is reported; models and history are kept. Default: false.'),
  })
  .describe('What is wished. Only selector is required.');

export type LogDetectorSpec = z.infer<typeof LogDetectorSpecSchema>;
export type LogDetectorSelector = LabelSelector;

/** What can be understood of a spec that is not valid as a whole, so that its other wishes can still be judged. */
export function soundParts(spec: unknown): LogDetectorSpec {
  const given: Readonly<Record<string, unknown>> = typeof spec === 'object' && spec !== null ? { ...spec } : {};
  const parts = Object.entries(LogDetectorSpecSchema.shape).flatMap(([field, schema]) => {
    const parsed = schema.safeParse(given[field]);
    return given[field] !== undefined && parsed.success ? [[field, parsed.data]] : [];
  });
  return { selector: {}, ...Object.fromEntries(parts) };
}

/** A spec in which every default stands; null where the default is to do nothing. */
export type ResolvedSpec = ReturnType<typeof defaults>;

export function defaults(spec: LogDetectorSpec) {
  const sensitivity = spec.sensitivity ?? 'Medium';
  const waits = { silenceSeconds: 300, resolveSeconds: 120, learningSeconds: 300 };
  return {
    selector: { matchLabels: {}, matchExpressions: [], ...spec.selector },
    containers: { exclude: [...defaultExcludedContainers], ...spec.containers },
    patterns: { ignore: [], alwaysReport: [], ...spec.patterns },
    ...resolveModes(spec),
    sensitivity,
    thresholds: { ...sensitivityThresholds[sensitivity], ...waits, ...spec.thresholds },
    slo: resolveSlo(spec.slo),
    redaction: { ip: false, hash: false, patterns: [], ...spec.redaction },
    notify: {
      channel: spec.notify?.slack?.channel ?? null,
      receivers: [...new Set(spec.notify?.receivers ?? [])],
      minimumSeverity: spec.notify?.minimumSeverity ?? 'Warning',
    },
    paging: resolvePaging(spec.paging ?? {}),
    remediation: resolveRemediation(spec.remediation ?? {}),
    model: resolveModel(spec.model ?? {}),
  };
}

function resolveModes({ source, mode, paused }: LogDetectorSpec) {
  return { source: source ?? ('Api' as const), mode: mode ?? ('Active' as const), paused: paused ?? false };
}

function resolveModel(model: z.infer<typeof ModelSchema>) {
  const wished = model.retrainSchedule ?? '0 3 * * 0';
  return {
    /** Null: never. */
    retrainSchedule: wished === 'Never' ? null : wished,
    pinnedVersion: model.pinnedVersion ?? null,
    retrainRequestTime: model.retrainRequestTime ?? null,
    canaryMinutes: model.canaryMinutes ?? 1440,
  };
}

function cronField(value: string): string {
  const part = `(\\*|${value}(-${value})?)(/[1-9][0-9]?)?`;
  return `${part}(,${part})*`;
}
