/** The story of an incident: the first message of its thread, kept up to date, and the answer to `/logbot why`. */
import type { KnownBlock } from '@slack/types';
import type { IncidentView } from '../../api/contract.ts';
import { section } from './blocks.ts';
import { at, causeLabel, path, timed } from './cause.ts';
import { chance, homeOf } from './incident.ts';
import { mention, withMention } from './mention.ts';
import type { Message } from './limits.ts';
import { courseShown, tableBlock, type Course, type Shown } from './native.ts';
import { code, codeBlock, count, counted, joinLines, prose, workloadName } from './text.ts';

/** `course`: how often the strongest unusual line was written; null where nobody knows. */
export function storyMessage(view: IncidentView, course: Course | null = null): Message {
  const chapters = chaptersOf(view, course);
  const blocks = chapters.map((one) => ('plain' in one ? one.plain : one));
  const native = chapters.map((one) => ('plain' in one ? one.native : one));
  const text = `The story of ${prose(view.incident.id, 60)}: timeline, causes, paging`;
  return { text, blocks, ...(chapters.some((one) => 'plain' in one) ? { native } : {}) };
}

export function storyBlocks(view: IncidentView): readonly KnownBlock[] {
  return chaptersOf(view, null).map((one) => ('plain' in one ? one.plain : one));
}

/** The line whose course tells most; null where no unusual line has a pattern. */
export function strongestOf({ incident }: IncidentView): Anomaly | null {
  return incident.anomalies.filter(({ template }) => template !== null).toSorted((a, b) => b.z - a.z)[0] ?? null;
}

type Anomaly = IncidentView['incident']['anomalies'][number];

function chaptersOf(view: IncidentView, course: Course | null): readonly (KnownBlock | Shown)[] {
  const home = homeOf(view);
  const chapters = [
    chapter('Timeline', timeline(view, home), 1900),
    chapter('Who fails, and by which calls', affected(view, home), 1400),
    chapter('Who may fail next', risks(view, home), 700),
    chapter('Causes considered', causes(view, home), 1300),
    chapter('What could be done', proposals(view), 700),
    chapter('What was done', remedies(view), 700),
    chapter('Ruled out', ruledOut(view), 800),
    course === null ? null : courseShown(course),
    ...samples(view, home),
    chapter('Paging', gates(view), 1100),
    chapter('Coverage', coverage(view), 500),
  ];
  return chapters.filter((block) => block !== null);
}

function chapter(title: string, lines: readonly string[], max: number): KnownBlock | null {
  return lines.length > 0 ? section(`*${title}*\n${joinLines(lines, max)}`) : null;
}

function timeline({ incident }: IncidentView, home: string): readonly string[] {
  return incident.timeline.map(({ atMs, workload, text }) => {
    const name = workload ? workloadName(workload, home) : '';
    // The sentences of evidence mostly name their object; saying it twice costs a line on a phone.
    const who = name !== '' && !text.includes(name) ? `${prose(name, 80)}: ` : '';
    return `${at(atMs, incident.timeline)}  ${who}${prose(text, 220)}`;
  });
}

function affected({ incident }: IncidentView, home: string): readonly string[] {
  const order = incident.cascade.is && incident.cascade.sentence ? [prose(incident.cascade.sentence, 300)] : [];
  const lines = incident.affected.map(
    (one) => `• ${path(one, home)}, since ${at(one.sinceAtMs, incident.timeline)}: ${prose(one.symptom, 160)}`,
  );
  return [...order, ...lines];
}

function risks({ incident }: IncidentView, home: string): readonly string[] {
  return incident.atRisk.map((one) => `• ${prose(workloadName(one.workload, home), 80)} (${chance(one)}): ${prose(one.reason, 180)}`);
}

function causes({ incident }: IncidentView, home: string): readonly string[] {
  return incident.causes.slice(0, 4).flatMap((cause, index) => {
    const share = `${Math.round(Math.min(1, Math.max(0, cause.score)) * 100)} %`;
    const facts = cause.reasons.slice(0, 5).map((reason) => `   • ${timed(reason, incident.timeline, 160)}`);
    const named = cause.named
      ? [`   ${code(cause.named.label, 60)}: ${prose(cause.named.object, 80)} ${prose(cause.named.sentence, 200)}`]
      : [];
    return [`${index + 1}. ${causeLabel(cause, home)} (${share})`, ...named, ...facts];
  });
}

