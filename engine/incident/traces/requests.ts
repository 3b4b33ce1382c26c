/** From lines to the steps of requests: which id a line carries, and what step it is. */
import type { LogRecord, WorkloadId } from '../../domain.ts';
import { SpanRecord } from '../../line/record.ts';
import { createForms } from './forms.ts';
import { createIdless } from './idless.ts';
import type { RecordListener, RecordSource } from './listener.ts';
import type { Missing } from './journeys.ts';
import { createJourneys } from './journeys.ts';
import type { StepsState } from './steps.ts';

export interface Requests extends RecordListener {
  /** Reads the requests that are over; of a time that is known to be normal it only learns. */
  settle(isNormal: boolean): void;
  missing(nowMs: number): readonly Missing[];
  forget(workload: WorkloadId): void;
  /** Lines of requests of which there were too many. */
  readonly refused: number;
  snapshot(): StepsState;
  restore(state: StepsState | undefined): void;
}

/** A pattern whose first so many lines carried no id is looked at only now and then. */
const triedLines = 16;
const nowAndThen = 64;

export function createRequests(): Requests {
  const journeys = createJourneys();
  const forms = createForms();
  const idless = createIdless();

  /** Undefined where the line tells none. */
  function idOf(source: RecordSource, pattern: number, record: LogRecord): string | undefined {
    const without = idless.of(source, pattern);
    if (without >= triedLines && without % nowAndThen !== 0) {
      idless.set(source, pattern, without + 1);
      return undefined;
    }
    const id = record instanceof SpanRecord ? record.requestId : (record.traceId ?? record.ids?.[0]);
    if (id === undefined) idless.set(source, pattern, without + 1);
    else if (without > 0) idless.set(source, pattern, 0);
    return id;
  }

  return {
    record(source, { pattern, record, receivedAtMs }) {
      const id = idOf(source, pattern, record);
      if (id === undefined) return;
      const isError = record.level === 'error' || record.level === 'fatal';
      journeys.see(id, { workload: source.id, form: forms.of(source, pattern), isError }, inZone(record.atMs, receivedAtMs));
    },
    merge(source, from, into) {
      const [gone, kept] = [forms.of(source, from), forms.of(source, into)];
      if (gone !== kept) journeys.merge(source.id, gone, kept);
    },
    settle: (isNormal) => journeys.settle(isNormal),
    missing: (nowMs) => journeys.missing(nowMs),
    forget(workload) {
      journeys.forget(workload);
      forms.forget(workload);
    },
    get refused() {
      return journeys.refused;
    },
    snapshot: () => journeys.snapshot(),
    restore(state) {
      idless.clear();
      forms.clear();
      journeys.restore(state ?? { steps: [], journeys: [] });
    },
  };
}

const quarterMs = 15 * 60_000;

/** A program that writes the time of another zone is off by whole quarters of an hour. */
function inZone(atMs: number, receivedAtMs: number): number {
  return atMs - Math.round((atMs - receivedAtMs) / quarterMs) * quarterMs;
}
