/** `spec.paging` of a LogDetector: who is woken, by what, and when not. */
import { z } from 'zod';
import { integer, matching, withRule } from './rule.ts';

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

const receiverName = (): z.ZodString =>
  matching(
    z.string().min(1).max(63),
    /^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/,
    "must be the name of a receiver of the administrator's configuration",
  );

const clockTime = (): z.ZodString => matching(z.string().max(5), /^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'must be a time of day such as 08:30');

/** An unknown zone is an error of the CEL call itself, which refuses the object as well. */
const timeZone = (): z.ZodString =>
  withRule(z.string().min(1).max(64), {
    rule: "timestamp('2026-01-01T00:00:00Z').getHours(self) >= 0",
    message: 'must be a time zone of the IANA database, such as Europe/Berlin',
    check: isTimeZone,
  });

const days = () =>
  z
    .array(z.enum(weekdays))
    .max(7)
    .meta({ 'x-kubernetes-list-type': 'atomic' })
    .exactOptional()
    .describe('Days on which it begins. Default: every day.');

const moment = () => z.iso.datetime({ offset: true }).meta({ format: 'date-time' });

const reason = (): z.ZodString => z.string().min(1).max(300).describe('Why; it stands in the answer of whoever asks why nobody was woken.');

const HoursSchema = z
  .strictObject({
    severity: z.enum(['Warning', 'Error', 'Critical']).describe('The severity that wakes somebody only then.'),
    days: days(),
    from: clockTime().describe('When it begins, such as 08:00.'),
    to: clockTime().describe('When it ends; not after from means on the next day.'),
    timeZone: timeZone().exactOptional().describe('Whose clock it is. Default: UTC.'),
  })
  .describe('Hours of one severity.');

const MaintenanceSchema = withRule(
  z.strictObject({
    startTime: moment().exactOptional().describe('When it begins, for one that happens once; then with endTime.'),
    endTime: moment().exactOptional().describe('When it ends.'),
    days: days(),
    from: clockTime().exactOptional().describe('When it begins, for one that comes every week; then with to.'),
    to: clockTime().exactOptional().describe('When it ends; not after from means on the next day.'),
    timeZone: timeZone().exactOptional().describe('Whose clock from and to are. Default: UTC.'),
    reason: reason(),
  }),
  {
    rule: 'has(self.startTime) == has(self.endTime) && has(self.from) == has(self.to) && has(self.startTime) != has(self.from)',
    message: 'must be given either startTime and endTime, or from and to',
    check: ({ startTime, endTime, from, to }) =>
      (startTime === undefined) === (endTime === undefined) &&
      (from === undefined) === (to === undefined) &&
      (startTime === undefined) !== (from === undefined),
  },
).describe('A time in which nobody is woken.');

const MuteSchema = withRule(
  z.strictObject({
    workload: matching(
      z.string().min(1).max(253),
      /^[a-z0-9*]([a-z0-9.*-]*[a-z0-9*])?$/,
      'must be the name of a workload, in which "*" stands for any text',
    )
      .exactOptional()
      .describe('Name of the workload that is the cause or, where no cause is known, that fails; "*" stands for any text.'),
    cause: matching(z.string().min(1).max(63), /^[a-z]([a-z-]*[a-z])?$/, 'must be a kind of cause, such as out-of-memory')
      .exactOptional()
      .describe('Kind of the likeliest cause, such as out-of-memory.'),
    untilTime: moment().exactOptional().describe('When it ends by itself. Default: it lasts until it is taken out.'),
    reason: reason(),
  }),
  {
    rule: 'has(self.workload) || has(self.cause)',
    message: 'must be given workload, cause or both',
    check: ({ workload, cause }) => workload !== undefined || cause !== undefined,
  },
).describe('What nobody is to be woken for.');

