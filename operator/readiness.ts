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
  readonly configuration: Configuration;
  /** Null until the bot has reported. */
  readonly health: ChatHealth | null;
  readonly problems: readonly DeliveryProblem[];
}

export function judgeSlack({ namespace, channel, configuration, health, problems }: ChannelQuestion): Judgement<'SlackReady'> {
  const type = 'SlackReady';
  if (channel === null) return { type, reason: 'NotConfigured', message: 'spec.notify.slack is not set, so nothing is posted.' };
  if (!isChannelAllowed(configuration, namespace, channel)) {
    const message = `The configuration allows no channel ${channel} to namespace ${namespace}; an administrator must add it under slack.channels.`;
    return { type, reason: 'ChannelNotAllowed', message };
  }
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
  const problem = problems.find((known) => known.kind === 'channel' && known.name === channel);
  if (problem) return { type, reason: reasonOf(problem.code), message: problem.message };
  if (health.state === 'connecting') return { type, reason: 'Connecting', message: health.message, unknown: true, harmless: true };
  return { type, reason: 'Connected', message: `Messages go to ${channel}.` };
}

export interface ReceiverQuestion {
  readonly namespace: string;
  readonly receiver: string | null;
  /** Of the escalation; null where there is none. */
  readonly second: string | null;
  readonly configuration: Configuration;
  readonly problems: readonly DeliveryProblem[];
}

export function judgePaging({ receiver, second, ...question }: ReceiverQuestion): Judgement<'PagingReady'> {
  if (receiver === null) return { type: 'PagingReady', reason: 'NotConfigured', message: 'spec.paging is not set, so nobody is paged.' };
  const trouble = troubleOf(receiver, question) ?? (second === null ? null : troubleOf(second, question));
  if (trouble) return trouble;
  const escalated = second === null ? '' : `; without an acknowledgement ${second} is paged too`;
  return { type: 'PagingReady', reason: 'Configured', message: `Cascades page ${receiver}${escalated}.` };
}

function troubleOf(
  receiver: string,
  { namespace, configuration, problems }: Omit<ReceiverQuestion, 'receiver' | 'second'>,
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
