/** The answer to `/logbot models`. */
import type { ModelSummary } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import { mention } from './mention.ts';
import type { Message } from './limits.ts';
import { duration } from '../../api/duration.ts';
import { code, counted, joinLines, prose } from './text.ts';

type Model = ModelSummary & { readonly detector: string };

const detectorsAtMost = 10;

export function modelsMessage(models: readonly Model[]): Message {
  const byDetector = Map.groupBy(models, ({ detector }) => detector);
  const title = models.length > 0 ? counted(models.length, 'model version') : 'No model yet';
  const chapters = [...byDetector].slice(0, detectorsAtMost).map(([detector, own]) => section(chapter(detector, own)));
  const nothing = section('The first model is made once enough has been read; `/logbot retrain` makes one at once.');
  const left = byDetector.size - detectorsAtMost;
  return {
    text: title,
    blocks: [
      header(title),
      ...(chapters.length > 0 ? chapters : [nothing]),
      ...(left > 0 ? [context(`+ ${counted(left, 'more detector')}`)] : []),
    ],
  };
}

function chapter(detector: string, models: readonly Model[]): string {
  const lines = models.toSorted((a, b) => b.version - a.version).map(line);
  return `${code(detector, 300)}\n${joinLines(lines, 750)}`;
}

function line(model: Model): string {
  const state = model.serving ? ` *serving${model.pinned ? ', pinned' : ''}*` : model.canary ? ' *on trial*' : '';
  const span = duration(model.trainedToAtMs - model.trainedFromAtMs);
  const leftOut = model.leftOut.length > 0 ? ` · left out: ${prose(model.leftOut.join('; '), 120)}` : '';
  const size = `${counted(model.patterns, 'pattern')} in ${counted(model.clusters, 'group')} of ${counted(model.workloads, 'workload')}`;
  const maker = `${moment(model.createdAtMs, 'day')} by ${makerOf(model)}`;
  return `*${model.version}*${state} · ${maker} from ${counted(model.sampleSize, 'line')} of ${span} · ${size}${leftOut}`;
}

/** A request and a schedule are told with times that a reader can place. */
function makerOf({ madeBy }: Model): string {
  const request = /^the request of (\S+)$/.exec(madeBy)?.[1];
  if (request !== undefined && !Number.isNaN(Date.parse(request))) return `the request of ${moment(Date.parse(request), 'day')}`;
  return madeBy.startsWith('the schedule ') ? `${prose(madeBy, 120)} (UTC)` : mention(madeBy);
}
