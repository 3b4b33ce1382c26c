/** Whether Slack and the pager are ready for a detector: what the admin allows, what the bot says, what the receivers answered. Pure. */
import { allows, type Configuration } from '../api/configuration.ts';
import type { ChatHealth } from '../api/contract.ts';
import type { ConditionReason } from '../api/resource.ts';
import type { Judgement } from './detector/status.ts';

/** A channel or receiver that could not be used, as the notifier reports it. */
export interface DeliveryProblem {
  readonly kind: 'channel' | 'receiver';
  readonly name: string;
  /** Of the refusal: Slack's word, or `ReceiverRejected` or `ReceiverUnreachable`. */
  readonly code: string;
  readonly message: string;
}

export interface ChannelQuestion {
  readonly namespace: string;
  readonly channel: string | null;
  /** Channels of the administrator's routes that it may use. */
  readonly routed?: readonly string[] | undefined;
  readonly configuration: Configuration;
  /** Null until the bot has reported. */
  readonly health: ChatHealth | null;
  readonly problems: readonly DeliveryProblem[];
}

export function judgeSlack(question: ChannelQuestion): Judgement<'SlackReady'> {
  const type = 'SlackReady';
  const { namespace, channel, routed = [], configuration } = question;
  if (channel === null && routed.length === 0)
    return { type, reason: 'NotConfigured', message: 'spec.notify.slack is not set, so nothing is posted.' };
  if (channel !== null && !isChannelAllowed(configuration, namespace, channel)) {
    const message = `The configuration allows no channel ${channel} to namespace ${namespace}; an administrator must add it under slack.channels.`;
    return { type, reason: 'ChannelNotAllowed', message };
  }
  const route = routed.length === 0 ? '' : ` Incidents that match the administrator's routes go to ${routed.slice(0, 10).join(', ')}.`;
  const words = channel === null ? route.trim() : `Messages go to ${channel}.${route}`;
  return judgeDelivery(question, channel === null ? routed : [channel], words);
}

function judgeDelivery({ health, problems }: ChannelQuestion, channels: readonly string[], words: string): Judgement<'SlackReady'> {
  const type = 'SlackReady';
  if (!health)
    return {
      type,
      reason: 'BotUnreachable',
      message: 'The bot has not reported yet; see the log of its container.',
      unknown: true,
      harmless: true,
    };
  if (health.state === 'disabled') return { type, reason: 'Disabled', message: health.message };
  if (health.state === 'failed') return { type, reason: reasonOf(health.code), message: health.message };
  const problem = problems.find((known) => known.kind === 'channel' && channels.includes(known.name));
  if (problem) return { type, reason: reasonOf(problem.code), message: problem.message };
  if (health.state === 'connecting') return { type, reason: 'Connecting', message: health.message, unknown: true, harmless: true };
  return { type, reason: 'Connected', message: words };
}

export interface ReceiverQuestion {
  readonly namespace: string;
  readonly receiver: string | null;
  /** Of the escalation; null where there is none. */
  readonly second: string | null;
  /** Receivers that are told of every incident. */
  readonly told?: readonly string[];
  readonly configuration: Configuration;
  readonly problems: readonly DeliveryProblem[];
}

export function judgePaging({ receiver, second, told = [], ...question }: ReceiverQuestion): Judgement<'PagingReady'> {
  for (const name of told) {
    const trouble = troubleOf(name, question) ?? woken(name, question.configuration);
    if (trouble) return trouble;
  }
  if (receiver === null && told.length > 0)
    return { type: 'PagingReady', reason: 'Configured', message: `Nobody is paged; incidents are told to ${told.join(', ')}.` };
  if (receiver === null) return { type: 'PagingReady', reason: 'NotConfigured', message: 'spec.paging is not set, so nobody is paged.' };
  const trouble = troubleOf(receiver, question) ?? (second === null ? null : troubleOf(second, question));
  if (trouble) return trouble;
  const escalated = second === null ? '' : `; without an acknowledgement ${second} is paged too`;
  return { type: 'PagingReady', reason: 'Configured', message: `Cascades page ${receiver}${escalated}.` };
}

/** Whoever asks only to be told would be woken by it. */
function woken(name: string, configuration: Configuration): Judgement<'PagingReady'> | null {
  if (isChat(configuration, name)) return null;
  const message = `Receiver ${name} of spec.notify.receivers wakes people; name it under spec.paging, and one of type teams or mattermost here.`;
  return { type: 'PagingReady', reason: 'ReceiverNotAllowed', message };
}

function troubleOf(
  receiver: string,
  { namespace, configuration, problems }: Omit<ReceiverQuestion, 'receiver' | 'second' | 'told'>,
): Judgement<'PagingReady'> | null {
  const type = 'PagingReady';
  const known = configuration.receivers.find((candidate) => candidate.name === receiver);
  if (!known) {
    const message = `The configuration has no receiver ${receiver}; an administrator must add it under receivers.`;
    return { type, reason: 'ReceiverUnknown', message };
  }
  if (!allows(known, namespace)) {
    const message = `The configuration does not allow receiver ${receiver} to namespace ${namespace}; an administrator must add it there.`;
    return { type, reason: 'ReceiverNotAllowed', message };
  }
  const problem = problems.find((candidate) => candidate.kind === 'receiver' && candidate.name === receiver);
  if (!problem) return null;
  const reason = problem.code === 'ReceiverUnreachable' || problem.code === 'PageGivenUp' ? problem.code : 'ReceiverRejected';
  return { type, reason, message: problem.message };
}

export function isChannelAllowed(configuration: Configuration, namespace: string, channel: string): boolean {
  return configuration.slack.channels.some((known) => (known.name === channel || known.id === channel) && allows(known, namespace));
}

/** A receiver that shows and wakes nobody. */
export function isChat(configuration: Configuration, receiver: string): boolean {
  return configuration.receivers.some(({ name, type }) => name === receiver && (type === 'teams' || type === 'mattermost'));
}

export function isReceiverAllowed(configuration: Configuration, namespace: string, receiver: string): boolean {
  return configuration.receivers.some((known) => known.name === receiver && allows(known, namespace));
}

const reasons: Readonly<Record<string, ConditionReason<'SlackReady'>>> = {
  invalid_auth: 'TokenInvalid',
  not_authed: 'TokenInvalid',
  account_inactive: 'TokenInvalid',
  token_revoked: 'TokenInvalid',
  token_expired: 'TokenInvalid',
  not_allowed_token_type: 'TokenInvalid',
  NoAppToken: 'TokenInvalid',
  missing_scope: 'ScopeMissing',
  channel_not_found: 'ChannelNotFound',
  is_archived: 'ChannelNotFound',
  not_in_channel: 'NotInChannel',
  restricted_action: 'NotInChannel',
  restricted_action_read_only_channel: 'NotInChannel',
  restricted_action_thread_only_channel: 'NotInChannel',
  BotUnreachable: 'BotUnreachable',
};

function reasonOf(code: string): ConditionReason<'SlackReady'> {
  return reasons[code] ?? 'SlackUnreachable';
}
