/** Whether somebody is woken. */
import type { Decision, Gate, Incident } from '../domain.ts';
import { holds } from './holds.ts';
import type { GateCheck, PolicySettings, PolicySituation } from './policy.ts';
import { alone, atLeast, decide } from './policy.ts';

/** Every gate must pass; `gates` says in order what was asked and why it passed or not. */
export function decidePage(incident: Incident, settings: PolicySettings, situation: PolicySituation = alone(incident)): Decision {
  return decide(pageGates, incident, { settings, situation }, settings.feedback?.pageGates(incident));
}

const receiverConfigured: GateCheck = (_incident, { receiver }) =>
  gate(
    'receiver',
    receiver !== null,
    receiver === null ? 'No paging receiver is configured for this detector.' : `Pages go to ${receiver}.`,
  );

const notYetPaged: GateCheck = (_incident, { receiver }, { pagedFor }) =>
  gate(
    'already-paged',
    pagedFor === null,
    pagedFor === null
      ? 'No page for the same cause has gone out yet.'
      : `${receiver ?? 'The receiver'} has already been paged for the same cause, in ${pagedFor}.`,
  );

const stillOpen: GateCheck = ({ state }) =>
  gate('open', state === 'open', state === 'open' ? 'The incident is open.' : 'The incident is already resolved.');

const notPreexisting: GateCheck = ({ preexisting }) =>
  gate(
    'pre-existing',
    !preexisting,
    preexisting ? 'It was already broken when the watching began; that wakes nobody.' : 'It broke while it was being watched.',
  );

const severeEnough: GateCheck = ({ severity }, { minimumPageSeverity }) =>
  gate('severity', atLeast(severity, minimumPageSeverity), `Severity is ${severity}; pages start at ${minimumPageSeverity}.`);

const kindOfFailure: GateCheck = ({ cascade, severity }, { pageOn }) => {
  if (pageOn === 'never') return gate('page-on', false, 'Paging is switched off (never).');
  if (pageOn === 'critical') return gate('page-on', severity === 'critical', `Pages are for critical incidents; this one is ${severity}.`);
  return gate(
    'page-on',
    cascade.is,
    cascade.is ? cascade.sentence : `Pages are for cascades, and this is none${because(cascade.sentence)}`,
  );
};

const broadEnough: GateCheck = ({ affected }, { minimumPageWorkloads }) =>
  gate(
    'breadth',
    affected.length >= minimumPageWorkloads,
    `${affected.length} ${affected.length === 1 ? 'workload fails' : 'workloads fail'}; pages need ${minimumPageWorkloads}.`,
  );

const sureEnough: GateCheck = ({ confidence, causes, cascade }, { minimumPageConfidence }) => {
  // That so many fail at once is a fact, and enough to look.
  if (causes.length === 0 && cascade.is)
    return gate('confidence', true, 'No cause is sure, but so many fail at once that somebody should look.');
  return gate(
    'confidence',
    confidence >= minimumPageConfidence && causes.length > 0,
    causes.length === 0
      ? 'No cause has strong enough reasons.'
      : `Confidence in the cause is ${confidence.toFixed(2)}; pages need ${minimumPageConfidence.toFixed(2)}.`,
  );
};

const longEnough: GateCheck = ({ openedAtMs }, { minimumPageForMs }, { nowMs }) => {
  const lastedForMs = Math.max(0, nowMs - openedAtMs);
  return gate(
    'duration',
    lastedForMs >= minimumPageForMs,
    `It has lasted ${seconds(lastedForMs)}; pages need ${seconds(minimumPageForMs)}.`,
  );
};

const learnedEnough: GateCheck = ({ learning, causes, cascade }, { whileLearning }) => {
  if (learning === null) return gate('learning', true, 'The baseline is learned.');
  if (whileLearning !== 'facts') {
    const sentence = whileLearning === 'always' ? 'Pages do not wait for the baseline.' : 'Nobody is woken while a baseline is young.';
    return gate('learning', whileLearning === 'always', `${sentence} (${learning})`);
  }
  const factual = causes[0] === undefined ? cascade.is : !needsBaseline.has(causes[0].kind);
  const sentence = factual
    ? 'The cause is a fact of the cluster and needs no baseline.'
    : 'The cause rests on a baseline that is still young.';
  return gate('learning', factual, `${sentence} (${learning})`);
};

const readEnough: GateCheck = ({ coverage }, { maximumMissedShare }) => {
  const all = coverage.linesSeen + coverage.linesDropped;
  const missed = all === 0 ? 0 : coverage.linesDropped / all;
  return gate(
    'coverage',
    missed <= maximumMissedShare,
    `${Math.round(missed * 100)} % of the lines were missed; pages allow ${Math.round(maximumMissedShare * 100)} %.`,
  );
};

const pageGates: readonly GateCheck[] = [
  receiverConfigured,
  notYetPaged,
  stillOpen,
  notPreexisting,
  kindOfFailure,
  severeEnough,
  broadEnough,
  sureEnough,
  longEnough,
  learnedEnough,
  readEnough,
  ...holds,
];

const needsBaseline: ReadonlySet<string> = new Set(['errors', 'slowness', 'silence', 'dependency', 'unknown']);

function gate(name: string, passed: boolean, sentence: string): Gate {
  return { name, passed, sentence };
}

function because(sentence: string): string {
  return sentence === '' ? '.' : `: ${sentence}`;
}

function seconds(forMs: number): string {
  return `${Math.round(forMs / 1000)} s`;
}
