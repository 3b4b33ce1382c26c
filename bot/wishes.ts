/** A retraining or a test page that somebody asks for: shown first, then done as it was shown, or not at all. */
import { z } from 'zod';
import { withinScope, type Person, type Place } from './access.ts';
import { actions, button, context, moment, section, statement } from './blocks/blocks.ts';
import { clean, code, count, joinLines, prose } from './blocks/text.ts';
import { wishMessage } from './blocks/wish.ts';
import type { Answer, CommandContext, CommandRequest } from './commands/command.ts';
import type { Desk } from './desk.ts';
import { forbidden } from './refusals.ts';

export const wishActions = { confirm: 'wish.confirm', cancel: 'wish.cancel' } as const;

const WishSchema = z.object({
  what: z.enum(['retrain', 'page']),
  detector: z.string(),
  seen: z.string(),
  askedBy: z.string(),
  askedAtMs: z.number(),
});
export type Wish = z.infer<typeof WishSchema>;

/** Null when it was not made by `proposeWish`. */
export function readWish(value: string): Wish | null {
  try {
    return WishSchema.parse(JSON.parse(value));
  } catch {
    return null;
  }
}

/** The question for the asking person alone; nothing is done by it. */
export async function proposeWish(
  what: Wish['what'],
  detector: string,
  { person }: Pick<CommandRequest, 'person'>,
  { api, now }: Pick<CommandContext, 'api' | 'now'>,
): Promise<Answer> {
  const preview = await previewOf(what, detector, api);
  if ('refusal' in preview) return { message: statement(`✋ ${preview.refusal}`), result: `refused: ${clean(preview.refusal)}` };
  const { title, lines, seen, label } = preview;
  const value = JSON.stringify({ what, detector, seen, askedBy: person.id, askedAtMs: now() } satisfies Wish);
  const blocks = [
    section(joinLines([`*${title}*`, ...lines.map((line) => `• ${line}`)])),
    actions([
      button({ actionId: wishActions.confirm, label, value, style: 'primary' }),
      button({ actionId: wishActions.cancel, label: 'Leave as it is', value }),
    ]),
    context('Nothing has been done yet.'),
  ];
  return { message: { text: title, blocks }, result: `asked to confirm: ${what} ${detector}` };
}

/** Does what was shown, if it still is so and the person still may. */
export async function confirmWish(
  { what, detector, seen }: Wish,
  { person, place }: { readonly person: Person; readonly place: Place },
  { api, access }: Desk,
): Promise<Answer> {
  const may = withinScope(await access.mayChange(person, what), detector);
  if (may.outcome !== 'yes') return forbidden(what, may);
  const preview = await previewOf(what, detector, api);
  if ('refusal' in preview || preview.seen !== seen) {
    const text = '✋ It is another now than it was when it was shown, so nothing was done. Ask again.';
    return { message: statement(text), result: 'refused: another meanwhile' };
  }
  if (what === 'retrain') return wishMessage(await api.retrain(detector, { requestedBy: person.id, channel: place.id }), detector);
  const { delivered, sentence } = await api.testPage(detector, { requestedBy: person.id });
  const text = `${delivered ? '📟' : '⚠️'} ${code(detector, 300)}: ${prose(sentence, 900)}`;
  return { message: statement(text), result: `${delivered ? 'accepted' : 'failed'}: ${sentence}` };
}

interface Preview {
  readonly title: string;
  readonly lines: readonly string[];
  /** What must still be so when it is confirmed. */
  readonly seen: string;
  readonly label: string;
}

function previewOf(what: Wish['what'], detector: string, api: Desk['api']): Promise<Preview | { readonly refusal: string }> {
  return what === 'retrain' ? previewRetraining(detector, api) : previewPage(detector, api);
}

async function previewRetraining(detector: string, api: Desk['api']): Promise<Preview> {
  const models = await api.models({ namespaces: namespaceOf(detector), detector });
  const serving = models.find((model) => model.serving);
  const now = serving
    ? `Model ${serving.version} serves now, made ${moment(serving.createdAtMs, 'day')} from ${count(serving.sampleSize)} lines.`
    : 'No model serves now; what was learned so far judges alone.';
  return {
    title: `Make a new model of ${code(detector, 300)}?`,
    lines: [
      now,
      'The new one is made from what was seen until now, without what happened in incidents, and is validated before it may serve.',
      `${code('/logbot rollback')} brings the model of now back.`,
    ],
    seen: `model ${serving?.version ?? 'none'}`,
    label: 'Retrain',
  };
}

async function previewPage(detector: string, api: Desk['api']): Promise<Preview | { readonly refusal: string }> {
  const { detectors } = await api.onCall(namespaceOf(detector));
  const duty = detectors.find((one) => one.detector === detector);
  if (duty?.receiver === undefined || duty.receiver === null)
    return {
      refusal: `${code(detector, 300)} names no receiver, so nobody can be paged: set ${code('spec.paging.receiver')} of the LogDetector.`,
    };
  return {
    title: `Send a test page for ${code(detector, 300)}?`,
    lines: [
      `One page goes to the receiver ${code(duty.receiver, 120)} now, whoever has the shift there. It says of itself that it is a test.`,
      `It does not count among the pages of the day, of which ${count(duty.pagesLately)} of ${count(duty.pagesPerDay)} are used.`,
      ...(duty.problem === null ? [] : [`⚠️ ${prose(duty.problem, 300)}`]),
    ],
    seen: `receiver ${duty.receiver}`,
    label: 'Send the test page',
  };
}

function namespaceOf(detector: string): string {
  return detector.slice(0, Math.max(0, detector.indexOf('/')));
}
