/** What people change: the patterns themselves in the engine, what is said of them and of incidents in the notifier's records. */
import { createHash } from 'node:crypto';
import { displayName, type FoundPattern } from '../engine/index.ts';
import type { Change, ChangeReply, ChangeRequest } from '../api/contract.ts';
import type { LogDetector } from '../api/resource.ts';
import { detectorKey } from './detector-key.ts';
import type { Leading } from './leading.ts';

type Request = Omit<ChangeRequest, 'namespaces'>;
type FormChange = Extract<Change, { readonly type: 'split' | 'merge' }>;

/** `detectors`: those whose patterns and incidents may be changed by whoever asks. What is not among them is not there, as far as they can tell. */
export async function changeOf(leading: Leading, detectors: readonly LogDetector[], request: Request): Promise<ChangeReply> {
  const { change } = request;
  const key = 'detector' in change ? change.detector : change.incident.split('/').slice(0, 2).join('/');
  if (!detectors.some((detector) => detectorKey(detector) === key))
    return refusal(`There is no LogDetector ${key} that may be changed from here.`);
  if (change.type === 'split' || change.type === 'merge') return changeForms(leading, { ...request, change });
  const problem = problemOf(leading, change);
  if (problem !== null) return refusal(problem);
  const whole = withWholeIds(leading, change);
  return (await leading.notifier.people.change({ ...request, change: whole })) ?? refusal('There is no such incident any more.');
}

function refusal(sentence: string): ChangeReply {
  return { outcome: 'refused', sentence };
}

type Kept = Exclude<Change, FormChange>;

/** Null: it is about something that is there. */
function problemOf(leading: Leading, change: Kept): string | null {
  if ('incident' in change) return null;
  const { pattern, workload }: { readonly pattern?: string | undefined; readonly workload?: string | undefined } = change;
  if (pattern !== undefined) return problemOfPattern(leading, change.detector, pattern);
  if (workload === undefined) return 'Say which pattern or workload is meant.';
  return change.type === 'unsubscribe' ? null : problemOfWorkload(leading, change.detector, workload);
}

function problemOfPattern(leading: Leading, detector: string, pattern: string): string | null {
  const ids = new Set(found(leading, detector, pattern).map(({ template }) => template.id));
  if (ids.size === 0) return `There is no pattern ${pattern} in ${detector}; top-patterns shows their ids.`;
  return ids.size > 1 ? `More than one pattern of ${detector} begins with ${pattern}: give more of its id.` : null;
}

/** `*` stands for all of them. */
function problemOfWorkload(leading: Leading, detector: string, workload: string): string | null {
  const known = leading.supervisor.get(detector)?.engine.workloads() ?? [];
  const isKnown = workload === '*' || known.some((one) => displayName(one.workload) === workload);
  return isKnown ? null : `${detector} reads no workload called ${workload}; coverage lists them.`;
}

function found(leading: Leading, detector: string, id: string): readonly FoundPattern[] {
  const all = leading.supervisor.get(detector)?.engine.find(id) ?? [];
  const exact = all.filter(({ template }) => template.id === id);
  return exact.length > 0 ? exact : all;
}

function withWholeIds(leading: Leading, change: Kept): Kept {
  if (!('pattern' in change) || change.pattern === undefined) return change;
  const [first] = found(leading, change.detector, change.pattern);
  return first === undefined ? change : { ...change, pattern: first.template.id };
}

/** Takes effect at once, and is saved with the next checkpoint of the engine. */
function changeForms(leading: Leading, { change, seen }: Request & { readonly change: FormChange }): ChangeReply {
  const { detector, workload, pattern } = change;
  const engine = leading.supervisor.get(detector)?.engine;
  const inWorkload = (id: string): FoundPattern | undefined =>
    found(leading, detector, id).find((one) => one.workload === workload || displayName(one.workload) === workload);
  const one = inWorkload(pattern);
  if (engine === undefined || one === undefined) return refusal(`There is no pattern ${pattern} in ${workload} of ${detector}.`);
  if (change.type === 'split') {
    if (one.forms === 0) return refusal(`Pattern ${one.template.id} has taken in no other, so there is nothing to split.`);
    const sentence = `Pattern ${one.template.id} of ${workload} is split: ${one.forms === 1 ? 'the form that it took in counts for itself' : `the ${one.forms} forms that it took in count for themselves`}.`;
    const lines = [one.template.text, 'what was counted together stays with the oldest; they are never merged again by themselves'];
    const state = JSON.stringify([one.template.id, one.forms]);
    return confirmed({ seen, state, sentence, lines }, () => void engine.split(one.workload, one.template.id));
  }
  const into = inWorkload(change.into);
  if (into === undefined) return refusal(`There is no pattern ${change.into} in ${workload} of ${detector}.`);
  if (into.template.id === one.template.id) return refusal('That is one pattern already.');
  const sentence = `Pattern ${one.template.id} of ${workload} is counted with ${into.template.id}.`;
  const lines = [
    `${one.template.text} (${one.template.count} lines)`,
    `joins ${into.template.text} (${into.template.count} lines)`,
    'split undoes it',
  ];
  const state = JSON.stringify([one.template.id, into.template.id]);
  return confirmed({ seen, state, sentence, lines }, () => void engine.join(one.workload, one.template.id, into.template.id));
}

interface Question {
  readonly seen: string | null;
  readonly state: string;
  readonly sentence: string;
  readonly lines: readonly string[];
}

function confirmed({ seen, state, sentence, lines }: Question, act: () => void): ChangeReply {
  const now = createHash('sha256').update(`${sentence}\n${state}`).digest('hex').slice(0, 32);
  if (seen !== now) return { outcome: seen === null ? 'preview' : 'changed', sentence, lines: [...lines], seen: now };
  act();
  return { outcome: 'accepted', sentence };
}
