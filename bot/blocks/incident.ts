/**
 * One incident as one message, for someone who was just woken: what broke for whom, since when, why, and what proves it, within
 * one phone screen. Everything else is the story, the first message of the thread.
 */
import type { Button, KnownBlock } from '@slack/types';
import type { IncidentView, Mark } from '../../api/contract.ts';
import { actions, button, context, header, moment, section } from './blocks.ts';
import { causeLabel, path, timed } from './cause.ts';
import type { Message } from './limits.ts';
import { mention } from './mention.ts';
import { peopleButtons, peopleLines } from './people.ts';
import { remedyButtons } from './remedy.ts';
import { duration } from '../../api/duration.ts';
import { clean, code, codeBlock, count, counted, joinLines, plain, prose, workloadName } from './text.ts';

/** The buttons' `action_id`s; their value is the incident's name in all, `namespace/name/id`. */
export const markActions = { acknowledge: 'incident.acknowledge', useful: 'incident.useful', noise: 'incident.noise' } as const;

export function incidentMessage(view: IncidentView): Message {
  const { incident } = view;
  const home = homeOf(view);
  const body = [
    sinceLine(view),
    ...causeLines(view, home),
    ...radiusLines(view, home),
    ...burnLines(view, home),
    ...riskLine(view, home),
    ...ruledOutLine(view),
    ...remedyLine(view),
  ];
  const logs = incident.state === 'open' ? logLines(view, home) : [];
  const page = `${pageIcons[view.page.state]} ${prose(view.page.sentence || 'Not paged.', 220)}`;
  const marks = marksLine(view.marks);
  return {
    text: fallback(view, home),
    blocks: [
      header(title(view)),
      section(joinLines(body, 2400)),
      ...(logs.length > 0 ? [section(codeBlock(logs, 110, 500))] : []),
      section(page),
      ...summaryLine(view),
      context(joinLines([footnote(view), ...linksLine(view), ...(marks ? [marks] : []), ...peopleLines(view)], 2200)),
      actions(buttons(view)),
    ],
  };
}

const severityIcons = { critical: '🔴', error: '🟠', warning: '🟡', info: '🔵' } as const;
const pageIcons = { 'not-paged': '🔕', pending: '⏳', paged: '📟', failed: '⚠️', resolved: '📟' } as const;

function title({ incident }: IncidentView): string {
  const text = plain(incident.title, 110);
  if (incident.state === 'resolved') return `✅ Resolved: ${text}`;
  if (incident.preexisting) return `⚪ Already broken: ${text}`;
  return `${severityIcons[incident.severity]} ${text}`;
}

function sinceLine({ incident }: IncidentView): string {
  const { openedAtMs, resolvedAtMs, updatedAtMs } = incident;
  const id = code(incident.id, 60);
  if (incident.state === 'resolved') {
    const endedAtMs = resolvedAtMs ?? updatedAtMs;
    return `*Over:* ${moment(openedAtMs, 'day')} to ${moment(endedAtMs, 'day')} (${duration(endedAtMs - openedAtMs)}) · ${id}`;
  }
  if (incident.preexisting) return `*Before the watching began*, seen ${moment(incident.detectedAtMs, 'day')} · ${id}`;
  return `*Since* ${moment(openedAtMs, 'day')} · ${incident.severity} · ${id}`;
}

function causeLines({ incident }: IncidentView, home: string): readonly string[] {
  const cause = incident.causes[0];
  if (!cause) return ['*Likely cause:* not known yet; no fact of the cluster explains it.'];
  const sureness = cause.score > 0 ? ` (${Math.round(Math.min(1, cause.score) * 100)} %)` : '';
  const facts = cause.reasons.slice(0, 3).map((reason) => `• ${timed(reason, incident.timeline, 170)}`);
  return [`*Likely cause:* *${causeLabel(cause, home)}*${sureness}`, ...facts, ...helpLine(incident, cause)];
}

type Incident = IncidentView['incident'];

