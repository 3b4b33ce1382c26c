/** The answer to `/logbot trace`: the path of one request, or honestly why there is none. */
import type { RequestTrace, TraceReply } from '../../api/contract.ts';
import { context, header, moment, section, statement } from './blocks.ts';
import type { Message } from './limits.ts';
import { pageOf } from './pages.ts';
import { duration } from '../../api/duration.ts';
import { code, codeBlock, count, counted, joinLines, plain, prose } from './text.ts';

const linesPerPage = 20;

export interface TraceAsked {
  /** As it was typed. */
  readonly id: string;
  readonly page: number;
}

interface TraceAnswer {
  readonly message: Message;
  readonly page?: number;
  readonly pages?: number;
}

export function traceMessage(reply: TraceReply, { id, page: wanted }: TraceAsked): TraceAnswer {
  if (reply.traces.length === 0) return { message: statement(joinLines(noneLines(reply, id), 2900)) };
  const all = reply.traces.flatMap((trace) => stepLines(trace, reply.traces.length > 1));
  const { shown, page, pages } = pageOf(all, wanted, linesPerPage);
  const part = pages > 1 ? ` · lines, page ${page + 1} of ${pages}` : '';
  const message: Message = {
    text: titleOf(reply.traces, prose),
    blocks: [
      header(titleOf(reply.traces, plain)),
      ...reply.traces.slice(0, 3).map((trace) => section(joinLines(factLines(trace), 2600 / Math.min(3, reply.traces.length)))),
      section(codeBlock(shown, 200, 2800)),
      context(`Lines are redacted${part}. ${keptSentence(reply)}`),
    ],
  };
  return { message, page, pages };
}

function titleOf(traces: readonly RequestTrace[], shown: (text: string, max: number) => string): string {
  const id = shown(traces[0]?.id ?? '', 48);
  const failing = traces.map((trace) => trace.failing).find((one) => one !== null);
  const missing = traces.flatMap((trace) => trace.missing ?? [])[0];
  if (failing) return `❌ Request ${id} failed in ${shown(bare(failing.workload), 60)}`;
  if (missing) return `🕳 Request ${id} lacks ${shown(bare(missing.workload), 60)}`;
  return `Request ${id}`;
}

function factLines(trace: RequestTrace): readonly string[] {
  const { hops, failing, missing, fromMs, toMs, detector, more } = trace;
  const path = hops.slice(0, 12).map((hop) => `${code(bare(hop.workload), 80)}${hop.isFailing ? ' ❌' : ''}`);
  const rest = hops.length > path.length ? ` and ${hops.length - path.length} more` : '';
  return [
    `*${prose(detector, 120)}* · ${moment(fromMs, 'day-seconds')}, ${took(toMs - fromMs)} · ${counted(hops.length, 'workload')}`,
    `*Path* ${path.join(' → ')}${rest}`,
    ...(failing
      ? [`*Failed first in* ${code(bare(failing.workload), 80)}: ${code(failing.text, 260)}`]
      : ['*Failed* nowhere: no line or span of it is an error.']),
    ...missingLines(missing),
    ...(more > 0 ? [`${counted(more, 'line')} of it besides ${more === 1 ? 'was' : 'were'} not kept.`] : []),
  ];
}

function missingLines(missing: RequestTrace['missing']): readonly string[] {
  if (missing === null) return ['_It may be under way: what is missing is said a minute after its last line._'];
  return missing.map(({ workload, form, beside, requests, without, isReached }) => {
    const what = isReached ? 'had the request, but wrote nothing like' : 'never had it: no line like';
    const usual = `${count(requests - without)} of ${count(requests)} requests with ${code(beside.form, 80)} of ${code(bare(beside.workload), 60)} have it`;
    return `🕳 *Missing* ${code(bare(workload), 60)} ${what} ${code(form, 80)}; ${usual}`;
  });
}

function stepLines({ hops, fromMs, detector }: RequestTrace, isNamed: boolean): readonly string[] {
  const steps = hops.flatMap((hop) => hop.steps.map((step) => ({ ...step, workload: bare(hop.workload) })));
  return steps
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, workload, level, text, isPattern, forMs }) => {
      const mark = level === 'error' || level === 'fatal' ? ' ERROR' : '';
      const form = isPattern ? ' (as its pattern)' : '';
      const length = forMs === null ? '' : ` [${took(forMs)}]`;
      return `+${((atMs - fromMs) / 1000).toFixed(3)} ${isNamed ? `${detector}: ` : ''}${workload}${mark} ${text}${length}${form}`;
    });
}

function noneLines({ candidates, more, isExpired, kept, bounds }: TraceReply, id: string): readonly string[] {
  const typed = code(id, 140);
  if (candidates.length > 0) {
    const others = more > 0 ? [`and ${count(more)} more`] : [];
    return [
      `More than one request begins with ${typed}; give more of its id:`,
      ...candidates.map((known) => `• ${code(known, 140)}`),
      ...others,
    ];
  }
  const why = isExpired
    ? `Lines of request ${typed} were seen, but are no longer kept.`
    : `No line of a request ${typed} is kept. Either it was never seen (no workload wrote it in a form that is known as an id, or the lines were not read), or it is too long ago.`;
  return [why, keptSentence({ kept, bounds }), 'Your own log viewer has it, where your logs are stored.'];
}

/** What is kept, and how long. */
function keptSentence({ kept, bounds }: Pick<TraceReply, 'kept' | 'bounds'>): string {
  const requests = kept.reduce((sum, one) => sum + one.requests, 0);
  const failed = kept.reduce((sum, one) => sum + one.failed, 0);
  const since = kept.flatMap(({ sinceAtMs }) => (sinceAtMs === null ? [] : [sinceAtMs]));
  const now =
    since.length === 0
      ? 'Now none is kept'
      : `Now ${counted(requests, 'request')} ${requests === 1 ? 'is' : 'are'} kept, ${count(failed)} of them with an error, the oldest since ${moment(Math.min(...since), 'day')}`;
  return `${now}. Kept are at most the newest ${count(bounds.requests)} requests of each LogDetector and ${count(bounds.failed)} with an error, for ${duration(bounds.forMs)}, in memory: a restart forgets them.`;
}

/** The name without its namespace. */
function bare(workload: string): string {
  return workload.slice(workload.indexOf('/') + 1);
}

function took(forMs: number): string {
  return forMs < 10_000 ? `${Math.max(0, Math.round(forMs))} ms` : duration(forMs);
}
