/** Models, pages and the audit log: what the bot's commands of the same names do. */
import type { AuditRecord, ChangeReply, Trial, WishReply } from '../../api/contract.ts';
import type { Acting } from '../acting.ts';
import { alarmsText } from '../model/alarms.ts';
import { dateTime, duration } from '../text/clock.ts';
import { printable } from '../text/printable.ts';
import { theDetector } from './subjects.ts';

export interface OperationFlags {
  readonly last?: number;
  readonly limit?: number;
  readonly verify?: boolean;
}

/** Who asks here has no thread in which the outcome could be told. */
const noThread = '';

export const retrain: Acting<OperationFlags> = async (client, action) => {
  const detector = await theDetector(client, action.args[0] ?? null, action);
  return async (seen) => {
    if (seen !== null) return replyOf(await client.retrain(detector, { requestedBy: action.user, channel: noThread }));
    const lines = ['it is tried beside the model that serves, unless spec.model.canaryMinutes is 0; logbot models says when it is there'];
    return { outcome: 'preview', sentence: `A new model version of ${detector} is made.`, lines, seen: 'retrain' };
  };
};

export const rollback: Acting<OperationFlags> = async (client, action) => {
  const [first, second] = action.args;
  const isVersion = first !== undefined && /^v?\d+$/.test(first);
  const typed = isVersion ? first : second;
  const detector = await theDetector(client, isVersion ? null : (first ?? null), action);
  const version = typed === undefined ? null : Number(typed.replace(/^v/, ''));
  return async (seen) =>
    replyOf(
      await client.rollback(detector, {
        requestedBy: action.user,
        channel: noThread,
        version: target(version, seen),
        preview: seen === null,
      }),
    );
};

/** What was shown is what is done, also where the version before the one that serves was meant. */
function target(version: number | null, seen: string | null): number | null {
  return seen === null ? version : Number(seen);
}

export const page: Acting<OperationFlags> = async (client, action) => {
  const detector = await theDetector(client, action.args[0] ?? null, action);
  return async (seen): Promise<ChangeReply> => {
    if (seen === null)
      return {
        outcome: 'preview',
        sentence: `A test page is sent to the receiver of ${detector}.`,
        lines: ['it says that it is a test'],
        seen: 'page',
      };
    const { delivered, sentence } = await client.testPage(detector, { requestedBy: action.user });
    return { outcome: delivered ? 'accepted' : 'refused', sentence };
  };
};

export const diff: Acting<OperationFlags> = async (client, action) => {
  const [from, to, typed] = action.args;
  const detector = await theDetector(client, typed ?? null, action);
  const comparison = await client.compareModels(detector, { from: Number(from), to: Number(to) });
  return { object: comparison, text: () => `${detector}: ${alarmsText(comparison)}` };
};

const dayMs = 86_400_000;

export const trial: Acting<OperationFlags> = async (client, action) => {
  const detector = await theDetector(client, action.args[0] ?? null, action);
  const answer = await client.trial(detector, Math.max(60, Math.round((action.flags.last ?? dayMs) / 1000)));
  return { object: answer, text: () => trialText(answer) };
};

function trialText({ detector, posts, pages, incidents, more, fromAtMs, toAtMs, channel, receiver, mode }: Trial): string {
  const said = incidents.flatMap(({ id, title, openedAtMs, severity, post, page: woken }) => [
    `${id}  ${dateTime(openedAtMs)} UTC  ${severity}  ${title}`,
    `  ${woken.yes ? `would page: ${woken.sentence}` : post.yes ? `would post, not page: ${woken.sentence}` : `would say nothing: ${post.sentence}`}`,
  ]);
  return [
    `${detector} would have posted ${posts} and paged ${pages} in the last ${duration(toAtMs - fromAtMs)}; nothing was done or sent`,
    `  posts go to ${channel ?? 'no channel'}, pages to ${receiver ?? 'nobody'}${mode === 'Shadow' ? '; in shadow mode it says nothing' : ''}`,
    ...said,
    ...(more > 0 ? [`and ${more} older incidents`] : []),
  ]
    .map(printable)
    .join('\n');
}

export const audit: Acting<OperationFlags> = async (client, { args, flags }) => {
  if (flags.verify === true) {
    const proof = await client.auditProof();
    return { object: proof, text: () => printable(proof.sentence) };
  }
  const wanted = args.join(' ').toLowerCase();
  const entries = (await client.audit(500)).filter(({ user, channel, action, result }) =>
    `${user} ${channel} ${action} ${result}`.toLowerCase().includes(wanted),
  );
  const shown = entries.slice(0, flags.limit ?? 20);
  return { object: { entries: shown }, text: () => shown.map(entryText).join('\n') || 'Nothing of this kind has been written down.' };
};

function entryText({ atMs, user, channel, action, result }: AuditRecord): string {
  return printable(`${dateTime(atMs)} UTC  ${user} (${channel})  ${action}  ->  ${result}`);
}

function replyOf(reply: WishReply): ChangeReply {
  if (reply.outcome === 'accepted') return { outcome: 'accepted', sentence: reply.operation.sentence };
  if (reply.outcome === 'preview') return { outcome: 'preview', sentence: reply.sentence, lines: [], seen: String(reply.toVersion) };
  return { outcome: 'refused', sentence: reply.sentence };
}
