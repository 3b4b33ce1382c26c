/**
 * What the notifier keeps in the store. Every record has one writer, so that a checkpoint under way and an answer of the bot can never
 * overwrite each other: incident and post are written with the engine's checkpoint, marks by people, delivery by the bot's answers,
 * page by the pager, remedies by whoever carries them out. What the faces see is put together from them at reading (`compose.ts`).
 */
import { z } from 'zod';
import {
  AssignmentSchema,
  DeliveredSchema,
  DescriptionSchema,
  DetectorIdSchema,
  DigestSchema,
  MarkSchema,
  OperationSchema,
  ProposedChangeSchema,
  RemedyActionSchema,
  RemedySchema,
  SnoozeConditionsSchema,
  ThreadEntrySchema,
  IncidentViewSchema,
  RevisionSchema,
  WeekSchema,
  WelcomeSchema,
} from '../../api/contract.ts';
import { ShadowSchema } from '../../api/shadow.ts';

export const IncidentContentSchema = IncidentViewSchema.shape.incident;
const Gates = IncidentViewSchema.shape.page.shape.gates;

const Severities = IncidentContentSchema.shape.severity;

const WishSchema = z.object({
  receiver: z.string(),
  dedupKey: z.string(),
  /** Counts the alternations of trigger (odd) and resolve (even); the pager catches up with it. */
  turn: z.number().int().min(1),
  decidedAtMs: z.number(),
  /** As it was then; some receivers know a page by it. Absent from a record of an earlier release. */
  severity: Severities.optional(),
  /** When the last trigger was decided; absent from a record of an earlier release. */
  triggeredAtMs: z.number().optional(),
  /** The sentence of the gate that speaks of the failure itself. */
  because: z.string(),
});

export const IncidentRecordSchema = z.object({
  detector: DetectorIdSchema,
  incident: IncidentContentSchema,
  /** Why somebody is woken or not; kept as they were when the page was decided. */
  gates: Gates,
  /** Null: nobody is to be woken. */
  page: WishSchema.nullable(),
  /** The second receiver, since nobody acknowledged; null: it is not woken. */
  escalation: WishSchema.nullable().default(null),
  /** Receivers that are told without being woken; absent: none. */
  told: z.array(WishSchema).optional(),
  /** Absent of incidents of an active LogDetector, and in records of before there was a shadow mode. */
  shadow: ShadowSchema.optional(),
  /** Which of its proposals may be carried out; absent: none. */
  offered: z.array(RemedyActionSchema).optional(),
  /** When and why the snooze that began at `snoozeAtMs` ended. */
  snoozeEnd: z.object({ snoozeAtMs: z.number(), atMs: z.number(), why: z.string() }).optional(),
  /** What people have said of what it is made of; absent: nothing. */
  descriptions: z.array(DescriptionSchema).optional(),
  /** How many steps of its remedies have been told in the thread; absent: none. */
  toldSteps: z.number().int().optional(),
});

