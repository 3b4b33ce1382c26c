/** From lines to the steps of requests: which id a line carries, and what step it is. */
import type { LogRecord, WorkloadId } from '../../domain.ts';
import { SpanRecord } from '../../line/record.ts';
import type { BrokenStep } from '../../anomaly/content/steps.ts';
import { brokenSteps, type BrokenSteps } from './broken.ts';
import type { Clocks } from './clocks.ts';
import { createCrossings, type Crossing, type Stay } from './crossings.ts';
import { createForms, type Forms } from './forms.ts';
import { createIdless } from './idless.ts';
import type { RecordListener, RecordSource } from './listener.ts';
import { createKeptRequests, type FoundRequest, type Keeping, type KeptLine, type KeptRequest } from './kept.ts';
import { createJourneys, type Journeys } from './journeys.ts';
import type { Missing } from './missing.ts';
import { pathOf, type RequestPath } from './path.ts';
import { placeOf, type SpanObservation } from './spans.ts';
import type { StepsState } from './steps.ts';

export interface Requests extends RecordListener {
  /** Reads the requests that are over; of a time that is known to be normal it only learns. */
  settle(nowMs: number, isNormal: boolean): void;
  missing(nowMs: number): readonly Missing[];
  /** What a span tells of a request. */
  observe(span: SpanObservation): void;
  /** The path of a request, by its id or the beginning of it. */
  trace(id: string, nowMs: number): TraceAnswer;
  /** The rules of redaction have become stricter. */
  redactAgain(): void;
  /** What requests lack of it or have out of order, as of the last time they were read. */
  broken(workload: WorkloadId): readonly BrokenStep[];
  /** Requests of the last minutes that failed in both within two seconds; null for none. */
  crossed(a: WorkloadId, b: WorkloadId): Crossing | null;
  forget(workload: WorkloadId): void;
  /** Lines of requests of which there were too many. */
  refused(): number;
  snapshot(): StepsState;
  restore(state: StepsState | undefined): void;
}

export type TraceAnswer = TracedRequest & { readonly keeping: Keeping };
type TracedRequest = { readonly outcome: 'found'; readonly path: RequestPath } | Exclude<FoundRequest, { readonly outcome: 'found' }>;

/** A pattern whose first so many lines carried no id is looked at only now and then. */
const triedLines = 16;
const nowAndThen = 64;

const noSteps: readonly never[] = [];
const noBroken: BrokenSteps = new Map();

/** Who is where, and who goes on to whom. */
interface Places {
  workloadAt(place: string): WorkloadId;
  infer(from: WorkloadId, to: WorkloadId, atMs: number): void;
}

interface RequestsInput {
  readonly graph: Places;
  readonly clocks: Pick<Clocks, 'ahead'>;
}

export function createRequests(redact: (text: string) => string, { graph: places, clocks }: RequestsInput): Requests {
  const journeys = createJourneys();
  let [kept, broken] = [createKeptRequests(redact), noBroken];
  const crossings = createCrossings((id) => staysIn(kept.get(id), places), places);
  const forms = createForms();
  const ids = createIds();

  return {
    record(source, { pattern, record, receivedAtMs }) {
      const id = ids.of(source, pattern, record);
      if (id === undefined) return;
      const { level } = record;
      const isError = level === 'error' || level === 'fatal';
      const atMs = inZone(record.atMs, receivedAtMs) - clocks.ahead(source.id);
      journeys.see(id, { workload: source.id, form: forms.of(source, pattern), isError }, atMs);
      kept.line(id, source, { atMs, level, pattern, message: () => record.message });
      if (isError) crossings.see(id, source.id, atMs);
    },
    merge(source, from, into) {
      const [gone, stays] = [forms.of(source, from), forms.of(source, into)];
      if (gone !== stays) journeys.merge(source.id, gone, stays);
    },
    settle(nowMs, isNormal) {
      journeys.settle(isNormal);
      broken = brokenSteps(journeys, nowMs);
      crossings.settle();
      kept.settle(nowMs);
    },
    missing: (nowMs) => journeys.missing(nowMs),
    observe(span) {
      kept.span(span);
      if (typeof span.error === 'string') crossings.see(span.traceId, places.workloadAt(placeOf(span)), span.atMs + span.durationMs);
    },
    crossed: (a, b) => crossings.between(a, b),
    trace: (id, nowMs) => ({ ...answerOf(kept.find(id), { journeys, forms, nowMs }), keeping: kept.keeping() }),
    redactAgain: () => kept.redactAgain(),
    broken: (workload) => broken.get(workload) ?? noSteps,
    forget(workload) {
      journeys.forget(workload);
      kept.forget(workload);
      forms.forget(workload);
      crossings.forget(workload);
    },
    refused: () => journeys.refused + crossings.refused,
    snapshot: () => journeys.snapshot(),
    restore(state) {
      ids.clear();
      forms.clear();
      crossings.clear();
      journeys.restore(state ?? { steps: [], journeys: [] });
      kept = createKeptRequests(redact);
    },
  };
}

interface Ids {
  /** Undefined where the line tells none. */
  of(source: RecordSource, pattern: number, record: LogRecord): string | undefined;
  clear(): void;
}

function createIds(): Ids {
  const idless = createIdless();
  return {
    of(source, pattern, record) {
      const without = idless.of(source, pattern);
      if (without >= triedLines && without % nowAndThen !== 0) {
        idless.set(source, pattern, without + 1);
        return undefined;
      }
      const id = record instanceof SpanRecord ? record.requestId : (record.traceId ?? record.ids?.[0]);
      if (id === undefined) idless.set(source, pattern, without + 1);
      else if (without > 0) idless.set(source, pattern, 0);
      return id;
    },
    clear: () => idless.clear(),
  };
}

function answerOf(
  found: FoundRequest,
  { journeys, forms, nowMs }: { readonly journeys: Journeys; readonly forms: Forms; readonly nowMs: number },
): TracedRequest {
  if (found.outcome !== 'found') return found;
  const formOf = ({ source, pattern }: KeptLine): string => forms.of(source, source.miner.resolve(pattern));
  return { outcome: 'found', path: pathOf(found.request, { formOf, lacking: (seen) => journeys.lacking(seen), nowMs }) };
}

function staysIn(request: KeptRequest | null, places: Places): readonly Stay[] {
  const stays = new Map<WorkloadId, Stay>();
  for (const step of request?.steps ?? []) {
    const workload = step.type === 'span' ? places.workloadAt(step.place) : step.source.id;
    const toMs = step.atMs + (step.type === 'span' ? step.durationMs : 0);
    const known = stays.get(workload) ?? { workload, fromMs: step.atMs, toMs };
    stays.set(workload, { workload, fromMs: Math.min(known.fromMs, step.atMs), toMs: Math.max(known.toMs, toMs) });
  }
  return [...stays.values()];
}

const quarterMs = 15 * 60_000;

/** A program that writes the time of another zone is off by whole quarters of an hour. */
function inZone(atMs: number, receivedAtMs: number): number {
  return atMs - Math.round((atMs - receivedAtMs) / quarterMs) * quarterMs;
}
