/** What may be changed through an operator, and what is asked with more than one word: one table, as `questions.ts`. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Acting } from './acting.ts';
import type { ChangeFlags } from './actions/changes.ts';
import type { OperationFlags } from './actions/operations.ts';
import { length, positive } from './arguments.ts';
import { addAskingOptions, askedOf, isJsonOf, type AskingFlags } from './asking-options.ts';
import type { Ends } from './questions.ts';
import type { Streams } from './streams.ts';

type Flags = AskingFlags & ChangeFlags & OperationFlags & { readonly yes?: boolean; readonly dryRun?: boolean };

interface Entry {
  readonly name: string;
  readonly description: string;
  readonly arguments: readonly (readonly [name: string, means: string])[];
  /** Whether it changes something, and so asks first. */
  readonly changes: boolean;
  readonly options?: (command: Command) => Command;
  readonly load: () => Promise<Acting<Flags>>;
}

const changes = () => import('./actions/changes.ts');
const operations = () => import('./actions/operations.ts');
const ofPattern = ['<PATTERN>', 'the id of a pattern, or the beginning of it'] as const;
const ofIncident = ['<INCIDENT>', 'the id of an incident, or the beginning of it'] as const;
const ofDetector = ['[DETECTOR]', 'NAMESPACE/NAME of a LogDetector; the only one without it'] as const;

const inWorkload = (command: Command): Command =>
  command.option('--workload <NAME>', 'of this workload, where several have the same pattern');
const untilTimes = (command: Command): Command =>
  command
    .option('--for <TIME>', 'for so long, such as 90m or 8h', length)
    .option('--until <TIME>', 'until this time, such as 2026-01-02T03:04:05Z', instant);

const ACTIONS: readonly Entry[] = [
  {
    name: 'diff',
    description: 'show what two model versions would have reported of the last 24 hours',
    arguments: [['<FROM>', 'the number of a version'], ['<TO>', 'that of another'], ofDetector],
    changes: false,
    load: async () => (await operations()).diff,
  },
  {
    name: 'audit',
    description: 'list who asked and did what, with its result; for those who may change everything',
    arguments: [['[WORDS...]', 'only what holds these words']],
    changes: false,
    options: (command) =>
      command
        .option('--verify', 'whether the record was changed afterwards')
        .option('--limit <N>', 'how many; twenty without it', positive),
    load: async () => (await operations()).audit,
  },
  {
    name: 'retrain',
    description: 'make a new model version from what was seen',
    arguments: [ofDetector],
    changes: true,
    load: async () => (await operations()).retrain,
  },
  {
    name: 'rollback',
    description: 'serve an older model version again',
    arguments: [ofDetector, ['[VERSION]', 'its number; the one before that serves without it']],
    changes: true,
    load: async () => (await operations()).rollback,
  },
  {
    name: 'page',
    description: 'send a test page to the receiver of a LogDetector, and say whether it was taken',
    arguments: [ofDetector],
    changes: true,
    load: async () => (await operations()).page,
  },
  {
    name: 'mute',
    description: 'neither post nor page incidents that are nothing but this pattern',
    arguments: [ofPattern],
    changes: true,
    options: (command) => untilTimes(inWorkload(command)).option('--forever', 'until somebody unmutes it'),
    load: async () => (await changes()).mute,
  },
  {
    name: 'unmute',
    description: 'hear of a pattern again',
    arguments: [ofPattern],
    changes: true,
    options: inWorkload,
    load: async () => (await changes()).unmute,
  },
  {
    name: 'describe',
    description: 'give a pattern or a workload a name, an owner or a runbook, shown wherever it is',
    arguments: [['<SUBJECT>', 'the name of a workload, or the id of a pattern']],
    changes: true,
    options: (command) =>
      inWorkload(command)
        .option('--name <TEXT>', 'what it is called; none takes it away')
        .option('--owner <TEXT>', 'who looks after it; none takes it away')
        .option('--runbook <URL>', 'where it stands what to do; none takes it away'),
    load: async () => (await changes()).describe,
  },
  {
    name: 'split',
    description: 'take apart a pattern that wrongly took in others',
    arguments: [ofPattern],
    changes: true,
    options: inWorkload,
    load: async () => (await changes()).split,
  },
  {
    name: 'merge',
    description: 'count one pattern with another of the same workload from now on',
    arguments: [ofPattern, ['<INTO>', 'the id of the other']],
    changes: true,
    options: inWorkload,
    load: async () => (await changes()).merge,
  },
  {
    name: 'snooze',
    description: 'no page and no news of an incident until a time, or until it is worse',
    arguments: [ofIncident],
    changes: true,
    options: (command) =>
      untilTimes(command)
        .option('--rate-above <N>', 'until its patterns come so many times as often', factor)
        .option('--higher-severity', 'until it is more severe')
        .option('--new-revision', 'until what fails is rolled out anew')
        .option('--other-workload', 'until another workload fails'),
    load: async () => (await changes()).snooze,
  },
  {
    name: 'wake',
    description: 'end the snooze of an incident',
    arguments: [ofIncident],
    changes: true,
    load: async () => (await changes()).wake,
  },
  {
    name: 'assign',
    description: 'say who has an incident in hand',
    arguments: [ofIncident, ['[USER]', 'who; you without it, nobody for no one']],
    changes: true,
    load: async () => (await changes()).assign,
  },
];

export function addActions(program: Command, streams: Streams, ends: Ends): void {
  for (const entry of ACTIONS) {
    const command = program.command(entry.name).description(`${entry.description}${entry.changes ? '; shows it and asks first' : ''}`);
    for (const [name, means] of entry.arguments) command.argument(name, means);
    entry.options?.(command);
    if (entry.changes) addSureOptions(command);
    addAskingOptions(command).action(async (...typed: unknown[]) => {
      const args = typed
        .slice(0, entry.arguments.length)
        .flat()
        .filter((word) => typeof word === 'string');
      ends(await run(entry, { args, flags: command.opts<Flags>() }, streams));
    });
  }
}

const trial = { name: 'test', load: async () => (await operations()).trial };

/** What a LogDetector would have said of the last hours: `logbot test` without a recording. */
export async function runTrial(detector: string, flags: AskingFlags & { readonly last?: number }, streams: Streams): Promise<number> {
  return await run(trial, { args: [detector], flags }, streams);
}

async function run(
  { name, load }: Pick<Entry, 'name' | 'load'>,
  typed: { readonly args: readonly string[]; readonly flags: Flags },
  streams: Streams,
): Promise<number> {
  const { act } = await import('./acting.ts');
  const { flags, args } = typed;
  const detector = args.find((word) => /^[^/]+\/[^/]+$/.test(word)) ?? null;
  const how = {
    command: name,
    asked: () => askedOf(flags, detector, streams),
    isJson: isJsonOf(flags),
    isSure: flags.yes === true,
    isDryRun: flags.dryRun === true,
  };
  return await act(await load(), typed, how, streams);
}

function addSureOptions(command: Command): void {
  command
    .addOption(new Option('-y, --yes', 'do it without a question, as in a script').conflicts('dryRun'))
    .option('--dry-run', 'only show what would change');
}

/** Milliseconds since the epoch. */
function instant(text: string): number {
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) throw new InvalidArgumentError('It is a time such as 2026-01-02T03:04:05Z.');
  return atMs;
}

function factor(text: string): number {
  const number = Number(text);
  if (!(number >= 1.1 && number <= 1000)) throw new InvalidArgumentError('It is a number from 1.1 to 1000.');
  return number;
}
