import type { LogRecord } from '../domain.ts';
import { SpanRecord } from '../line/record.ts';
import { MARK } from './kinds.ts';
import type { Tokens } from './tokens.ts';
import { isAlarm } from './words.ts';

/** What decides whether a form not seen before becomes a pattern. All of it by observations, never by a clock. */
export interface AdmissionState {
  /** Forms that may become patterns at first sight, at second sight, and at first sight when they are errors. */
  ordinary: number;
  repeated: number;
  alarming: number;
  /** The observation up to which the three have grown. */
  grownAt: number;
  /** First halves of the signatures that were lately turned away, at a place each has; null while nothing is. */
  turnedAway: Int32Array | null;
}

interface Allowance {
  /** Most of it that can be saved up. */
  readonly most: number;
  /** It grows by one in so many observations. */
  readonly growsEvery: number;
}

/** A service has some hundred forms, all within its first lines; after that, one new form in a thousand lines is much. */
const ordinary: Allowance = { most: 2_048, growsEvery: 1_024 };
/** What comes again is rather a form than a part of a flood, in which each line is of a form of its own. */
const repeated: Allowance = { most: 256, growsEvery: 64 };
/** A rare error amid a flood is what somebody will look for. */
const alarming: Allowance = { most: 256, growsEvery: 256 };

/** A power of two. The more there are, the further apart a form may come again. */
const remembered = 1_024;

export function createAdmission(): AdmissionState {
  return { ordinary: ordinary.most, repeated: repeated.most, alarming: alarming.most, grownAt: 0, turnedAway: null };
}

/** Whether the form of `tokens` becomes a pattern. Under churn most do not: making one costs as much as reading a hundred lines. */
export function admits(state: AdmissionState, tokens: Tokens, record: LogRecord, observed: number): boolean {
  if (observed - state.grownAt >= repeated.growsEvery) grow(state, observed);
  if (state.ordinary >= 1) {
    state.ordinary -= 1;
    return true;
  }
  if (state.alarming >= 1 && isAlarming(tokens, record)) {
    state.alarming -= 1;
    return true;
  }
  state.turnedAway ??= new Int32Array(remembered);
  const at = (tokens.high >>> 9) & (remembered - 1);
  if (state.turnedAway[at] === tokens.low && state.repeated >= 1) {
    state.repeated -= 1;
    return true;
  }
  state.turnedAway[at] = tokens.low;
  return false;
}

/** Whether no form that is neither an error nor repeated becomes a pattern now. */
export function isExhausted({ ordinary: left, grownAt }: AdmissionState, observed: number): boolean {
  return left < 1 && left + (observed - grownAt) / ordinary.growsEvery < 1;
}

/** Gives back what `forms` that turned out to be no patterns of their own have taken. */
export function returnForms(state: AdmissionState, forms: number): void {
  state.ordinary = Math.min(ordinary.most, state.ordinary + forms);
}

function grow(state: AdmissionState, observed: number): void {
  const passed = observed - state.grownAt;
  state.ordinary = Math.min(ordinary.most, state.ordinary + passed / ordinary.growsEvery);
  state.repeated = Math.min(repeated.most, state.repeated + passed / repeated.growsEvery);
  state.alarming = Math.min(alarming.most, state.alarming + passed / alarming.growsEvery);
  state.grownAt = observed;
}

/** By the written level; where there is none, by a word: to infer a level would cost more than the rest of the line. */
function isAlarming(tokens: Tokens, record: LogRecord): boolean {
  const level = record instanceof SpanRecord ? record.writtenLevel : record.level;
  if (level !== null) return level === 'error' || level === 'fatal';
  for (let i = 0; i < tokens.count; i += 1) {
    if (tokens.kinds[i] !== MARK && isAlarm(tokens.hashes[i] ?? 0)) return true;
  }
  return false;
}
