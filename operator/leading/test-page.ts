/** Whether somebody would be woken: asked of the receiver itself, with a page that says of itself to be a test. */
import type { TestPageReply } from '../../api/contract.ts';
import type { Notifier, NotifyTarget } from '../notify/notify.ts';

/** Asks the second receiver too, where there is one: it is the one nobody hears of otherwise. */
export async function testPage(
  notifier: Pick<Notifier, 'testPage'>,
  { detector, receiver, escalation }: NotifyTarget,
): Promise<TestPageReply> {
  if (receiver === null) {
    const sentence = `${detector} pages nobody: spec.paging names no receiver, or one that its namespace may not use; the condition PagingReady says which.`;
    return { receiver, delivered: false, sentence };
  }
  const names = [...new Set([receiver, ...(escalation ? [escalation.receiver] : [])])];
  const answers = await Promise.all(names.map(async (name) => ({ name, trouble: await notifier.testPage(detector, name) })));
  const sentences = answers.map(({ name, trouble }) => trouble ?? `${name} took a test page, which resolves itself within minutes.`);
  return { receiver, delivered: answers.every(({ trouble }) => trouble === null), sentence: sentences.join(' ') };
}
