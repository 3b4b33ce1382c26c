/** What may be asked of an operator: one table, of which the commands, their help and their completion are made. */
import { Option, type Command } from 'commander';
import { length, positive } from './arguments.ts';
import { addAskingOptions, askedOf, isJsonOf, type AskingFlags } from './asking-options.ts';
import type { Answering, Question } from './question.ts';
import type { Streams } from './streams.ts';

export type Ends = (exitCode: number) => void;

interface Entry {
  readonly name: string;
  readonly description: string;
  /** `[DETECTOR]` may be left out, `<INCIDENT>` may not. */
  readonly argument: string;
  readonly argumentMeans: string;
  readonly extra?: 'patterns';
  readonly load: () => Promise<Answering>;
}

const ofDetector = { argument: '[DETECTOR]', argumentMeans: 'NAMESPACE/NAME of a LogDetector; all of them without it' } as const;
const ofIncident = { argument: '<INCIDENT>', argumentMeans: 'the id of an incident, or the beginning of one' } as const;

const QUESTIONS: readonly Entry[] = [
  {
    name: 'status',
    description: 'say what each LogDetector covers, what it is still learning, and what it lacks',
    ...ofDetector,
    load: async () => (await import('./status.ts')).answerStatus,
  },
  {
    name: 'top-patterns',
    description: 'list what is logged most, and how much of it is unusual',
    argument: '[WORKLOAD]',
    argumentMeans: 'only of this workload, or of all whose names contain it',
    extra: 'patterns',
    load: async () => (await import('./top-patterns.ts')).answerTopPatterns,
  },
  {
    name: 'pattern',
    description: 'show one pattern: how often, since when, what differs in it, samples',
    argument: '<PATTERN>',
    argumentMeans: 'its id, or the beginning of it, as logbot top-patterns prints it',
    load: async () => (await import('./pattern.ts')).answerPattern,
  },
  {
    name: 'explain',
    description: 'say which pattern a log line is, how usual it is, and which open incident holds it',
    argument: '<LINE>',
    argumentMeans: 'the line in quotes, with or without its header; nothing of it is kept',
    load: async () => (await import('./explain.ts')).answerExplain,
  },
  {
    name: 'incidents',
    description: 'list incidents, the newest first, with who was told, or would have been in shadow mode',
    ...ofDetector,
    load: async () => (await import('./incidents.ts')).answerIncidents,
  },
  {
    name: 'why',
    description: 'say what caused an incident, by which evidence, what was ruled out, and which gates stood before a page',
    ...ofIncident,
    load: async () => (await import('./why.ts')).answerWhy,
  },
  {
    name: 'timeline',
    description: 'tell an incident in the order in which it happened',
    ...ofIncident,
    load: async () => (await import('./timeline.ts')).answerTimeline,
  },
  {
    name: 'trace',
    description: 'tell the path of one request: who had it in which order, where it failed first, who lacks it',
    argument: '<ID>',
    argumentMeans: 'its trace id, request id or UUID as it stands in a log line, or the beginning of it',
    load: async () => (await import('./trace.ts')).answerTrace,
  },
  {
    name: 'topology',
    description: 'show who calls whom, how that is known, and who is in trouble',
    argument: '[WORKLOAD]',
    argumentMeans: 'only this workload, with those that it calls and that call it',
    load: async () => (await import('./topology.ts')).answerTopology,
  },
  {
    name: 'oncall',
    description: 'say whom each LogDetector would wake, and for what',
    ...ofDetector,
    load: async () => (await import('./on-call.ts')).answerOnCall,
  },
  {
    name: 'coverage',
    description: 'say of each workload how many lines were read, and how many missed',
    ...ofDetector,
    load: async () => (await import('./coverage.ts')).answerCoverage,
  },
  {
    name: 'models',
    description: 'list the versions of the models: when and of what each was made, and which one serves',
    ...ofDetector,
    load: async () => (await import('./models.ts')).answerModels,
  },
  {
    name: 'doctor',
    description: 'say what is wrong with the logs that an operator reads, with the evidence and what helps',
    ...ofDetector,
    load: async () => (await import('./doctor.ts')).answerDoctor,
  },
  {
    name: 'feedback',
    description: "show what people's marks say of the messages, and what is held back because of them",
    ...ofDetector,
    load: async () => (await import('./feedback.ts')).answerFeedback,
  },
];

interface Flags extends AskingFlags {
  readonly watch?: boolean;
  readonly last?: number;
  readonly limit?: number;
  readonly new?: boolean;
  readonly errors?: boolean;
  readonly changed?: boolean;
}

const usualForMs = 3_600_000;
const usualLimit = 10;

export function addQuestions(program: Command, streams: Streams, ends: Ends): void {
  for (const { name, description, argument, argumentMeans, extra, load } of QUESTIONS) {
    const command = program.command(name).description(description).argument(argument, argumentMeans);
    if (extra === 'patterns') addPatternOptions(command);
    addWatchOption(addAskingOptions(command)).action(async (subject: string | undefined, flags: Flags) => {
      const { askOperator } = await import('./asking.ts');
      const question = { subject: subject ?? null, forMs: flags.last ?? usualForMs, limit: flags.limit ?? usualLimit, only: onlyOf(flags) };
      const how = {
        command: name,
        asked: () => askedOf(flags, subject ?? null, streams),
        isJson: isJsonOf(flags),
        isWatching: flags.watch === true,
      };
      ends(await askOperator(await load(), question, how, streams));
    });
  }
}

function addWatchOption(command: Command): Command {
  return command.option('-w, --watch', 'ask every five seconds, and show what has changed; Ctrl-C ends it');
}

function addPatternOptions(command: Command): void {
  command
    .option('--last <TIME>', 'of how long until now, such as 15m or 6h; an hour without it', length)
    .option('--limit <N>', 'how many to list; ten without it', positive)
    .addOption(new Option('--new', 'only those that are new').conflicts(['errors', 'changed']))
    .addOption(new Option('--errors', 'only those of errors').conflicts('changed'))
    .option('--changed', 'only those that come more or less often than usual');
}

function onlyOf({ new: isNew, errors, changed }: Flags): Question['only'] {
  if (isNew === true) return 'new';
  if (errors === true) return 'errors';
  return changed === true ? 'changed' : null;
}
