/**
 * Which change explains what fails. A change explains only what it precedes and touches; the nearer its rollout and the more of the failing's own words are
 * in its lines, the more; and only as much as it can change of how a program behaves. Innocent ones are ruled out with the reason.
 */
import { groupBy } from '../../math.ts';
import type { ChangeBook, ToldChange, ToldRollout } from './book.ts';
import type { Outsider } from './outside.ts';
import { wordsOf } from './words.ts';

/** What a failing workload shows. */
export interface Symptom {
  /** `namespace/name`. */
  readonly place: string;
  /** When what it shows began, and how much that says. */
  readonly signs: readonly { readonly sinceAtMs: number; readonly weight: number }[];
  readonly texts: readonly string[];
  /** Of whom outside of the cluster it complains. */
  readonly outsiders: readonly Outsider[];
}

export interface Attributed {
  readonly change: ToldChange;
  /** Of the failing workload that it touches; null where it touches none by more than words. */
  readonly place: string | null;
  /** When it began to work: with the rollout that brought it, or at once. */
  readonly effectiveAtMs: number;
  /** 0 to 1. */
  readonly score: number;
  readonly shared: readonly string[];
  readonly why: string;
}

export interface Attribution {
  /** Null where no change explains enough. */
  readonly blamed: Attributed | null;
  /** The others, nearest to being blamed first. */
  readonly ruledOut: readonly Attributed[];
}

/** Below this nobody is blamed: that it came before and touches is not enough by itself. */
const blameFrom = 0.42;
/** A change may still provoke whoever is outside. */
const leftOfOutside = 0.5;
const mostRuledOut = 12;
/** A watch and a deployment system tell the same moment this far apart. */
const slackMs = 15_000;
/** A change older than this had its time. */
const longestMs = 12 * 3_600_000;
const soonMs = 10 * 60_000;
const halvesEveryMs = 60 * 60_000;
const leastFit = 0.25;
/** Weight of shared words at which half of the doubt is gone. */
const wordsHalf = 1.5;
const touchOf = { rollout: 1, carried: 0.9, flag: 0.8, path: 0.6, none: 0.25 } as const;

export function attribute(book: ChangeBook, symptoms: readonly Symptom[]): Attribution {
  const changes = book.changes();
  if (symptoms.length === 0 || changes.length === 0) return { blamed: null, ruledOut: [] };
  const frequency = countWords(changes);
  const context = {
    symptoms,
    rollouts: book.rollouts(),
    frequency,
    changes: changes.length,
    words: wordsOfAll(symptoms),
    loudest: Math.max(...symptoms.map(({ signs }) => sumOf(signs))),
  };
  const judged = changes
    .map((change) => bestOf(change, context))
    .toSorted((a, b) => b.score - a.score || b.effectiveAtMs - a.effectiveAtMs || (a.change.id < b.change.id ? -1 : 1));
  const [first] = judged;
  const blamed = first !== undefined && first.score >= blameFrom ? first : null;
  return { blamed, ruledOut: judged.filter((one) => one !== blamed).slice(0, mostRuledOut) };
}

interface Context {
  readonly symptoms: readonly Symptom[];
  readonly rollouts: readonly ToldRollout[];
  /** In how many changes a word is. */
  readonly frequency: ReadonlyMap<string, number>;
  readonly changes: number;
  /** Of all symptoms, without the names of those who show them. */
  readonly words: ReadonlySet<string>;
  /** The most that one of them shows. */
  readonly loudest: number;
}

/** Of all that fails, what the change explains best. */
function bestOf(change: ToldChange, context: Context): Attributed {
  const judged = context.symptoms.map((symptom) => judgeOne(change, symptom, context));
  return judged.reduce((best, next) => (next.score > best.score ? next : best));
}

function judgeOne(change: ToldChange, symptom: Symptom, context: Context): Attributed {
  const { touch, effectiveAtMs } = deliveryOf(change, symptom, context.rollouts);
  const place = touch === 'none' ? null : symptom.place;
  const judged = { change, place, effectiveAtMs };
  const after = symptom.signs.filter(({ sinceAtMs }) => sinceAtMs >= effectiveAtMs - slackMs);
  if (after.length === 0) return { ...judged, score: 0, shared: [], why: 'it came after the onset' };
  // What had begun before, it does not explain.
  const explained = sumOf(after) / sumOf(symptom.signs);
  const lateForMs = Math.min(...after.map(({ sinceAtMs }) => sinceAtMs)) - effectiveAtMs;
  if (lateForMs > longestMs) return { ...judged, score: 0, shared: [], why: 'it was long before the onset' };
  const { weight, shared } = sharedWords(change, context);
  const text = weight / (weight + wordsHalf);
  const fit = Math.max(leastFit, lateForMs <= soonMs ? 1 : 0.5 ** ((lateForMs - soonMs) / halvesEveryMs));
  const touched = touchOf[touch];
  // Who shows little is more likely a victim than whom the change broke.
  const prominence = 0.7 + (0.3 * sumOf(symptom.signs)) / context.loudest;
  // Half of what touch leaves open is closed by words, and words alone are worth little where nothing is touched.
  const score = change.substance * fit * explained * prominence * (touched * (0.45 + 0.55 * text));
  const outside = outsideOf(change, symptom, context);
  return outside === null
    ? { ...judged, score, shared, why: whyNot(change, touch, shared) }
    : { ...judged, score: score * outside.left, shared, why: outside.why };
}