export const PostRecordSchema = z.object({
  id: z.string(),
  channel: z.string(),
  /** Grows with the content that is written here; marks and pages add their own counts. */
  revision: z.number().int(),
  subject: z.discriminatedUnion('type', [
    z.object({ type: z.literal('incident'), detector: DetectorIdSchema, incidentId: z.string() }),
    z.object({ type: z.literal('operation'), operation: OperationSchema }),
    z.object({ type: z.literal('digest'), digest: DigestSchema }),
    z.object({ type: z.literal('week'), week: WeekSchema }),
    z.object({ type: z.literal('welcome'), welcome: WelcomeSchema }),
    z.object({ type: z.literal('revision'), revision: RevisionSchema }),
  ]),
  entries: z.array(ThreadEntrySchema),
  /** Seq of the next entry; entries that were cut off do not give theirs back. */
  nextSeq: z.number().int(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
});

export const DeliveryRecordSchema = z.object({
  posted: DeliveredSchema.nullable(),
  failure: z.object({ code: z.string(), message: z.string(), retryAtMs: z.number() }).nullable(),
});

const KindSeenSchema = z.object({
  workload: z.string(),
  kind: z.string(),
  pattern: z.object({ id: z.string(), text: z.string() }).nullable(),
  observed: z.number(),
});

/** What an incident was when it was snoozed. */
const SnoozedAsSchema = z.object({ severity: Severities, workloads: z.array(z.string()), observed: z.number() });
const SnoozeRecordSchema = z.object({ conditions: SnoozeConditionsSchema, by: z.string(), atMs: z.number(), was: SnoozedAsSchema });

const SubjectSchema = z.object({
  name: z.string().optional(),
  owner: z.string().optional(),
  runbook: z.string().optional(),
  mute: z.object({ untilAtMs: z.number().nullable(), by: z.string(), atMs: z.number() }).optional(),
});

/** What people have said of patterns (`pattern:ID`) and workloads (`workload:NAME`) of a LogDetector, and who subscribed. */
export const CurationRecordSchema = z.object({
  revision: z.number().int(),
  subjects: z.record(z.string(), SubjectSchema),
  subscriptions: z.array(
    z.object({
      workload: z.string(),
      onlyErrors: z.boolean(),
      to: z.object({ id: z.string(), name: z.string() }),
      by: z.string(),
      atMs: z.number(),
    }),
  ),
});

export const MarksRecordSchema = z.object({
  revision: z.number().int(),
  marks: z.array(MarkSchema),
  /** Absent: nobody has it in hand, it is not snoozed. */
  assignee: AssignmentSchema.optional(),
  snooze: SnoozeRecordSchema.optional(),
  /** Of what kinds the incident was, and how large, when somebody last said what they think of it. */
  seen: z.array(KindSeenSchema).optional(),
  /** How grave it was then, and how many workloads failed; absent in records of before. */
  seenAs: z.object({ severity: IncidentContentSchema.shape.severity, affected: z.number().int() }).optional(),
});

/** From which state to which, so that it can be taken up after a restart and undone. */
const RemedyChangeSchema = ProposedChangeSchema.extend({ toRevision: z.string().optional() });

export const RemedyRecordSchema = RemedySchema.extend({
  change: RemedyChangeSchema,
  /** What undoes it; null: nothing can. */
  undo: RemedyChangeSchema.nullable(),
  /** The object as it was shown to whoever confirmed it. */
  seen: z.string(),
  /** When its effect has been watched for long enough, and what failed before it; null before it was done. */
  watch: z.object({ sinceAtMs: z.number(), untilAtMs: z.number(), pods: z.number(), workloads: z.array(z.string()) }).nullable(),
});

/** All remedies of one incident, oldest first. */
export const RemediesRecordSchema = z.object({ revision: z.number().int(), remedies: z.array(RemedyRecordSchema) });

export const PageRecordSchema = z.object({
  detector: DetectorIdSchema,
  receiver: z.string(),
  dedupKey: z.string(),
  title: z.string(),
  severity: Severities.optional(),
  /** Grows with everything a reader can see. */
  revision: z.number().int(),
  /** Highest turn that an attempt was made for, and that was taken or given up. */
  attemptedTurn: z.number().int(),
  doneTurn: z.number().int(),
  atMs: z.number().nullable(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** When a trigger that nobody took was given up. */
  abandonedAtMs: z.number().optional(),
  /** How often a trigger that was taken has been said again, and when last; see `Receiver.repeat`. */
  repeats: z.object({ count: z.number().int(), atMs: z.number() }).optional(),
});

/** How far each receiver that is told of an incident has heard of it, by its name. */
export const ToldRecordSchema = z.object({ doneTurns: z.record(z.string(), z.number().int()) });
export type ToldRecord = z.infer<typeof ToldRecordSchema>;

/** What a language model wrote of an incident, and when it was asked. */
export const SummaryRecordSchema = z.object({
  revision: z.number().int(),
  /** Null: nothing that passed the check yet. */
  text: z.string().nullable(),
  model: z.string(),
  /** Of what was told when it was written. */
  stamp: z.string(),
  attemptsAtMs: z.array(z.number()),
});
export type SummaryRecord = z.infer<typeof SummaryRecordSchema>;

/** Up to when the rollouts of a LogDetector have been told. */
export const AnnouncedRecordSchema = z.object({ untilAtMs: z.number() });

/** What new revisions of a LogDetector's workloads were judged to write, the oldest first; bounded. */
export const RevisionsRecordSchema = z.object({
  revisions: z.array(
    RevisionSchema.extend({
      workloadId: z.string(),
      judgedAtMs: z.number(),
      /** Null: it could be told. Else why not. */
      unknown: z.string().nullable(),
      /** What was found, in words. */
      sentence: z.string(),
    }),
  ),
});
export type RevisionsRecord = z.infer<typeof RevisionsRecordSchema>;

/** A change that was watched. */
export interface Rollout {
  readonly workload: string;
  readonly atMs: number;
  /** `ReplicaSet cart-7d9f`; absent where nothing stood before it. */
  readonly revision?: string;
  /** `rollout of cart: image v1 to v2`. */
  readonly text: string;
}

/** What a LogDetector has to tell of its rollouts, and to whom. */
export interface Announcement {
  readonly receiver: string;
  readonly rollouts: readonly Rollout[];
}

export type AnnouncedRecord = z.infer<typeof AnnouncedRecordSchema>;
export type IncidentRecord = z.infer<typeof IncidentRecordSchema>;
export type PostRecord = z.infer<typeof PostRecordSchema>;
export type DeliveryRecord = z.infer<typeof DeliveryRecordSchema>;
export type CurationRecord = z.infer<typeof CurationRecordSchema>;
export type SnoozeRecord = z.infer<typeof SnoozeRecordSchema>;
export type SnoozedAs = z.infer<typeof SnoozedAsSchema>;
export type MarksRecord = z.infer<typeof MarksRecordSchema>;
export type RemedyChange = z.infer<typeof RemedyChangeSchema>;
export type RemedyRecord = z.infer<typeof RemedyRecordSchema>;
export type RemediesRecord = z.infer<typeof RemediesRecordSchema>;
export type PageRecord = z.infer<typeof PageRecordSchema>;
export type IncidentContent = z.infer<typeof IncidentContentSchema>;

export function detectorOf(subject: PostRecord['subject']): string {
  if (subject.type === 'operation') return subject.operation.detector;
  if (subject.type === 'week') return subject.week.detector;
  if (subject.type === 'welcome') return subject.welcome.detector;
  if (subject.type === 'revision') return subject.revision.detector;
  return subject.type === 'digest' ? subject.digest.detector : subject.detector;
}
