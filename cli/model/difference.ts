import { displayName } from '../../engine/index.ts';
import type { JoinedPatterns, Model, ModelDiff } from '../../engine/index.ts';
import { counted, rough } from '../text/numbers.ts';
import { printable } from '../text/printable.ts';

/** Longer lists are counted; who wants all asks for JSON. */
const mostListed = 20;

/** What changes from one model to the other, for a person. */
export function diffText(from: Model, to: Model, diff: ModelDiff): string {
  const { workloads, patterns, moved, thresholds, clusters, unchanged } = diff;
  const sections = [
    section('new workloads', workloads.added.map(displayName)),
    section('workloads that are gone', workloads.gone.map(displayName)),
    section(
      'new patterns',
      patterns.added.map(({ workload, level, text }) => `${displayName(workload)}  ${level}  ${text}`),
    ),
    section(
      'patterns that are gone',
      patterns.gone.map(({ workload, level, text }) => `${displayName(workload)}  ${level}  ${text}`),
    ),
    section('patterns that are one now', patterns.merged.map(joinedText)),
    section('patterns that were one', patterns.split.map(joinedText)),
    section(
      'lines a minute and replica that are usual',
      moved.map((change) => `${displayName(change.workload)}  ${rough(change.from)} -> ${rough(change.to)}  ${change.text}`),
    ),
    section(
      'thresholds',
      thresholds.map((threshold) => `${threshold.name}  ${threshold.from} -> ${threshold.to}`),
    ),
    section('new groups of meaning', clusters.added),
    section('groups of meaning that are gone', clusters.gone),
  ].filter((lines) => lines.length > 0);
  const head = `Model ${from.version} of ${from.detector} -> model ${to.version} of ${to.detector}; ${counted(unchanged, 'pattern')} as before`;
  return [head, ...sections.map((lines) => ['', ...lines].join('\n'))].join('\n');
}

function joinedText({ one, apart }: JoinedPatterns): string {
  return `${displayName(one.workload)}  ${one.level}  ${one.text}  <-  ${apart.map(({ text }) => text).join(' | ')}`;
}

function section(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const rest = items.length > mostListed ? [`  and ${items.length - mostListed} more (--json shows all)`] : [];
  return [`${title} (${items.length})`, ...items.slice(0, mostListed).map((item) => printable(`  ${item}`)), ...rest];
}
