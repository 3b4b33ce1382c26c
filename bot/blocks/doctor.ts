/** The answer to `/logbot doctor`: on one screen, what is wrong, how it shows, and what helps. */
import type { Diagnosis, Finding } from '../../api/contract.ts';
import { context, header, moment, section } from './blocks.ts';
import type { Message } from './limits.ts';
import { code, count, counted, joinLines, prose, workloadName } from './text.ts';

const shownAtMost = 8;
/** The engine looks at each workload every five minutes; later it says nothing new. */
const freshForMs = 900_000;

/** Titles of the closed list of findings; of one that a later operator tells, its kind. */
const titles: Readonly<Record<string, string>> = {
  'coverage-low': 'Lines were missed',
  'encoding-broken': 'Broken characters',
  'format-changed': 'Another log format',
  'clock-skew': 'Wrong times in the lines',
  'volume-high': 'Far more lines than usual',
  'template-explosion': 'Suddenly many new patterns',
  'poor-patterns': 'Lines without patterns',
  'dominant-pattern': 'One pattern is a large part of all',
  'model-drifted': 'The model has fallen behind',
  'objects-forgotten': 'Too many objects',
};

export function doctorMessage(
  diagnoses: readonly Diagnosis[],
  { nowMs, more }: { readonly nowMs: number; readonly more: number },
): Message {
  const findings = diagnoses.flatMap((diagnosis) => diagnosis.findings.map((finding) => ({ finding, detector: diagnosis.detector })));
  const looked = diagnoses.reduce((sum, { workloads }) => sum + workloads, 0);
  const title = titleOf(diagnoses, findings.length, looked);
  const left = findings.length - shownAtMost;
  const isNamed = diagnoses.length > 1;
  const nothing =
    looked === 0
      ? 'Nothing has been looked at: a workload is within five minutes of its first lines, and none is while its LogDetector is paused.'
      : 'Formats, encodings, clocks, volumes, patterns and coverage are as they should be.';
  return {
    text: title,
    blocks: [
      header(title),
      ...(findings.length > 0 ? findings.slice(0, shownAtMost).map((one) => section(chapter(one, isNamed))) : [section(nothing)]),
      context(...footnotes(diagnoses, { nowMs, more, left })),
    ],
  };
}

function titleOf(diagnoses: readonly Diagnosis[], findings: number, looked: number): string {
  if (diagnoses.length === 0) return 'No LogDetector here';
  if (findings > 0) return counted(findings, 'finding');
  return looked === 0 ? 'Not looked at yet' : `${counted(looked, 'workload')} looked at, all is well`;
}

function chapter({ finding, detector }: { readonly finding: Finding; readonly detector: string }, isNamed: boolean): string {
  const { kind, workload, sinceAtMs, evidence, remedy } = finding;
  const [home] = detector.split('/');
  const about = workload === null ? prose(detector, 120) : prose(workloadName(workload, home), 120);
  const whose = isNamed && workload !== null ? ` of ${prose(detector, 120)}` : '';
  const heading = `*${titles[kind] ?? prose(kind, 60)}* · ${about}${whose} · since ${moment(sinceAtMs, 'day')}`;
  return joinLines([`🩺 ${heading}`, prose(evidence, 420), `→ ${prose(remedy, 300)}`], 1050);
}

function footnotes(
  diagnoses: readonly Diagnosis[],
  { nowMs, more, left }: { readonly nowMs: number; readonly more: number; readonly left: number },
): readonly string[] {
  const looks = diagnoses.flatMap(({ lookedAtMs }) => lookedAtMs ?? []);
  const lookedAtMs = Math.max(...looks);
  const unattributed = diagnoses.reduce((sum, { losses }) => sum + losses.factsUnattributed, 0);
  const untold = diagnoses.reduce((sum, { losses }) => sum + losses.failuresUntold, 0);
  const notes = [
    ...(left > 0 ? [`+ ${counted(left, 'more finding')}; ${code('logbot doctor')} in a terminal shows all`] : []),
    ...(more > 0 ? [`+ ${counted(more, 'more LogDetector')}: name one`] : []),
    ...(looks.length === 0 ? [] : [`Last look ${moment(lookedAtMs)}${nowMs - lookedAtMs > freshForMs ? ', which is long ago' : ''}`]),
    ...(untold > 0 ? [`${counted(untold, 'failing workload')} stand in no incident, because too many fail`] : []),
    ...(unattributed > 0 ? [`${count(unattributed)} facts about objects of which nobody knows whose they are`] : []),
  ];
  return [notes.length > 0 ? notes.join(' · ') : `${code('/logbot status')} shows what is covered.`];
}
