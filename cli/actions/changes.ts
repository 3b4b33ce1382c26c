/** What people change about patterns, workloads and incidents, as the bot's commands of the same names do. */
import type { ApiClient } from '../../api/client.ts';
import type { Change, SnoozeConditions } from '../../api/contract.ts';
import type { Acting, Action, Ask } from '../acting.ts';
import { InputError } from '../input.ts';
import { theIncident, thePattern } from './subjects.ts';

export interface ChangeFlags {
  readonly workload?: string;
  readonly for?: number;
  readonly until?: number;
  readonly forever?: boolean;
  readonly name?: string;
  readonly owner?: string;
  readonly runbook?: string;
  readonly rateAbove?: number;
  readonly higherSeverity?: boolean;
  readonly newRevision?: boolean;
  readonly otherWorkload?: boolean;
}
type Typed = Action<ChangeFlags>;

export const mute: Acting<ChangeFlags> = async (client, action) => {
  const untilAtMs = action.flags.forever === true ? null : endOf(action);
  if (action.flags.forever !== true && untilAtMs === null)
    throw new InputError('Until when? --for 2h, --until 2026-03-01T18:00Z or --forever.');
  const { detector, id } = await patternOf(client, action);
  return asking(client, action, { type: 'mute', detector, pattern: id, untilAtMs });
};

export const unmute: Acting<ChangeFlags> = async (client, action) => {
  const { detector, id } = await patternOf(client, action);
  return asking(client, action, { type: 'unmute', detector, pattern: id });
};

export const split: Acting<ChangeFlags> = async (client, action) => {
  const { detector, workload, id } = await patternOf(client, action);
  return asking(client, action, { type: 'split', detector, workload, pattern: id });
};

export const merge: Acting<ChangeFlags> = async (client, action) => {
  const { detector, workload, id } = await patternOf(client, action);
  const into = await thePattern(client, { ...action, id: action.args[1] ?? '', workload });
  return asking(client, action, { type: 'merge', detector, workload, pattern: id, into: into.id });
};

/** Of a workload where one is called so, else of a pattern. `none` takes a word away. */
export const describe: Acting<ChangeFlags> = async (client, action) => {
  const { flags, namespaces, args } = action;
  const given = (['name', 'owner', 'runbook'] as const).filter((field) => flags[field] !== undefined);
  if (given.length === 0) throw new InputError('What is it to be called? --name, --owner or --runbook; none takes it away.');
  const said = Object.fromEntries(given.map((field) => [field, flags[field] === 'none' ? '' : flags[field]]));
  const detectors = await client.detectors(namespaces);
  const owner = detectors.find(({ workloads }) => workloads.some(({ workload }) => workload === args[0]));
  if (owner !== undefined) return asking(client, action, { type: 'describe', detector: owner.id, workload: args[0] ?? '', ...said });
  const { detector, id } = await patternOf(client, action);
  return asking(client, action, { type: 'describe', detector, pattern: id, ...said });
};

export const snooze: Acting<ChangeFlags> = async (client, action) => {
  const { rateAbove = null, higherSeverity = false, newRevision = false, otherWorkload = false } = action.flags;
  const conditions: SnoozeConditions = { untilAtMs: endOf(action), rateAbove, higherSeverity, newRevision, otherWorkload };
  if (Object.values(conditions).every((one) => one === null || one === false))
    throw new InputError(
      'Until when? --for 2h, or until it is worse: --rate-above 3, --higher-severity, --new-revision, --other-workload.',
    );
  return asking(client, action, { type: 'snooze', incident: await theIncident(client, action.args[0] ?? '', action), conditions });
};

export const wake: Acting<ChangeFlags> = async (client, action) =>
  asking(client, action, { type: 'wake', incident: await theIncident(client, action.args[0] ?? '', action) });

export const assign: Acting<ChangeFlags> = async (client, action) => {
  const [id = '', user = action.user] = action.args;
  const change = { type: 'assign', incident: await theIncident(client, id, action), user: user === 'nobody' ? null : user } as const;
  return asking(client, action, change);
};

function patternOf(client: ApiClient, { args: [id = ''], flags: { workload }, namespaces }: Typed) {
  return thePattern(client, { id, workload, namespaces });
}

/** Null: no time was said. */
function endOf({ flags, nowMs }: Typed): number | null {
  if (flags.until !== undefined) return flags.until;
  return flags.for === undefined ? null : Math.ceil((nowMs + flags.for) / 60_000) * 60_000;
}

/** The server for people knows by itself who asks, and for which namespaces. */
function asking(client: ApiClient, { user, namespaces }: Typed, change: Change): Ask {
  return (seen) => client.change({ change, requestedBy: user, channel: 'terminal', namespaces, seen });
}
