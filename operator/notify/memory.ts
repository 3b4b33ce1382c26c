/** The records in memory: what the store has taken, and on top of it what was planned and is on its way there. */
import type { Mutation } from '../store/store.ts';
import type {
  AnnouncedRecord,
  Announcement,
  CurationRecord,
  DeliveryRecord,
  IncidentRecord,
  MarksRecord,
  PageRecord,
  PostRecord,
  RemediesRecord,
  RevisionsRecord,
  SummaryRecord,
  ToldRecord,
} from './records.ts';

/** Incidents, marks, pages and remedies are kept under `detector/incident`: two detectors may well make the same short id. */
export interface Memory {
  readonly incidents: Map<string, IncidentRecord>;
  readonly posts: Map<string, PostRecord>;
  readonly deliveries: Map<string, DeliveryRecord>;
  readonly marks: Map<string, MarksRecord>;
  readonly pages: Map<string, PageRecord>;
  readonly remedies: Map<string, RemediesRecord>;
  readonly summaries: Map<string, SummaryRecord>;
  readonly told: Map<string, ToldRecord>;
  /** What people have said of patterns and workloads, by LogDetector. */
  readonly curations: Map<string, CurationRecord>;
  /** What new revisions of its workloads write, by LogDetector. */
  readonly revisions: Map<string, RevisionsRecord>;
  /** Up to when the rollouts of a LogDetector have been told. */
  readonly announced: Map<string, AnnouncedRecord>;
  /** What each LogDetector has to tell of its rollouts; made anew with every checkpoint. */
  readonly announcements: Map<string, Announcement>;
  /** Why a receiver that is told of incidents takes nothing; not kept. */
  readonly silences: Map<string, { readonly code: string; readonly message: string }>;
}

/** What one transaction changes; null deletes. */
export interface Stage {
  readonly incidents: Map<string, IncidentRecord | null>;
  readonly posts: Map<string, PostRecord | null>;
  readonly revisions: Map<string, RevisionsRecord>;
}

export interface Staging {
  /** Newest state of a record, planned ones included, so that two plans under way build on each other. */
  incident(key: string): IncidentRecord | undefined;
  incidents(): Map<string, IncidentRecord>;
  post(id: string): PostRecord | undefined;
  add(plan: readonly Mutation[], stage: Stage): void;
  /** Hands out what the plan stands for, once. */
  take(plan: readonly Mutation[]): Stage | undefined;
  clear(): void;
}

export function createMemory(): Memory {
  return {
    incidents: new Map(),
    posts: new Map(),
    deliveries: new Map(),
    marks: new Map(),
    pages: new Map(),
    remedies: new Map(),
    summaries: new Map(),
    told: new Map(),
    silences: new Map(),
    curations: new Map(),
    revisions: new Map(),
    announced: new Map(),
    announcements: new Map(),
  };
}

export function emptyStage(): Stage {
  return { incidents: new Map(), posts: new Map(), revisions: new Map() };
}

export function incidentKey(detector: string, incidentId: string): string {
  return `${detector}/${incidentId}`;
}

/** Of the page to the second receiver; an incident's own has the incident's key. */
export function escalationKey(incident: string): string {
  return `${incident}${escalated}`;
}

/** Of the incident that a page is about. */
export function incidentOfPage(page: string): string {
  return page.endsWith(escalated) ? page.slice(0, -escalated.length) : page;
}

const escalated = '@escalated';

export function createStaging(memory: Memory): Staging {
  const stages = new Map<readonly Mutation[], Stage>();
  const holding = (kind: 'incidents' | 'posts', key: string) => [...stages.values()].findLast((stage) => stage[kind].has(key));
  return {
    incident: (key) => (holding('incidents', key) ?? memory).incidents.get(key) ?? undefined,
    incidents() {
      const newest = new Map(memory.incidents);
      for (const stage of stages.values()) {
        for (const [key, record] of stage.incidents) {
          if (record) newest.set(key, record);
          else newest.delete(key);
        }
      }
      return newest;
    },
    post: (id) => (holding('posts', id) ?? memory).posts.get(id) ?? undefined,
    add: (plan, stage) => void stages.set(plan, stage),
    take(plan) {
      const stage = stages.get(plan);
      stages.delete(plan);
      return stage;
    },
    clear: () => stages.clear(),
  };
}

/** Makes what the store has taken the truth. */
export function apply(stage: Stage, memory: Memory): void {
  for (const [key, record] of stage.incidents) {
    if (record) memory.incidents.set(key, record);
    else for (const map of [memory.incidents, memory.marks, memory.remedies, memory.summaries, memory.told]) map.delete(key);
  }
  for (const [detector, record] of stage.revisions) memory.revisions.set(detector, record);
  for (const [id, record] of stage.posts) {
    if (record) memory.posts.set(id, record);
    else for (const map of [memory.posts, memory.deliveries]) map.delete(id);
  }
}
