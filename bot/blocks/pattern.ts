/** The answer to `/logbot pattern`: one pattern, what it is made of, and how often it comes. */
import type { PatternDetail, PatternDetails } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import type { Message } from './limits.ts';
import { descriptionLine } from './people.ts';
import { duration } from '../../api/duration.ts';
import { code, codeBlock, count, counted, joinLines, plain, prose } from './text.ts';

export function patternMessage({ patterns, more }: PatternDetails): Message {
  const [first] = patterns;
  const title = `Pattern ${plain(first?.id ?? '', 40)}`;
  // Where several workloads have it, each is told shorter.
  const isAlone = patterns.length === 1;
  const blocks = patterns.slice(0, 5).flatMap((pattern) => chapters(pattern, isAlone));
  const left = more + Math.max(0, patterns.length - 5);
  return {
    text: `Pattern ${prose(first?.id ?? '', 80)}: ${prose(first?.text ?? '', 200)}`,
    blocks: [
      header(title),
      ...blocks,
      ...(left > 0 ? [context(`${counted(left, 'other workload')} write it too; name one to see it.`)] : []),
    ],
  };
}

function chapters(pattern: PatternDetail, isWhole: boolean) {
  const { text, samples } = pattern;
  const said = (pattern.descriptions ?? []).map((one) => `📒 ${descriptionLine(one)}`);
  const facts = [rateLine(pattern), ...wildcardLines(pattern), groupLine(pattern), ...said];
  const kept = isWhole ? samples : samples.slice(-1);
  const shown = kept.map((sample) => sample.text.split('\n')[0] ?? '');
  return [
    section(`${placeLine(pattern)}\n${code(text, 700)}`),
    section(joinLines(facts, isWhole ? 2200 : 900)),
    ...(shown.length > 0 ? [section(codeBlock(shown, 300, 1200))] : []),
    context(
      `Known since ${moment(pattern.firstSeenAtMs, 'day')}, last ${moment(pattern.lastSeenAtMs, 'day-seconds')} · ${counted(pattern.lines, 'line')} in all`,
    ),
  ];
}

function placeLine({ detector, workload, level }: PatternDetail): string {
  const namespace = detector.slice(0, detector.indexOf('/'));
  return `*${prose(`${namespace}/${workload}`, 160)}* · ${prose(level, 20)}`;
}

const steps = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** The last hour as a line that can be read out. */
function rateLine({ rate: { counts, stepMs, usual } }: PatternDetail): string {
  const most = Math.max(1, ...counts);
  const bars = counts.map((one) => (one === 0 ? '·' : (steps[Math.min(7, Math.floor((one / most) * 7.99))] ?? ''))).join('');
  const sum = counts.reduce((all, one) => all + one, 0);
  const rest = usual === null ? 'what is usual is still being learned' : `usual ${told(usual * counts.length)}`;
  return `*Rate* ${bars} ${counted(sum, 'line')} in ${duration(stepMs * counts.length)}, ${rest}`;
}

function told(value: number): string {
  return value < 10 ? value.toFixed(1) : count(value);
}

function wildcardLines({ wildcards }: PatternDetail): readonly string[] {
  return wildcards.slice(0, 12).map(({ kind, values }) => {
    const shown = values.slice(0, 4).map((value) => code(value, 90));
    return `• ${code(kind, 40)} ${shown.length === 0 ? 'no value kept' : shown.join(', ')}`;
  });
}

function groupLine({ cluster, forms }: PatternDetail): string {
  const merged = forms === 0 ? '' : ` · ${counted(forms, 'other form')} of it merged into it`;
  return `*Group* ${cluster === null ? 'none' : prose(cluster, 80)}${merged}`;
}
