/** The App Home as Slack shows it. https://docs.slack.dev/surfaces/app-home */
import type { HomeView, KnownBlock } from '@slack/types';
import type { DetectorSummary, IncidentView, PatternView } from '../../api/contract.ts';
import { actions, button, context, header, moment, section } from './blocks.ts';
import { causeLabel } from './cause.ts';
import { homeOf } from './incident.ts';
import { peopleLines } from './people.ts';
import { duration } from '../../api/duration.ts';
import { code, count, counted, joinLines, prose } from './text.ts';

export interface Home extends HomeView {
  readonly blocks: KnownBlock[];
}

export interface HomeContent {
  readonly detectors: readonly DetectorSummary[];
  readonly open: readonly IncidentView[];
  readonly moreOpen: number;
  readonly fresh: readonly PatternView[];
  readonly muted: readonly PatternView[];
  readonly snoozed: readonly IncidentView[];
  readonly dashboardUrl: string | null;
  readonly nowMs: number;
}

const detectorsAtMost = 12;
const linesAtMost = 8;

export function homeView(content: HomeContent): Home {
  const { open, moreOpen, dashboardUrl, nowMs } = content;
  const title = open.length === 0 ? 'No open incident' : counted(open.length + moreOpen, 'open incident');
  return homeOfBlocks([
    header(title),
    ...open.flatMap((view) => incidentBlocks(view, nowMs)),
    ...(moreOpen > 0 ? [context(`+ ${count(moreOpen)} more: ${code('/logbot incidents open')}`)] : []),
    header('What is watched'),
    section(joinLines(detectorLines(content.detectors), 2800)),
    ...chapter('New in the last day', content.fresh.map(patternLine)),
    ...chapter('Muted and snoozed', [...content.muted.map(mutedLine), ...content.snoozed.map(snoozedLine)]),
    context(
      `As of ${moment(nowMs, 'day-seconds')}, seen by you alone; opening this tab again brings it up to date. ${code('/logbot help')} lists what can be asked.${dashboardUrl === null ? '' : ` ${linkTo(dashboardUrl)}`}`,
    ),
  ]);
}

/** Where there is nothing to show but a sentence. */
export function homeSaying(mrkdwn: string): Home {
  return homeOfBlocks([section(mrkdwn)]);
}

function homeOfBlocks(blocks: readonly KnownBlock[]): Home {
  return { type: 'home', blocks: [...blocks] };
}

function incidentBlocks(view: IncidentView, nowMs: number): readonly KnownBlock[] {
  const { incident, detector, marks } = view;
  const [cause] = incident.causes;
  const why = cause ? `\n*Likely cause:* ${causeLabel(cause, homeOf(view))}` : '';
  const value = `${detector}/${incident.id}`.slice(0, 700);
  const isAcknowledged = marks.some(({ mark }) => mark === 'acknowledge');
  const people = peopleLines({ assignee: view.assignee, snooze: view.snooze }).slice(0, 2);
  const buttons = [
    button({ actionId: 'home.why', label: 'Why', value }),
    ...(isAcknowledged ? [] : [button({ actionId: 'home.acknowledge', label: 'Acknowledge', value })]),
  ];
  return [
    section(
      joinLines(
        [
          `🔴 *${prose(incident.title, 200)}* ${code(incident.id, 60)}\n${prose(detector, 120)}, for ${duration(nowMs - incident.openedAtMs)}${why}`,
          ...people,
        ],
        1200,
      ),
    ),
    // Ids of buttons must be unique in a block, not in a view, where each block has its own.
    { ...actions(buttons), block_id: `home ${value}`.slice(0, 255) },
  ];
}

function detectorLines(detectors: readonly DetectorSummary[]): readonly string[] {
  if (detectors.length === 0) return ['No LogDetector that you may see.'];
  const lines = detectors.slice(0, detectorsAtMost).map(({ id, ready, workloads, coverage, conditions }) => {
    const learning = workloads.filter((workload) => workload.learning !== null).length;
    const missed = coverage.linesDropped > 0 ? `, *${count(coverage.linesDropped)} missed*` : '';
    const trouble = ready ? '' : ` ⚠️ ${prose(conditions.find(({ status }) => status === 'False')?.message ?? 'not ready', 160)}`;
    const learns = learning > 0 ? `, ${count(learning)} still learning` : '';
    return `${ready ? '✅' : '⚠️'} *${prose(id, 120)}* ${counted(workloads.length, 'workload')}${learns}; ${counted(coverage.linesSeen, 'line')} read${missed}${trouble}`;
  });
  const left = detectors.length - lines.length;
  return [...lines, ...(left > 0 ? [`+ ${count(left)} more: ${code('/logbot status')}`] : [])];
}

function chapter(title: string, lines: readonly string[]): readonly KnownBlock[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, linesAtMost);
  const left = lines.length - shown.length;
  return [header(title), section(joinLines([...shown, ...(left > 0 ? [`+ ${count(left)} more`] : [])], 2800))];
}

function patternLine({ detector, workload, id, text, level, count: lines, firstSeenAtMs }: PatternView): string {
  const place = `${detector.slice(0, detector.indexOf('/'))}/${workload}`;
  return `🆕 ${prose(place, 100)} ${prose(level, 20)} ${code(id.slice(0, 8), 20)} ${code(text, 140)} · ${counted(lines, 'line')} since ${moment(firstSeenAtMs, 'day')}`;
}

function mutedLine({ workload, id, text, description }: PatternView): string {
  const until = description?.mutedUntilMs;
  const end = until === undefined || until === null ? 'until somebody unmutes it' : `until ${moment(until, 'day')}`;
  return `🔇 ${prose(workload, 100)} ${code(id.slice(0, 8), 20)} ${code(text, 140)} ${end}`;
}

function snoozedLine({ incident, snooze }: IncidentView): string {
  return `${code(incident.id, 60)} ${prose(incident.title, 100)} ${peopleLines({ snooze }).join(' ')}`;
}

/** The address is the administrator's own. */
function linkTo(href: string): string {
  return `<${href.replaceAll('|', '%7C').replaceAll('>', '%3E').replaceAll('<', '%3C').slice(0, 700)}|Open the dashboard>`;
}