/** What the cause's name says that helps, else the first that could be done; the command stands in the thread. */
function helpLine({ state, proposals }: Incident, { named }: Incident['causes'][number]): readonly string[] {
  if (state === 'resolved') return [];
  if (named) return [`*What helps:* ${prose(named.remedy, 160)} (${code(named.label, 60)})`];
  const [first] = proposals ?? [];
  return first ? [`*What could help:* ${prose(first.text, 170)}`] : [];
}

/** For whom it is broken: names first, then how they hang together. */
function radiusLines({ incident }: IncidentView, home: string): readonly string[] {
  const [own, ...others] = incident.affected;
  if (!own) return [];
  if (others.length === 0) return [`*Hits* only ${code(workloadName(own.workload, home), 80)}: ${prose(own.symptom, 120)}`];
  const names = others.slice(0, 5).map(({ workload }) => prose(workloadName(workload, home), 60));
  const more = others.length > names.length ? ` and ${others.length - names.length} more` : '';
  const longest = others.reduce((best, one) => (one.path.length > best.path.length ? one : best), own);
  const chain = longest.path.length > 1 ? ` (${path(longest, home)})` : '';
  return [`*Hits also:* ${names.join(', ')}${more}${chain}`];
}

/** What the objective of the resource says about it; the first two. */
function burnLines({ incident }: IncidentView, home: string): readonly string[] {
  const burning = incident.state === 'open' ? (incident.burning ?? []) : [];
  return burning
    .slice(0, 2)
    .map(({ workload, sentence }) => `🔥 *SLO* of ${prose(workloadName(workload, home), 60)}: ${prose(sentence, 300)}`);
}

/** Who probably fails next, with how surely and how soon. */
function riskLine({ incident }: IncidentView, home: string): readonly string[] {
  const shown = incident.atRisk.slice(0, 3).map((one) => `${prose(workloadName(one.workload, home), 60)} (${chance(one)})`);
  const more = incident.atRisk.length > shown.length ? ` and ${incident.atRisk.length - shown.length} more` : '';
  return shown.length > 0 ? [`*At risk next:* ${shown.join(', ')}${more}`] : [];
}

/** `60 %, in about 4 min`. */
export function chance({ probability, inMs }: IncidentView['incident']['atRisk'][number]): string {
  const soon = inMs === null ? '' : inMs < 1000 ? ', any moment' : `, in about ${duration(inMs)}`;
  return `${Math.round(probability * 100)} %${soon}`;
}

/** Room for one whole short sentence each: a reason that breaks off proves nothing. */
function ruledOutLine({ incident }: IncidentView): readonly string[] {
  const shown = incident.ruledOut.slice(0, 2).map(({ what, why }) => `${prose(what, 120)} (${prose(why, 160)})`);
  const more = incident.ruledOut.length > shown.length ? `, ${incident.ruledOut.length - shown.length} more` : '';
  return shown.length > 0 ? [`*Ruled out:* ${shown.join(', ')}${more}`] : [];
}

/** How far the newest remedy has come. */
function remedyLine({ remedies = [] }: IncidentView): readonly string[] {
  const newest = remedies.at(-1);
  const step = newest?.steps.at(-1);
  return newest && step ? [`🛠 *Confirmed by* ${mention(newest.requestedBy)}: ${prose(told(step.text), 240)}`] : [];
}

/** That it was confirmed stands before it. */
function told(step: string): string {
  return step.replace(/^Confirmed: /, '');
}

/**
 * The newest kept line of two anomalies of different workloads: what the cause says itself, from its first words on, then who names it, then the
 * strongest.
 */
function logLines({ incident }: IncidentView, home: string): readonly string[] {
  const cause = incident.causes[0]?.workload;
  const name = cause ? workloadName(cause, home) : null;
  const isOwn = ({ workload, level }: Told): boolean => workload === cause && (level === 'error' || level === 'fatal');
  const names = ({ template }: Told): number => Number(name !== null && (template?.samples.at(-1) ?? '').includes(name));
  const own = incident.anomalies
    .filter(isOwn)
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs || Number(a.level === 'fatal') - Number(b.level === 'fatal'));
  const others = incident.anomalies.toSorted((a, b) => names(b) - names(a) || b.z - a.z);
  const lines = new Map<string, string>();
  for (const { workload, template } of [...own, ...others]) {
    const sample = template?.samples.at(-1) ?? template?.text;
    if (sample === undefined || lines.has(workload)) continue;
    lines.set(workload, `${workloadName(workload, home)}: ${sample}`);
    if (lines.size === 2) break;
  }
  return [...lines.values()];
}

