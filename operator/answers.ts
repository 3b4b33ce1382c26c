/** Answers to single questions: one pattern, who would be woken, what would be kept of a text. */
import { createRedactor, displayName, type Engine, type FoundPattern } from '../engine/index.ts';
import type { OnCall, PatternDetail, PatternDetails, RedactReply } from '../api/contract.ts';
import type { LogDetector } from '../api/resource.ts';
import { detectorKey, noNamespace } from './detector-key.ts';
import type { Backend, PatternWish } from './http/backend.ts';
import type { Leading } from './leading.ts';
import { changeOf } from './changes.ts';
import { explainLines } from './explain.ts';
import { patternsOf } from './patterns.ts';
import { historyOf, settingsOf, shownName, topologyOf } from './pictures.ts';
import { askForTrace, traceReply } from './traces.ts';
import { detectorsIn, hasDetector } from './visible.ts';

/** Of one id in several workloads; a person reads no more. */
const shownAtMost = 10;
const stepMs = 5 * 60_000;
const steps = 12;

type Answers = Pick<
  Backend,
  'pattern' | 'patterns' | 'onCall' | 'change' | 'explain' | 'redact' | 'trial' | 'history' | 'topology' | 'trace' | 'settings'
>;

/** `leader` throws where another replica leads. */
export function createAnswers(leader: () => Leading, now: () => number): Answers {
  return {
    pattern: ({ scope, ...wish }) => Promise.resolve(patternDetails(leader(), detectorsIn(leader(), scope), { ...wish, nowMs: now() })),
    onCall: (scope) => Promise.resolve(onCallOf(leader(), detectorsIn(leader(), scope))),
    change: (request, scope) => changeOf(leader(), detectorsIn(leader(), scope), request),
    explain(lines, scope) {
      const detectors = detectorsIn(leader(), scope);
      const redact = (text: string): string => redactFor(leader(), detectors, text).text;
      return Promise.resolve(explainLines(leader(), detectors, { lines, redact, nowMs: now() }));
    },
    redact: (text, scope) => Promise.resolve(redactFor(leader(), detectorsIn(leader(), scope), text)),
    trial: (key, forMs) =>
      Promise.resolve(hasDetector(leader(), key) ? leader().notifier.tryOut(leader().targetOf(key), now() - forMs) : null),
    patterns: (wish) => Promise.resolve(patternsOf(leader(), { ...wish, nowMs: now() })),
    history: (query) => Promise.resolve(historyOf(leader(), query, now())),
    topology: (scope) => Promise.resolve(topologyOf(leader(), detectorsIn(leader(), scope))),
    trace: (id, scope) => Promise.resolve(traceReply(askForTrace(leader(), detectorsIn(leader(), scope), id), id)),
    settings: (scope) => Promise.resolve(settingsOf(detectorsIn(leader(), scope))),
  };
}

function patternDetails(
  leading: Leading,
  detectors: readonly LogDetector[],
  { id, workload, nowMs }: Pick<PatternWish, 'id' | 'workload'> & { readonly nowMs: number },
): PatternDetails {
  const all = detectors.flatMap((detector) => {
    const key = detectorKey(detector);
    const engine = leading.supervisor.get(key)?.engine;
    return (engine?.find(id) ?? []).filter((one) => isOf(one, workload)).flatMap((one) => (engine ? [{ key, engine, one }] : []));
  });
  // Whoever gives a whole id means that one.
  const exact = all.filter(({ one }) => one.template.id === id);
  const meant = exact.length > 0 ? exact : all;
  return {
    patterns: meant.slice(0, shownAtMost).map(({ key, engine, one }) => detailOf(leading, { key, engine, one, nowMs })),
    more: Math.max(0, meant.length - shownAtMost),
  };
}

function isOf({ workload }: FoundPattern, typed: string | null): boolean {
  const called = shownName(`${noNamespace}/`, workload).toLowerCase();
  return (
    typed === null ||
    workload === typed ||
    called === typed.toLowerCase() ||
    displayName(workload).toLowerCase().includes(typed.toLowerCase())
  );
}

interface Found {
  readonly key: string;
  readonly engine: Engine;
  readonly one: FoundPattern;
  readonly nowMs: number;
}