/** Whoever reads it decides; what the resource allows has a button too. */
function proposals({ incident }: IncidentView): readonly string[] {
  if (incident.state !== 'open') return [];
  return (incident.proposals ?? []).map(({ text, command }) => `• ${prose(text, 200)} ${code(command, 200)}`);
}

/** The newest first, since room is short. */
function remedies({ incident, remedies: done = [] }: IncidentView): readonly string[] {
  return done
    .toReversed()
    .flatMap(({ action, object, requestedBy, steps }) => [
      `• ${code(action, 40)} of ${code(object, 120)}, confirmed by ${mention(requestedBy)}`,
      ...steps.map(({ atMs, text }) => `   ${at(atMs, incident.timeline)}  ${prose(text, 220)}`),
    ]);
}

function ruledOut({ incident }: IncidentView): readonly string[] {
  return incident.ruledOut.map(({ what, why }) => `• ${prose(what, 80)}: ${prose(why, 160)}`);
}

function samples({ incident }: IncidentView, home: string): readonly (KnownBlock | Shown | null)[] {
  const strongest = incident.anomalies.toSorted((a, b) => b.z - a.z).slice(0, 5);
  const lines = strongest.flatMap(({ workload, template, samples: samplesOfFlood = [] }) => {
    const sample = template?.samples.at(-1) ?? samplesOfFlood.at(-1);
    return sample === undefined ? [] : [`${workloadName(workload, home)}: ${sample}`];
  });
  return [unusual(strongest, home), lines.length > 0 ? section(codeBlock(lines, 180, 900)) : null];
}

function unusual(strongest: readonly Anomaly[], home: string): Shown | null {
  const facts = strongest.map(({ workload, template, reason }) => {
    const pattern = template ? `${code(template.text, 110)}: ` : '';
    return `• ${prose(workloadName(workload, home), 60)}: ${pattern}${prose(reason, 120)}`;
  });
  const words = chapter('Unusual lines', facts, 1200);
  if (words === null) return null;
  const rows = strongest.map(({ workload, template, observed, expected, reason }) => {
    return [workloadName(workload, home), template?.text ?? reason, observed, Math.round(expected * 10) / 10];
  });
  return { plain: words, native: tableBlock({ caption: 'Unusual lines', header: ['Workload', 'Pattern', 'Seen', 'Usual'], rows }) };
}

/** Gates that people close: their sentences name somebody, and nothing out of a log. */
const wished: ReadonlySet<string> = new Set(['snooze', 'muted']);

function gates({ page, shadow }: IncidentView): readonly string[] {
  const lines = page.gates.map(
    ({ name, passed, sentence }) =>
      `${passed ? '✓' : '✗'} ${prose(name, 40)}: ${wished.has(name) ? withMention(sentence, 160) : prose(sentence, 160)}`,
  );
  const isWish = page.gates.some(({ name, sentence }) => wished.has(name) && page.sentence.endsWith(sentence));
  const outcome = isWish ? withMention(page.sentence, 220) : prose(page.sentence || 'Not paged.', 220);
  return [outcome, ...(shadow ? [prose(shadowSentence(shadow), 220)] : []), ...lines];
}

function shadowSentence({ post, page }: NonNullable<IncidentView['shadow']>): string {
  const posted = post ? `posted it to ${post.channel}` : 'posted nothing';
  return `In shadow mode; otherwise it would have ${posted} and ${page ? `paged ${page.receiver}: ${page.because}` : 'paged nobody'}.`;
}

function coverage({ incident }: IncidentView): readonly string[] {
  const { linesSeen, linesDropped, droppedBy } = incident.coverage;
  const reasons = Object.entries(droppedBy).map(([reason, lines]) => `${prose(reason, 40)}: ${lines < 0 ? 'unknown' : count(lines)}`);
  const missed = reasons.length > 0 ? ` (${reasons.slice(0, 8).join(', ')})` : '';
  const learning = incident.learning ? [prose(incident.learning, 200)] : [];
  return [`${counted(linesSeen, 'line')} read, ${count(linesDropped)} missed${missed}`, ...learning];
}
