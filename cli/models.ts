/** `logbot models`: the versions there are, and which one serves. */
import type { DetectorModel } from '../api/client.ts';
import type { Answering } from './question.ts';
import { dateTime } from './text/clock.ts';
import { grouped } from './text/numbers.ts';
import { printable } from './text/printable.ts';
import { rowsOf } from './text/rows.ts';

export const answerModels: Answering = async (client, { subject, namespaces, width }) => {
  const models = await client.models({ namespaces, ...(subject === null ? {} : { detector: subject }) });
  return { object: { models }, text: () => listText(models, width) };
};

function listText(models: readonly DetectorModel[], width: number): string {
  if (models.length === 0) return 'There is no model yet; the first is made once enough has been seen.';
  const rows = models.map((model) => [
    String(model.version),
    grouped(model.sampleSize),
    grouped(model.patterns),
    printable(model.detector),
    stateOf(model),
    dateTime(model.createdAtMs),
    printable(model.madeBy),
    printable(model.leftOut.join('; ')),
  ]);
  return rowsOf([['VERSION', 'SAMPLES', 'PATTERNS', 'DETECTOR', 'STATE', 'MADE (UTC)', 'BY', 'LEFT OUT'], ...rows], {
    right: 3,
    width,
  }).join('\n');
}

function stateOf({ serving, pinned, canary }: DetectorModel): string {
  if (serving) return pinned ? 'serves, pinned' : 'serves';
  return canary === true ? 'on trial' : '';
}
