/** What people have said: names, owners, runbooks and mutes of patterns and workloads; who has an incident in hand, and how it is snoozed. */
import type { Button } from '@slack/types';
import type { IncidentView } from '../../api/contract.ts';
import { button, moment } from './blocks.ts';
import { mention } from './mention.ts';
import { code, prose } from './text.ts';

type Description = NonNullable<IncidentView['descriptions']>[number];

/** Buttons of an incident that is not over; each shows what it would do before it is done. The value is the incident's name in all. */
export const peopleActions = { snooze: 'incident.snooze', take: 'incident.take' } as const;

export function peopleButtons({ detector, incident, snooze, assignee }: IncidentView): readonly Button[] {
  if (incident.state !== 'open') return [];
  const value = `${detector}/${incident.id}`.slice(0, 700);
  const isSnoozed = snooze !== undefined && snooze.ended === null;
  return [
    ...(isSnoozed ? [] : [button({ actionId: peopleActions.snooze, label: 'Snooze …', value })]),
    ...(assignee === undefined ? [button({ actionId: peopleActions.take, label: 'Take it …', value })] : []),
  ];
}

/** `cart is owned by team-cart · runbook`. */
export function descriptionLine(said: Description): string {
  const { pattern, workload, name, owner, runbook, mutedUntilMs } = said;
  const what = workload === undefined ? `pattern ${code((pattern ?? '').slice(0, 8), 20)}` : prose(workload, 80);
  const facts = [
    ...(name === undefined ? [] : [`is called *${prose(name, 90)}*`]),
    ...(owner === undefined ? [] : [`owner ${mention(owner)}`]),
    ...(runbook === undefined ? [] : [link(runbook)]),
    ...(mutedUntilMs === undefined ? [] : [mutedUntilMs === null ? '🔇 muted' : `🔇 muted until ${moment(mutedUntilMs, 'day')}`]),
  ];
  return `${what}: ${facts.join(' · ')}`;
}

/** Of an incident; nothing where nobody has said anything. */
export function peopleLines({
  assignee,
  snooze,
  descriptions = [],
}: Pick<IncidentView, 'assignee' | 'snooze' | 'descriptions'>): readonly string[] {
  const hand = assignee === undefined ? [] : [`🙋 *In hand of* ${mention(assignee.user)} since ${moment(assignee.atMs, 'day')}`];
  return [...hand, ...snoozeLine(snooze), ...descriptions.slice(0, 4).map((said) => `📒 ${descriptionLine(said)}`)];
}

function snoozeLine(snooze: IncidentView['snooze']): readonly string[] {
  if (snooze === undefined) return [];
  const { by, untilAtMs, rateAbove, higherSeverity, newRevision, otherWorkload, ended } = snooze;
  if (ended !== null) return [`⏰ The snooze of ${mention(by)} ended ${moment(ended.atMs, 'day')}: ${prose(ended.why, 160)}`];
  const ends = [
    ...(untilAtMs === null ? [] : [`until ${moment(untilAtMs, 'day')}`]),
    ...(rateAbove === null ? [] : [`at ${rateAbove} times the rate`]),
    ...(higherSeverity ? ['at a higher severity'] : []),
    ...(newRevision ? ['at a rollout'] : []),
    ...(otherWorkload ? ['when another workload fails'] : []),
  ];
  return [`😴 *Snoozed* by ${mention(by)} ${ends.join(' or ')}`];
}

/** What could end the link in Slack's notation is encoded in it; only what the operator takes as an address gets here. */
function link(url: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return `runbook ${prose(url, 200)}`;
  return `<${new URL(url).href.replaceAll('|', '%7C').replaceAll('>', '%3E').replaceAll('<', '%3C').slice(0, 700)}|runbook>`;
}