function detailOf(leading: Leading, { key, engine, one, nowMs }: Found): PatternDetail {
  const { workload, template, forms } = one;
  const { id, text, level, cluster, count, firstSeenAtMs, lastSeenAtMs, samples, samplesAtMs } = template;
  const fromMs = Math.ceil(nowMs / stepMs) * stepMs - stepMs * steps;
  const subjects = [{ pattern: id }, { workload: displayName(workload) }];
  const descriptions = subjects.map((subject) => leading.notifier.describe(key, subject)).filter((said) => said !== null);
  const [series] = engine.history(workload, { ids: new Set([id]), fromMs, stepMs, steps });
  return {
    detector: key,
    workload: shownName(key, workload),
    id,
    text,
    level,
    cluster,
    lines: count,
    firstSeenAtMs,
    lastSeenAtMs,
    samples: samples.map((sample, place) => ({ text: sample, atMs: samplesAtMs?.[place] ?? null })),
    rate: { fromAtMs: fromMs, stepMs, counts: [...(series?.counts ?? [])], usual: series?.usual ?? null },
    wildcards: valuesOf(text, samples),
    forms,
    ...(descriptions.length > 0 ? { descriptions } : {}),
  };
}

const wildcard = /<[a-z]+>/g;
const valueAtMost = 80;

/** What stood in the places that differ, in the order of the text. A sample of another form of the pattern tells nothing. */
export function valuesOf(text: string, samples: readonly string[]): PatternDetail['wildcards'] {
  const kinds = text.match(wildcard) ?? [];
  const literals = text.split(wildcard);
  const columns = kinds.map((kind) => ({ kind, values: new Set<string>() }));
  for (const sample of samples) {
    const values = match(literals, sample.split('\n')[0] ?? '');
    for (const [place, value] of (values ?? []).entries()) columns[place]?.values.add(value.slice(0, valueAtMost));
  }
  return columns.map(({ kind, values }) => ({ kind, values: [...values] }));
}

/** The text between the literals; null when they do not stand there in this order. Linear: each literal is looked for once. */
function match(literals: readonly string[], line: string): readonly string[] | null {
  const [head = '', ...rest] = literals;
  if (!line.startsWith(head)) return null;
  const values: string[] = [];
  let at = head.length;
  for (const [place, literal] of rest.entries()) {
    const isLast = place === rest.length - 1;
    const next = literal === '' ? line.length : isLast ? line.lastIndexOf(literal) : line.indexOf(literal, at);
    if (next < at) return null;
    values.push(line.slice(at, next).trim());
    at = next + literal.length;
  }
  return values;
}

function onCallOf(leading: Leading, detectors: readonly LogDetector[]): OnCall {
  return {
    detectors: detectors.map((detector) => {
      const key = detectorKey(detector);
      const { channel, receiver, escalation, isShadow, settings } = leading.targetOf(key);
      const paging = detector.status?.conditions?.find(({ type }) => type === 'PagingReady');
      return {
        detector: key,
        mode: isShadow ? ('Shadow' as const) : ('Active' as const),
        channel,
        receiver,
        escalation: escalation && { receiver: escalation.receiver, afterMinutes: Math.round(escalation.afterMs / 60_000) },
        pageOn: settings.pageOn,
        minimumSeverity: settings.minimumPageSeverity,
        pagesLately: leading.notifier.pagesLately(key),
        pagesPerDay: settings.pagesPerDay,
        problem: paging !== undefined && paging.status !== 'True' ? paging.message : null,
        owners: [...leading.notifier.owners(key)].slice(0, 20),
      };
    }),
  };
}

/** By the rules of every LogDetector that may be seen from there, and the built-in ones. The text goes nowhere else. */
export function redactFor(leading: Leading, detectors: readonly LogDetector[], text: string): RedactReply {
  const values: RedactReply['values'][number][] = [];
  let redacted = text;
  const own = detectors.map((detector) => ({ key: detectorKey(detector), options: leading.redactionOf(detector) }));
  const asked = [
    {},
    ...own.filter(({ options }) => options.ip === true || (options.patterns ?? []).length > 0).map(({ options }) => options),
  ];
  for (const options of asked) {
    const redactor = createRedactor(options);
    for (const { start, end, label } of redactor.find(redacted)) values.push({ label, length: end - start });
    redacted = redactor.redact(redacted);
  }
  return { text: redacted, values: values.slice(0, 100), detectors: own.map(({ key }) => key) };
}
