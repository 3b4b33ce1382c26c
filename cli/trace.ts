/** `logbot trace`: the path of one request, by its id. */
import type { RequestTrace, TraceReply } from '../api/contract.ts';
import { InputError } from './input.ts';
import type { Answering } from './question.ts';
import { dateTime } from './text/clock.ts';
import { printable } from './text/printable.ts';

export const answerTrace: Answering = async (client, { subject, namespaces }) => {
  const reply = await client.trace(subject ?? '', namespaces);
  if (reply.traces.length === 0) throw new InputError(noneOf(reply, subject ?? ''));
  return { object: reply, text: () => reply.traces.flatMap(linesOf).map(printable).join('\n') };
};

function noneOf({ candidates, more, isExpired, kept, bounds }: TraceReply, id: string): string {
  if (candidates.length > 0) {
    const others = more > 0 ? ` and ${more} more` : '';
    return printable(`more than one request begins with ${id}: ${candidates.join(', ')}${others}; give more of its id`);
  }
  const requests = kept.reduce((sum, one) => sum + one.requests, 0);
  const why = isExpired ? 'its lines were seen, but are no longer kept' : 'it was never seen, or too long ago';
  const memory = `of each LogDetector the newest ${bounds.requests} requests and ${bounds.failed} with an error are kept for ${bounds.forMs / 60_000} min, in memory`;
  return printable(`no request ${id} is known: ${why}; ${memory}, now ${requests}`);
}

function linesOf({ detector, id, fromMs, toMs, hops, failing, missing, more }: RequestTrace): readonly string[] {
  const steps = hops.flatMap((hop) => hop.steps.map((step) => ({ ...step, workload: hop.workload }))).toSorted((a, b) => a.atMs - b.atMs);
  const told = steps.map(({ atMs, workload, level, text }) => `  +${((atMs - fromMs) / 1000).toFixed(3)}  ${workload}  ${level}  ${text}`);
  const gaps = (missing ?? []).map(({ workload, form, beside, requests, without }) => {
    return `  missing: ${workload} "${form}", which ${requests - without} of ${requests} requests with "${beside.form}" of ${beside.workload} have`;
  });
  return [
    `${id}  ${dateTime(fromMs)} UTC, ${toMs - fromMs} ms, ${detector}`,
    `  path: ${hops.map((hop) => (hop.isFailing ? `${hop.workload} (failed)` : hop.workload)).join(' -> ')}`,
    ...(failing ? [`  failed first in ${failing.workload}: ${failing.text}`] : ['  failed nowhere: no line or span of it is an error']),
    ...(missing === null ? ['  may be under way: what is missing is said a minute after its last line'] : gaps),
    ...told,
    ...(more > 0 ? [`  and ${more} lines more that were not kept`] : []),
  ];
}
