/** Changes something through the operator: shows first what would be done, does it when somebody says so, and never more than was shown. */
import { createInterface } from 'node:readline/promises';
import type { ChangeReply } from '../api/contract.ts';
import type { ApiClient } from '../api/client.ts';
import { tellFailure } from './answer.ts';
import { reachOperator, userOf, type Asked, type Operator } from './operator.ts';
import { createLineWriter } from './output.ts';
import type { Reply } from './question.ts';
import type { Streams } from './streams.ts';
import { printable } from './text/printable.ts';

/** An action as it was typed. */
export interface Action<F> {
  readonly args: readonly string[];
  readonly flags: F;
  /** As the API wants them: one name, or `*`. */
  readonly namespaces: string;
  /** For an operator that does not know by itself who asks. */
  readonly user: string;
  readonly nowMs: number;
}

/** With null what would be done; with what was seen it is done. */
export type Ask = (seen: string | null) => Promise<ChangeReply>;

/** What is to be changed, or an answer that changes nothing. Throws an `InputError` for what there is not. */
export type Acting<F> = (client: ApiClient, action: Action<F>) => Promise<Ask | Reply>;

export interface ActingHow {
  readonly command: string;
  readonly asked: () => Promise<Asked>;
  readonly isJson: boolean;
  /** Without a question. */
  readonly isSure: boolean;
  /** Only shown. */
  readonly isDryRun: boolean;
}

/** Returns the exit code: 0 when it was done, or was only to be shown. */
export async function act<F>(
  acting: Acting<F>,
  { args, flags }: { readonly args: readonly string[]; readonly flags: F },
  how: ActingHow,
  streams: Streams,
): Promise<number> {
  let operator: Operator | null = null;
  try {
    operator = await reachOperator(await how.asked(), streams.environment);
    const { client, namespaces } = operator;
    const wanted = await acting(client, { args, flags, namespaces, user: userOf(streams.environment), nowMs: Date.now() });
    if (typeof wanted === 'function') return await change(wanted, how, streams);
    await print(streams, how.isJson ? JSON.stringify(wanted.object) : wanted.text());
    return 0;
  } catch (error) {
    return tellFailure(how.command, streams, error);
  } finally {
    await operator?.close();
  }
}

async function change(ask: Ask, how: ActingHow, streams: Streams): Promise<number> {
  const told = async (reply: ChangeReply): Promise<void> => await print(streams, how.isJson ? JSON.stringify(reply) : textOf(reply));
  let reply = await ask(null);
  // It may be another when it is done, and is shown anew then.
  for (let isFirst = true; 'seen' in reply; isFirst = false) {
    const isShown = !how.isJson && (!how.isSure || !isFirst);
    if (isShown || how.isDryRun) await told(reply);
    if (how.isDryRun) return 0;
    const refusal = await refusalOf(how, isFirst, streams);
    if (refusal !== null) {
      if (how.isJson) await told(reply);
      return refuse(how.command, streams, refusal);
    }
    reply = await ask(reply.seen);
  }
  if (reply.outcome === 'refused' && !how.isJson) return refuse(how.command, streams, reply.sentence);
  await told(reply);
  return reply.outcome === 'accepted' ? 0 : 1;
}

/** Null: it is to be done as it was shown. */
async function refusalOf({ isSure }: ActingHow, isFirst: boolean, streams: Streams): Promise<string | null> {
  if (isSure) return isFirst ? null : 'It was changed meanwhile, so nothing was done. Look at it again.';
  return (await isAgreed(streams)) ? null : 'Nothing was changed; --yes does it without a question, --dry-run only shows it.';
}

function textOf(reply: ChangeReply): string {
  if (!('seen' in reply)) return printable(reply.sentence);
  const first = reply.outcome === 'changed' ? ['It was changed since it was shown, so nothing was done. This is how it is now:'] : [];
  return [...first, printable(reply.sentence), ...reply.lines.map((line) => printable(`  ${line}`))].join('\n');
}

/** Where nobody sits at a keyboard, nobody agrees. */
async function isAgreed(streams: Streams): Promise<boolean> {
  if (!('isTTY' in streams.in) || streams.in.isTTY !== true) return false;
  const asking = createInterface({ input: streams.in, output: streams.err });
  try {
    return /^y(es)?$/i.test((await asking.question('Do it? [y/N] ')).trim());
  } finally {
    asking.close();
  }
}

function refuse(command: string, { err }: Streams, sentence: string): number {
  err.write(`logbot ${command}: ${sentence}\n`);
  return 1;
}

async function print({ out }: Streams, text: string): Promise<void> {
  const writer = createLineWriter(out);
  await writer.line(text);
  await writer.end();
}