/** What is left of the suspicion where somebody outside of the cluster fails; null where nobody does. */
function outsideOf(
  change: ToldChange,
  { place, outsiders }: Symptom,
  { symptoms, rollouts }: Context,
): { readonly left: number; readonly why: string } | null {
  for (const { host, hasFailed } of outsiders) {
    const others = symptoms.filter((other) => other.place !== place && other.outsiders.some((outsider) => outsider.host === host));
    // Who complains of the same host and was not changed fails for another reason, and then so do all.
    if (others.some((other) => deliveryOf(change, other, rollouts).touch === 'none'))
      return { left: leftOfOutside, why: `others complain of ${host} as well, and it touches them not` };
    if (hasFailed) return { left: leftOfOutside, why: `${host} answers that it fails itself` };
  }
  return null;
}

function whyNot({ substance }: ToldChange, touch: keyof typeof touchOf, shared: readonly string[]): string {
  if (substance < 0.15) return 'no running program notices it';
  if (touch === 'none') return 'it touches nothing that fails';
  if (substance < 0.4) return 'it changes nothing of how the program behaves';
  return shared.length === 0 ? 'nothing that fails speaks of what it changes' : 'another explains more of what fails';
}

/** How the change comes to the workload: by a rollout that names it, by the next rollout of a workload whose files it changes, by a flag, or not at all. */
function deliveryOf(
  change: ToldChange,
  { place, signs }: Symptom,
  rollouts: readonly ToldRollout[],
): { readonly touch: keyof typeof touchOf; readonly effectiveAtMs: number } {
  const lastAtMs = Math.max(...signs.map(({ sinceAtMs }) => sinceAtMs));
  if (change.kind === 'flag')
    return { touch: change.place !== null && isSamePlace(change.place, place) ? 'flag' : 'none', effectiveAtMs: change.atMs };
  const own = rollouts.filter((rollout) => rollout.changeId === change.id);
  const here = own.find((rollout) => isSamePlace(rollout.place, place));
  if (here !== undefined) return { touch: 'rollout', effectiveAtMs: here.atMs };
  const elsewhere = own[0];
  if (elsewhere !== undefined) return { touch: 'none', effectiveAtMs: elsewhere.atMs };
  const next = rollouts.find(
    (rollout) => isSamePlace(rollout.place, place) && rollout.atMs >= change.atMs && rollout.atMs <= lastAtMs + slackMs,
  );
  // What is shared by many comes with the next rollout of each of them.
  const isOfOther = change.files.every((file) => namesOther(file, place, rollouts));
  if (next !== undefined && !isOfOther) return { touch: 'carried', effectiveAtMs: next.atMs };
  return { touch: namesPlace(change, place) ? 'path' : 'none', effectiveAtMs: change.atMs };
}

function isSamePlace(a: string, b: string): boolean {
  return a === b || ((a.startsWith('/') || b.startsWith('/')) && a.slice(a.indexOf('/')) === b.slice(b.indexOf('/')));
}

function nameOf(place: string): string {
  return place.slice(place.indexOf('/') + 1).toLowerCase();
}

function namesPlace({ files, title }: ToldChange, place: string): boolean {
  const name = nameOf(place);
  return title.toLowerCase().includes(name) || files.some((file) => file.toLowerCase().split('/').includes(name));
}

/** The file stands in the folder of another workload. */
function namesOther(file: string, place: string, rollouts: readonly ToldRollout[]): boolean {
  const folders = file.toLowerCase().split('/');
  return rollouts.some((rollout) => !isSamePlace(rollout.place, place) && folders.includes(nameOf(rollout.place)));
}

/** Rare words say more; what only one side of the diff has, twice as much. */
function sharedWords(
  { told, words, turned }: ToldChange,
  { words: said, frequency, changes }: Context,
): { readonly weight: number; readonly shared: readonly string[] } {
  const factors = new Map<string, number>();
  for (const word of told) factors.set(word, 0.5);
  for (const word of words) factors.set(word, 0.7);
  for (const word of turned) factors.set(word, 1.4);
  const weighed = [...factors]
    .filter(([word]) => said.has(word))
    .map(([word, factor]) => [word, (factor * Math.log((changes + 1) / (frequency.get(word) ?? 1))) / Math.log(changes + 1)] as const)
    .toSorted((a, b) => b[1] - a[1]);
  return { weight: weighed.reduce((sum, [, weight]) => sum + weight, 0), shared: weighed.slice(0, 5).map(([word]) => word) };
}

/** That a service fails and a change names it says no more than that it touches it. */
function wordsOfAll(symptoms: readonly Symptom[]): ReadonlySet<string> {
  const names = wordsOf(symptoms.map(({ place }) => nameOf(place)).join(' '));
  return new Set([...wordsOf(symptoms.flatMap(({ texts }) => texts).join('\n'))].filter((word) => !names.has(word)));
}

function sumOf(signs: Symptom['signs']): number {
  return signs.reduce((sum, { weight }) => sum + weight, 0);
}

function countWords(changes: readonly ToldChange[]): ReadonlyMap<string, number> {
  const all = changes.flatMap(({ told, words }) => [...new Set([...told, ...words])]);
  return new Map([...groupBy(all, (word) => word)].map(([word, times]) => [word, times.length]));
}
