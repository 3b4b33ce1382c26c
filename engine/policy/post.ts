/** Whether an incident is worth a message. */
import type { Decision, Incident } from '../domain.ts';
import type { GateCheck, PolicySettings } from './policy.ts';
import { alone, atLeast, decide } from './policy.ts';

/** Every gate must pass; `gates` says in order what was asked and why it passed or not. */
export function decidePost(incident: Incident, settings: PolicySettings): Decision {
  const checks = [channelConfigured, severeEnough, somethingFails];
  return decide(checks, incident, { settings, situation: alone(incident) }, settings.feedback?.postGates(incident));
}

const channelConfigured: GateCheck = (_incident, { channel }) => ({
  name: 'channel',
  passed: channel !== null,
  sentence: channel === null ? 'No Slack channel is configured for this detector.' : `Posts go to ${channel}.`,
});

const severeEnough: GateCheck = ({ severity }, { minimumPostSeverity }) => ({
  name: 'severity',
  passed: atLeast(severity, minimumPostSeverity),
  sentence: `Severity is ${severity}; posts start at ${minimumPostSeverity}.`,
});

const somethingFails: GateCheck = ({ affected, causes }) => ({
  name: 'affected',
  passed: affected.length > 0 || causes.length > 0,
  sentence:
    affected.length > 0
      ? `${affected.length} ${affected.length === 1 ? 'workload fails' : 'workloads fail'}.`
      : 'No workload is known to fail.',
});
