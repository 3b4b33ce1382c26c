/** What a fit of the engine's clusters makes of the labelled messages. */
import { fitClusters, type Clusters } from '../../engine/cluster/cluster.ts';
import { createRandom } from '../../engine/math.ts';
import { adjustedRand, vMeasure } from './agreement.ts';
import { held } from './held.ts';
import { rightNames, type Labelled } from './meanings.ts';
import { open } from './open.ts';
import { strange } from './strange.ts';

export interface Judgement {
  readonly set: string;
  readonly messages: number;
  readonly meanings: number;
  readonly clusters: number;
  readonly vMeasure: number;
  /** Names that fit the meaning, none, and names that fit another: counts of messages. */
  readonly right: number;
  readonly silent: number;
  readonly wrong: number;
  /** Strange lines that share a cluster with a message or with each other, and strange lines with a name. */
  readonly strangeJoined: number;
  readonly strangeNamed: number;
}

export interface Retraining {
  readonly seed: number;
  readonly adjustedRand: number;
  /** Share of the messages that have the same name, or none, after both. */
  readonly namesKept: number;
  /** Share of the messages that are in a cluster of the same id, or in none, after both. */
  readonly idsKept: number;
}

export const sets: Readonly<Record<'open' | 'held' | 'all', readonly Labelled[]>> = {
  open: labelled(open),
  held: labelled(held),
  all: [...labelled(open), ...labelled(held)],
};

/** Fits on `learned` and judges `asked`; both the same unless new messages are to join old clusters. */
export function judge(set: string, learned: readonly Labelled[], asked: readonly Labelled[]): Judgement {
  const clusters = fit(learned, 1);
  const found = asked.map(({ text }) => groupOf(clusters, text));
  const verdicts = asked.map((message) => verdictOf(clusters, message));
  const strangers = strange.map((text) => groupOf(clusters, text));
  const together = [...found, ...strangers];
  return {
    set,
    messages: asked.length,
    meanings: new Set(asked.map(({ meaning }) => meaning)).size,
    clusters: new Set(found).size,
    vMeasure: vMeasure(
      asked.map(({ meaning }) => meaning),
      found,
    ),
    right: verdicts.filter((verdict) => verdict === 'right').length,
    silent: verdicts.filter((verdict) => verdict === 'silent').length,
    wrong: verdicts.filter((verdict) => verdict === 'wrong').length,
    strangeJoined: strangers.filter((group) => together.filter((other) => other === group).length > 1).length,
    strangeNamed: strange.filter((text) => clusters.nameOf(text) !== null).length,
  };
}

/** One in ten is gone, one in ten has another wording (a word in front), and every count is another. */
export function retrain(messages: readonly Labelled[], seed: number): Retraining {
  const random = createRandom(seed);
  const changed = messages.flatMap((message) => {
    const draw = random();
    if (draw < 0.1) return [];
    return [draw < 0.2 ? { ...message, text: `task ${message.text}` } : message];
  });
  const before = fit(messages, 1);
  const after = fit(changed, seed, before);
  const names = messages.map(({ text }) => [before.nameOf(text), after.nameOf(text)]);
  return {
    seed,
    adjustedRand: adjustedRand(
      messages.map(({ text }) => groupOf(before, text)),
      messages.map(({ text }) => groupOf(after, text)),
    ),
    namesKept: names.filter(([old, now]) => old === now).length / names.length,
    idsKept: messages.filter(({ text }) => before.idOf(text) === after.idOf(text)).length / messages.length,
  };
}

/** A line for each meaning that is in more than one group or shares one, and for each wrong name. */
export function missesOf(messages: readonly Labelled[]): readonly string[] {
  const clusters = fit(messages, 1);
  const meaningsIn = new Map<string, Set<string>>();
  for (const { meaning, text } of messages) {
    const group = groupOf(clusters, text);
    meaningsIn.set(group, (meaningsIn.get(group) ?? new Set()).add(meaning));
  }
  return messages.map((message) => {
    const group = groupOf(clusters, message.text);
    const others = [...(meaningsIn.get(group) ?? [])].filter((meaning) => meaning !== message.meaning);
    const name = clusters.nameOf(message.text) ?? '-';
    return `${verdictOf(clusters, message).padEnd(6)} ${message.meaning.padEnd(22)} ${name.padEnd(30)} ${message.text}${others.length > 0 ? `   WITH ${others.join(', ')}` : ''}`;
  });
}

function labelled(half: Readonly<Record<string, readonly string[]>>): readonly Labelled[] {
  return Object.entries(half).flatMap(([meaning, said]) => said.map((text) => ({ meaning, text })));
}

function fit(messages: readonly Labelled[], seed: number, previous?: Clusters): Clusters {
  const random = createRandom(seed);
  const texts = [...messages.map(({ text }) => text), ...strange];
  return fitClusters(
    texts.map((text) => ({ text, count: 1 + Math.floor(200 * random()) })),
    seed,
    previous?.state,
  );
}

/** A text without a cluster is one by itself. */
function groupOf(clusters: Clusters, text: string): string {
  return clusters.idOf(text) ?? `alone: ${text}`;
}

function verdictOf(clusters: Clusters, { meaning, text }: Labelled): 'right' | 'silent' | 'wrong' {
  const name = clusters.nameOf(text);
  if (name === null) return 'silent';
  return rightNames[meaning]?.test(name) === true ? 'right' : 'wrong';
}
