/**
 * What is unusual in what the lines say, not in how many there are: errors among them, how long things take, which values they have. One
 * object a workload, which looks at a few lines every five seconds.
 */
import type { AnomalyKind, Level, LogRecord } from '../../domain.ts';
import type { Redactor } from '../../redact/redact.ts';
import type { ActiveAnomaly } from '../anomaly.ts';
import { createOutlier, type OutlierState } from '../outlier/outlier.ts';
import { createWindows, type Measured } from '../outlier/windows.ts';
import { rankOf } from '../rules/rule.ts';
import { createDurations, type DurationsState } from './durations.ts';
import { createErrors, type ErrorsState } from './errors.ts';
import { createFindings, type FindingsInput } from './findings.ts';
import { createPatternMarks } from './marks.ts';
import { createReader } from './reader.ts';
import { createShares, type SharesState } from './shares.ts';
import { createSteps, type BrokenStep } from './steps.ts';
import { createStatuses } from './statuses.ts';
import type { ContentTimes } from './times.ts';

export type { ContentTimes } from './times.ts';

export interface Content {
  /** On the way of every chunk. */
  received(bytes: number, lines: number): void;
  /** On the way of every line. */
  observe(record: LogRecord, pattern: number, receivedAtMs: number): void;
  /** Before `judge`, at every tick: whether what comes is learned and judged until the next. */
  settle(about: ContentTimes): void;
  judge(input: ContentInput): readonly ActiveAnomaly[];
  /** An anomaly of errors lasts: such lines are not learned by anybody. */
  hasErrors(): boolean;
  merge(from: number, into: number): void;
  /** Values were read by older rules of redaction. */
  redactAgain(): void;
  snapshot(): ContentState;
  /** Takes what `snapshot` gave; what an older or newer version wrote is learned anew. */
  restore(state: ContentState | undefined): void;
}

export interface ContentInput extends Omit<FindingsInput, 'levelOf'> {
  /** What requests lack of late. */
  steps(this: void): readonly BrokenStep[];
}

export interface ContentState {
  readonly version: typeof stateVersion;
  readonly errors: ErrorsState;
  readonly durations: DurationsState;
  readonly shares: SharesState;
  readonly active: readonly ActiveAnomaly[];
  /** Absent in states of before. */
  readonly outlier?: OutlierState | undefined;
}

export interface ContentOptions extends Pick<Redactor, 'find' | 'redact'> {
  levelOf(this: void, pattern: number): Level;
  /** Of the workload. */
  readonly name: string;
}

const stateVersion = 1;
/** Patterns with fewer lines have nothing to compare with. */
const leastLooks = 16;

export function createContent({ find, redact, levelOf, name }: ContentOptions): Content {
  const parts = createParts(name);
  const { errors, durations, shares, steps, marks, findings, reader, outlier, windows } = parts;
  /** Nothing else lasted when it was last asked. */
  let isCalm = true;
  return {
    received: (bytes, lines) => windows.received(bytes, lines),
    observe(record, pattern, receivedAtMs) {
      errors.count(pattern, marks.see(pattern, receivedAtMs));
      if (!marks.isLooked() || pattern === 0) return;
      const looks = marks.looks(pattern);
      // At 1, 2, 4, 8 lines and so on: levels settle early.
      if ((looks & (looks - 1)) === 0) marks.setError(pattern, rankOf(levelOf(pattern)) >= rankOf('error'));
      if (looks >= leastLooks) reader.read(record, pattern, find);
    },
    settle(about) {
      for (const part of [reader, steps]) part.settle(about);
      errors.settle({ ...about, learns: about.learns && !findings.isActive('error-ratio') });
      const { nowMs, counted } = about;
      const window = counted && windows.close(nowMs, counted, parts.measured);
      if (window) outlier.take(window, { learns: about.learns && isCalm, judges: about.judges && isCalm });
    },
    judge(input) {
      marks.quiet(input.standing);
      // What is told of one pattern is not told again as a share of all.
      if (!findings.isActive('error-ratio') && input.standing.some((one) => isNewError(one, input.nowMs))) errors.dismiss();
      steps.tell(input.steps(), input.standing);
      const found = findings.judge({ ...input, levelOf });
      isCalm = input.standing.length === 0 && found.every(({ kind }) => kind === outlier.kind);
      return found;
    },
    hasErrors: () => findings.isActive('error-ratio'),
    merge(from, into) {
      durations.merge(from, into);
      shares.merge(from, into);
      findings.merge(from, into);
    },
    redactAgain() {
      shares.forgetNames();
      findings.redact(redact);
    },
    snapshot: () => ({
      version: stateVersion,
      errors: errors.snapshot(),
      durations: durations.snapshot(),
      shares: shares.snapshot(),
      active: findings.list(),
      outlier: outlier.snapshot(),
    }),
    restore(state) {
      if (state?.version !== stateVersion) return;
      errors.restore(state.errors);
      durations.restore(state.durations);
      shares.restore(state.shares);
      if (state.outlier) outlier.restore(state.outlier);
      findings.restore(state.active);
      findings.redact(redact);
    },
  };
}

function createParts(name: string) {
  const errors = createErrors();
  const durations = createDurations();
  const shares = createShares();
  const steps = createSteps();
  const marks = createPatternMarks();
  const statuses = createStatuses();
  const outlier = createOutlier(name);
  const findings = createFindings([errors, durations, shares, steps, outlier]);
  const measured = (): Measured => ({ ...durations.take(), ...statuses.take() });
  const isUsual = (kind: AnomalyKind, pattern: number): boolean => !findings.isActive(kind) && !marks.isQuiet(pattern);
  const reader = createReader({ durations, shares, statuses, isUsual });
  return { errors, durations, shares, steps, marks, findings, reader, outlier, measured, windows: createWindows() };
}

/** A finding of errors this fresh explains the errors that were counted before it. */
const freshMs = 60_000;

function isNewError({ pattern, level, startedAtMs }: ActiveAnomaly, nowMs: number): boolean {
  return pattern !== null && rankOf(level) >= rankOf('error') && nowMs - startedAtMs < freshMs;
}
