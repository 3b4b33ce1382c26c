/** The commands, their arguments and options: help and completion come from here, and each command is loaded only when it is asked for. */
import { Argument, Command, Option } from 'commander';
import { addActions } from './actions.ts';
import { address, collect, length, moment, positive } from './arguments.ts';
import { addAskingOptions, isJsonOf, type AskingFlags } from './asking-options.ts';
import { completionScript, SHELLS } from './completion.ts';
import type { Shell } from './completion.ts';
import { addQuestions, type Ends } from './questions.ts';
import type { Streams } from './streams.ts';
import { packageVersion } from './version.ts';

export interface Program {
  readonly program: Command;
  /** Of the command that has run. */
  readonly exitCode: () => number;
}

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'fatal'] as const;

/** `name`: as it was called; `kubectl logbot` for the plugin. */
export function createProgram(streams: Streams, name = 'logbot'): Program {
  let exitCode = 0;
  const ends = (code: number): void => {
    exitCode = code;
  };
  const program = new Command(name)
    .description('Finds the patterns in logs. Works without a cluster, but for the commands that ask an operator in one.')
    .version(packageVersion())
    .showHelpAfterError(`(${name} --help shows what there is)`)
    .exitOverride();
  addParse(program, streams, ends);
  addAnalyze(program, streams, ends);
  addRedactTest(program, streams, ends);
  addReplay(program, streams, ends);
  addTest(program, streams, ends);
  addRecord(program, streams, ends);
  addQuestions(program, streams, ends);
  addActions(program, streams, ends);
  addModel(program, streams, ends);
  addDetect(program, streams, ends);
  addCompletion(program, streams);
  return { program, exitCode: () => exitCode };
}

function addParse(program: Command, streams: Streams, ends: Ends): void {
  program
    .command('parse')
    .description('print one pattern id a line for each line of FILE, or of standard input for -')
    .argument('<FILE>', 'a log file, also packed with gzip or zstd, or -')
    .option('--json', 'print a JSON object with the template for each line')
    .option('--stats', 'print lines, bytes, seconds, patterns and memory on standard error')
    .action(async (file: string, options: { json?: boolean; stats?: boolean }) => {
      const { parseCommand } = await import('./parse.ts');
      ends(await parseCommand(file, options, streams));
    });
}

