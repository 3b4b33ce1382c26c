/** What may be asked of an operator: one table, of which the commands, their help and their completion are made. */
import { Option, type Command } from 'commander';
import { address, length, positive } from './arguments.ts';
import { InputError } from './input.ts';
import type { Asked } from './operator.ts';
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

interface Flags {
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly operator?: string;
  readonly tokenFile?: string;
  readonly output?: 'text' | 'json';
  readonly json?: boolean;
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
    addAskingOptions(command).action(async (subject: string | undefined, flags: Flags) => {
      const { askOperator } = await import('./asking.ts');
      const question = { subject: subject ?? null, forMs: flags.last ?? usualForMs, limit: flags.limit ?? usualLimit, only: onlyOf(flags) };
      const isJson = flags.json === true || flags.output === 'json';
      const how = { command: name, asked: () => askedOf(flags, subject ?? null, streams), isJson, isWatching: flags.watch === true };
      ends(await askOperator(await load(), question, how, streams));
    });
  }
}

function addPatternOptions(command: Command): void {
  command
    .option('--last <TIME>', 'of how long until now, such as 15m or 6h; an hour without it', length)
    .option('--limit <N>', 'how many to list; ten without it', positive)
    .addOption(new Option('--new', 'only those that are new').conflicts(['errors', 'changed']))
    .addOption(new Option('--errors', 'only those of errors').conflicts('changed'))
    .option('--changed', 'only those that come more or less often than usual');
}

function addAskingOptions(command: Command): Command {
  return command
    .option('-n, --namespace <NAME>', "of this namespace; without it of that of the kubeconfig's context")
    .addOption(new Option('-A, --all-namespaces', 'of all namespaces that you may see').conflicts('namespace'))
    .option('--context <NAME>', 'the context of the kubeconfig')
    .option('--kubeconfig <FILE>', 'a kubeconfig; without it that of KUBECONFIG, or ~/.kube/config')
    .option('--operator <PLACE>', 'NAMESPACE/SERVICE of the operator, where there are several; with --token-file its URL')
    .option('--token-file <FILE>', "instead of a kubeconfig: a file with the token of the operator's API")
    .addOption(new Option('-o, --output <FORM>', 'text for people, json for programs').choices(['text', 'json']).default('text'))
    .option('--json', 'the same as -o json')
    .option('-w, --watch', 'ask every five seconds, and show what has changed; Ctrl-C ends it');
}

/** Throws an `InputError` for a place that is none. */
async function askedOf(flags: Flags, subject: string | null, { environment }: Streams): Promise<Asked> {
  const namespace = namespaceOf(flags, subject);
  const operator = flags.operator ?? environment['LOGBOT_OPERATOR'] ?? null;
  if (flags.tokenFile !== undefined) return { address: { url: urlOf(operator), tokenFile: flags.tokenFile }, namespace };
  const { placeOf } = await import('./remote/place.ts');
  const place = operator === null ? null : placeOf(operator);
  return { address: { kubeconfig: flags.kubeconfig ?? null, context: flags.context ?? null, place }, namespace };
}

/** Null: nobody says. */
function namespaceOf({ allNamespaces, namespace }: Flags, subject: string | null): string | null {
  if (allNamespaces === true) return '*';
  const [owner = '', ...rest] = subject?.split('/') ?? [];
  return namespace ?? (rest.length > 0 ? owner : null);
}

function urlOf(operator: string | null): string {
  try {
    return address(operator ?? 'http://127.0.0.1:8080');
  } catch (error) {
    throw new InputError(`--operator: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function onlyOf({ new: isNew, errors, changed }: Flags): Question['only'] {
  if (isNew === true) return 'new';
  if (errors === true) return 'errors';
  return changed === true ? 'changed' : null;
}