const EscalationSchema = z
  .strictObject({
    receiver: receiverName().describe("A second receiver of the administrator's configuration, which must allow it to this namespace."),
    afterMinutes: integer(1, 1440)
      .exactOptional()
      .describe(
        'How long the page may stand without an acknowledgement in Slack, through the API or in Opsgenie. Default: 15, enough to get up and look.',
      ),
  })
  .describe('Who is woken when nobody acknowledges. Default: nobody.');

export const PagingSchema = z
  .strictObject({
    receiver: receiverName().describe("A receiver of the administrator's configuration, which must allow it to this namespace."),
    escalation: EscalationSchema.exactOptional(),
    when: z
      .enum(['Cascade', 'Critical', 'Never'])
      .exactOptional()
      .describe(
        'What wakes somebody: several workloads failing along their calls (Cascade), whatever is Critical, or nothing. Default: Cascade.',
      ),
    minimumSeverity: z.enum(['Warning', 'Error', 'Critical']).exactOptional().describe('Incidents below this wake nobody. Default: Error.'),
    minimumWorkloads: integer(1, 100)
      .exactOptional()
      .describe('How many workloads must fail. Default: 2, the one that broke and one that breaks with it; 1 with when: Critical.'),
    minimumConfidencePercent: integer(0, 100)
      .exactOptional()
      .describe('How sure the cause must be. Default: 50; facts of kernel and kubelet are above 80, a guess below 50.'),
    minimumSeconds: integer(0, 86_400)
      .exactOptional()
      .describe('How long it must have lasted. Default: 0, because a cascade has lasted long enough to reach its second workload.'),
    maximumMissedPercent: integer(0, 100)
      .exactOptional()
      .describe(
        'Share of log lines that were missed above which nobody is woken. Default: 50; with more it is not known who failed first.',
      ),
    whileLearning: z
      .enum(['Facts', 'Always', 'Never'])
      .exactOptional()
      .describe(
        'What wakes somebody while a baseline is young: causes that are Facts of the cluster, all (Always), or none. Default: Facts.',
      ),
    rolloutGraceSeconds: integer(0, 3600)
      .exactOptional()
      .describe('How long a page waits after a rollout of what fails has begun. Default: 120; a rollout that is broken still is after it.'),
    pagesPerDay: integer(1, 100)
      .exactOptional()
      .describe('Pages within 24 hours; what is above it is told in Slack, and once more in a digest of the day. Default: 10.'),
    maintenance: z
      .array(MaintenanceSchema)
      .max(16)
      .meta({ 'x-kubernetes-list-type': 'atomic' })
      .exactOptional()
      .describe('Times in which nobody is woken; what still fails at the end of one wakes somebody then. Default: none.'),
    mute: z
      .array(MuteSchema)
      .max(32)
      .meta({ 'x-kubernetes-list-type': 'atomic' })
      .exactOptional()
      .describe('What nobody is woken for. Default: nothing.'),
    hours: z
      .array(HoursSchema)
      .max(16)
      .meta({ 'x-kubernetes-list-type': 'atomic' })
      .exactOptional()
      .describe(
        'Hours in which a severity wakes somebody; what still fails when they begin does then. Default: all severities at any hour.',
      ),
  })
  .describe('Who is woken by a cascade (several workloads failing along their calls), and when not. Default: nobody.');

type Paging = z.infer<typeof PagingSchema>;

/** The paging in which every default stands; null receiver: nobody is woken. */
export function resolvePaging(paging: Partial<Paging>) {
  const { receiver = null, escalation, when = 'Cascade', ...gates } = paging;
  return {
    minimumSeverity: 'Error' as const,
    minimumWorkloads: when === 'Critical' ? 1 : 2,
    minimumConfidencePercent: 50,
    minimumSeconds: 0,
    maximumMissedPercent: 50,
    whileLearning: 'Facts' as const,
    rolloutGraceSeconds: 120,
    pagesPerDay: 10,
    maintenance: [],
    mute: [],
    hours: [],
    ...gates,
    when,
    receiver,
    escalation: escalation ? { afterMinutes: 15, ...escalation } : null,
  };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