interface AnalyzeFlags {
  readonly since?: number;
  readonly until?: number;
  readonly baseline?: readonly string[];
  readonly top?: number;
  readonly level?: (typeof LEVELS)[number];
  readonly workload?: readonly string[];
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  kubectl logs -f deploy/checkout | logbot analyze    what is going on right now
  logbot analyze /var/log/pods --since 2h             which service it is
  logbot analyze today.log --baseline yesterday.log   what is different`;

function addAnalyze(program: Command, streams: Streams, ends: Ends): void {
  program
    .command('analyze')
    .description('show what a log is made of: errors and news first, then its most frequent patterns')
    .argument('[FILES...]', 'log files or folders, also packed with gzip or zstd; - or nothing for standard input')
    .option('--since <TIME>', 'only records from this time on, such as 2026-01-02T03:04:05Z, or 2h for two hours ago', moment)
    .option('--until <TIME>', 'only records before this time', moment)
    .option('--baseline <FILE>', 'compare with this file or folder; may be given more than once', collect)
    .option('--top <N>', 'how many patterns to list by frequency', positive)
    .addOption(new Option('--level <LEVEL>', 'list only patterns at least this bad').choices(LEVELS))
    .option('--workload <NAME>', 'read only this workload, * for any characters; may be given more than once', collect)
    .option('--json', 'print an object for programs, with all patterns')
    .addHelpText('after', EXAMPLES)
    .action(async (files: readonly string[], flags: AnalyzeFlags, command: Command) => {
      const paths = files.length === 0 ? ['-'] : files;
      if (files.length === 0 && 'isTTY' in streams.in && streams.in.isTTY === true)
        command.error('error: name a file, or pipe a log into it');
      const { analyzeCommand } = await import('./analyze.ts');
      const range = { sinceAtMs: flags.since ?? Number.NEGATIVE_INFINITY, untilAtMs: flags.until ?? Number.POSITIVE_INFINITY };
      const { baseline = null, top = null, level = null, workload = null, json = false } = flags;
      ends(await analyzeCommand(paths, { range, baseline, top, level, workloads: workload, json }, streams));
    });
}

interface RedactTestFlags {
  readonly ip?: boolean;
  readonly hash?: string;
  readonly pattern?: readonly string[];
  readonly check?: boolean;
}

function addRedactTest(program: Command, streams: Streams, ends: Ends): void {
  program
    .command('redact-test')
    .description('show what would be taken out of a log before anything of it is kept')
    .argument('[FILES...]', 'log files or folders, also packed with gzip or zstd; - or nothing for standard input')
    .option('--ip', 'redact IP addresses, too')
    .option('--hash <FILE>', 'give equal values equal hashes, with the salt in this file')
    .option('--pattern <NAME=REGEX>', 'redact what this matches, too; may be given more than once', collect)
    .option('--check', 'fail when there is something to redact')
    .action(async (files: readonly string[], flags: RedactTestFlags, command: Command) => {
      const { redactTestCommand } = await import('./redact-test.ts');
      const { ip = false, hash = null, pattern: patterns = [], check = false } = flags;
      ends(await redactTestCommand(pathsOf(files, command, streams), { ip, hash, patterns, check }, streams));
    });
}

function addReplay(program: Command, streams: Streams, ends: Ends): void {
  program
    .command('replay')
    .description('run a recording through the engine of the operator, and show what it would have found')
    .argument('<FILE>', 'a recording: one JSON object a line, also packed with gzip or zstd')
    .option('--train <FILE>', 'learn from this recording of normal operation first; may be given more than once', collect)
    .option('--json', 'print an object for programs, with every anomaly')
    .action(async (file: string, { train = [], json = false }: { train?: readonly string[]; json?: boolean }) => {
      const { replayCommand } = await import('./replay.ts');
      ends(await replayCommand(file, { train, json }, streams));
    });
}

interface TestFlags extends AskingFlags {
  readonly train?: readonly string[];
  readonly last?: number;
}

function addTest(program: Command, streams: Streams, ends: Ends): void {
  const command = program
    .command('test')
    .description(
      'show what a LogDetector would have posted and paged: of a recording before it is applied, or in its cluster of the last hours',
    )
    .argument(
      '<DETECTOR.yaml>',
      'a file with the LogDetector, as for kubectl apply; without a recording NAMESPACE/NAME of one in the cluster',
    )
    .argument('[RECORDING]', 'a recording: one JSON object a line, also packed with gzip or zstd')
    .option('--train <FILE>', 'learn from this recording of normal operation first; may be given more than once', collect)
    .option('--last <TIME>', 'without a recording: of how long until now; 24 h without it', length);
  addAskingOptions(command).action(async (detector: string, recording: string | undefined, flags: TestFlags) => {
    if (recording === undefined) return ends(await (await import('./actions.ts')).runTrial(detector, flags, streams));
    const { testCommand } = await import('./test.ts');
    ends(await testCommand({ detector, recording }, { train: flags.train ?? [], json: isJsonOf(flags) }, streams));
  });
}

interface OperatorFlags {
  readonly operator: string;
  readonly tokenFile: string;
}

/** By a command that takes something whole out of an operator, or changes it; a kubeconfig is not enough for it. */
function asking(command: Command): Command {
  return command
    .requiredOption('--token-file <FILE>', 'a file with the API token of the operator')
    .option('--operator <URL>', 'where the operator answers, such as at the end of kubectl port-forward', address, 'http://127.0.0.1:8080');
}

function addRecord(program: Command, streams: Streams, ends: Ends): void {
  const command = program
    .command('record')
    .description('write what an operator sees of a LogDetector, redacted, into a recording for logbot replay')
    .argument('<DETECTOR>', 'NAMESPACE/NAME of the LogDetector');
  asking(command)
    .addOption(
      new Option('--for <TIME>', 'how long, such as 90s, 10m or 2h; Ctrl-C ends it before').argParser(length).default(600_000, '10m'),
    )
    .option('-o, --output <FILE>', 'where to write it; without it standard output')
    .action(async (detector: string, flags: OperatorFlags & { for: number; output?: string }, self: Command) => {
      const file = flags.output ?? null;
      if (file === null && 'isTTY' in streams.out && streams.out.isTTY === true)
        self.error('error: name a file with -o, or pipe the recording on');
      const { recordCommand } = await import('./record.ts');
      ends(await recordCommand({ detector, forMs: flags.for, file }, { url: flags.operator, tokenFile: flags.tokenFile }, streams));
    });
}

interface CompareFlags extends OperatorFlags {
  readonly json?: boolean;
}

function addModelAsking(model: Command, streams: Streams, ends: Ends): void {
  asking(model.command('import'))
    .description('hand the model of a file to the operator, as a new version that does not serve yet')
    .argument('<DETECTOR>', 'NAMESPACE/NAME of the LogDetector')
    .argument('<FILE>', 'a model that was exported, of this LogDetector or another')
    .option('--serve', 'let it serve at once: it is pinned, as by a rollback')
    .action(async (detector: string, file: string, { operator: url, tokenFile, serve = false }: OperatorFlags & { serve?: boolean }) => {
      const { importModelCommand } = await import('./model.ts');
      ends(await importModelCommand({ detector, file, serve }, { url, tokenFile }, streams));
    });
  asking(model.command('compare'))
    .description('show what distinguishes two versions, and what each would have reported of the last 24 hours')
    .argument('<DETECTOR>', 'NAMESPACE/NAME of the LogDetector')
    .argument('<FROM>', 'the number of a version', positive)
    .argument('<TO>', 'that of another', positive)
    .option('--json', 'print an object for programs')
    .action(async (detector: string, from: number, to: number, { operator: url, tokenFile, json = false }: CompareFlags) => {
      const { compareModelsCommand } = await import('./model.ts');
      ends(await compareModelsCommand({ detector, from, to, json }, { url, tokenFile }, streams));
    });
}

function addModel(program: Command, streams: Streams, ends: Ends): void {
  const model = program.command('model').description('look at what a detector has learned');
  addModelAsking(model, streams, ends);
  asking(model.command('export'))
    .description('print a version of a model, as a file for the other commands')
    .argument('<DETECTOR>', 'NAMESPACE/NAME of the LogDetector')
    .argument('<VERSION>', 'its number, see /logbot models', positive)
    .action(async (detector: string, version: number, { operator: url, tokenFile }: OperatorFlags) => {
      const { exportModelCommand } = await import('./model.ts');
      ends(await exportModelCommand({ detector, version }, { url, tokenFile }, streams));
    });
  model
    .command('show')
    .description('show what a model was made from, what was left out, and what it knows')
    .argument('<FILE>', 'a model that was exported')
    .action(async (file: string) => {
      const { showModelCommand } = await import('./model.ts');
      ends(await showModelCommand(file, streams));
    });
  model
    .command('diff')
    .description('show what one model calls usual and the other does not')
    .argument('<FROM>', 'a model that was exported')
    .argument('<TO>', 'another')
    .option('--json', 'print an object for programs')
    .action(async (from: string, to: string, { json = false }: { json?: boolean }) => {
      const { diffModelsCommand } = await import('./model.ts');
      ends(await diffModelsCommand([from, to], { json }, streams));
    });
}

function addDetect(program: Command, streams: Streams, ends: Ends): void {
  const detect = program.command('detect').description('try the detectors on numbers and sessions of your own');
  detect
    .command('series')
    .description('print a score from 0 (usual) to 1 (certainly not) for each row of timestamp,value')
    .argument('<FILE>', 'a CSV file with the header timestamp,value, or -')
    .action(async (file: string) => {
      const { detectSeriesCommand } = await import('./detect.ts');
      ends(await detectSeriesCommand(file, streams));
    });
  detect
    .command('sessions')
    .description('say which sessions are unlike the others, and why')
    .argument('<FILE>', 'JSON objects {"id", "t": [steps in order]}, one a line, or -')
    .option('--train <FILE>', 'sessions to learn from, mostly normal ones; without it FILE itself')
    .action(async (file: string, options: { train?: string }) => {
      const { detectSessionsCommand } = await import('./detect.ts');
      ends(await detectSessionsCommand(file, options, streams));
    });
}

function addCompletion(program: Command, { out }: Streams): void {
  program
    .command('completion')
    .description('print a script by which a shell completes logbot; source <(logbot completion bash) in its start file')
    .addArgument(new Argument('<SHELL>', 'which shell').choices(SHELLS))
    .action((shell: Shell) => {
      out.write(completionScript(program, shell));
    });
}

/** Without a file a command reads standard input, unless that is a keyboard at which nobody knows what to type. */
function pathsOf(files: readonly string[], command: Command, streams: Streams): readonly string[] {
  if (files.length > 0) return files;
  if ('isTTY' in streams.in && streams.in.isTTY === true) command.error('error: name a file, or pipe a log into it');
  return ['-'];
}