type Told = IncidentView['incident']['anomalies'][number];

function footnote({ incident }: IncidentView): string {
  const { linesSeen, linesDropped } = incident.coverage;
  const gap = Object.values(incident.coverage.droppedBy).some((lines) => lines < 0);
  const missed = linesDropped > 0 ? `*${count(linesDropped)} missed*` : 'none missed';
  const unknown = gap ? ' and a gap of unknown length' : '';
  const learning = incident.learning ? ` · Learning: ${prose(incident.learning, 160)}` : '';
  return `${counted(linesSeen, 'log line')} read, ${missed}${unknown}${learning}`;
}

/** Said of itself: who wrote it, and that only names and numbers were checked. */
function summaryLine({ incident, summary }: IncidentView): readonly KnownBlock[] {
  if (summary === undefined || incident.state !== 'open') return [];
  return [
    context(
      `🤖 ${prose(summary.text, 700)} (written by ${prose(summary.model, 60)} from the facts above; only its names and numbers are checked)`,
    ),
  ];
}

/** The addresses are the operator's own; what could end the link in Slack's notation is encoded in them. */
function linksLine({ dashboardUrl, logs }: IncidentView): readonly string[] {
  const links = [
    ...(dashboardUrl === undefined ? [] : [link(dashboardUrl, 'Open in dashboard')]),
    ...(logs ? [link(logs.href, logs.text)] : []),
  ];
  const shown = links.filter((one) => one !== null);
  return shown.length > 0 ? [shown.join(' · ')] : [];
}

/** Null when it is too long to leave room for anything else. */
function link(href: string, text: string): string | null {
  const safe = href.replaceAll('|', '%7C').replaceAll('>', '%3E').replaceAll('<', '%3C');
  return safe.length > 600 ? null : `<${safe}|${prose(text, 60).replaceAll('|', ' ')}>`;
}

/** Who acknowledged, and what people thought of it. */
function marksLine(marks: readonly Mark[]): string {
  const acknowledged = marks.findLast(({ mark }) => mark === 'acknowledge');
  const tally = (kind: Mark['mark'], word: string): readonly string[] => {
    const users = new Set(marks.filter(({ mark }) => mark === kind).map(({ user }) => user));
    return users.size > 0 ? [`${users.size} found it ${word}`] : [];
  };
  const parts = acknowledged ? [`👀 *Acknowledged* by ${mention(acknowledged.user)} ${moment(acknowledged.atMs, 'day')}`] : [];
  return [...parts, ...tally('useful', 'useful'), ...tally('noise', 'noise')].join(' · ');
}

function buttons(view: IncidentView): readonly Button[] {
  const value = `${view.detector}/${view.incident.id}`.slice(0, 700);
  // Who acknowledged the last page has not seen the next.
  const acknowledged = view.marks.some(({ mark, atMs }) => mark === 'acknowledge' && atMs >= (view.page.wantedAtMs ?? 0));
  const wanted = view.incident.state === 'open' && !acknowledged;
  const acknowledge = { actionId: markActions.acknowledge, label: 'Acknowledge', value, style: 'primary' } as const;
  return [
    ...(wanted ? [button(acknowledge)] : []),
    button({ actionId: markActions.useful, label: 'Useful', value }),
    button({ actionId: markActions.noise, label: 'Noise', value }),
    ...peopleButtons(view),
    ...remedyButtons(view),
  ];
}

/** What a lock screen shows. */
function fallback(view: IncidentView, home: string): string {
  const cause = view.incident.causes[0];
  const why = cause ? ` Likely cause: ${causeLabel(cause, home)}.` : '';
  return `${prose(title(view), 300)}.${why} Since ${moment(view.incident.openedAtMs, 'day')}.`;
}

/** Names of the detector's own namespace are shown without it. */
export function homeOf(view: { readonly detector: string }): string {
  return clean(view.detector.split('/')[0] ?? '');
}
