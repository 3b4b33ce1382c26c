/** Scripts by which a shell completes `logbot`, made from the table of its commands. */
import type { Argument, Command, Option } from 'commander';
import { collect } from './arguments.ts';

export const SHELLS = ['bash', 'zsh'] as const;
export type Shell = (typeof SHELLS)[number];

export function completionScript(program: Command, shell: Shell): string {
  const commands = commandsOf(program);
  return shell === 'bash' ? bashScript(program.name(), commands) : zshScript(program.name(), commands);
}

interface Value {
  /** What may stand there; null for anything. */
  readonly choices: readonly string[] | null;
  readonly isFile: boolean;
  readonly name: string;
}

interface Flag {
  readonly names: readonly string[];
  readonly description: string;
  /** Null for a switch. */
  readonly value: Value | null;
  readonly isRepeatable: boolean;
}

interface DescribedCommand {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly Flag[];
  /** In their order; the last one may be given more than once. */
  readonly arguments: readonly Value[];
  readonly isVariadic: boolean;
  /** Commands of its own, such as `series` of `detect`. */
  readonly commands: readonly DescribedCommand[];
}

function commandsOf(command: Command): readonly DescribedCommand[] {
  // Without commands there is no help on them either, which commander would add.
  if (command.commands.length === 0) return [];
  const visible = command.createHelp().visibleCommands(command);
  const names = visible.map((one) => one.name());
  return visible.map((one) => describe(one, names));
}

function describe(command: Command, names: readonly string[]): DescribedCommand {
  return {
    name: command.name(),
    description: command.description(),
    flags: command.createHelp().visibleOptions(command).map(flagOf),
    arguments: command.registeredArguments.map((argument) => argumentValue(argument, names)),
    isVariadic: command.registeredArguments.at(-1)?.variadic === true,
    commands: commandsOf(command),
  };
}

/** The name in an option's `<FILE>` says that files go there. */
function flagOf(option: Option): Flag {
  const name = /[<[]([^\]>]+)/.exec(option.flags)?.[1] ?? '';
  const value = { choices: option.argChoices ?? null, isFile: name === 'FILE', name: name.toLowerCase() };
  return {
    names: [option.long, option.short].filter((flag) => flag !== undefined && flag !== null),
    description: option.description,
    value: name === '' ? null : value,
    isRepeatable: option.parseArg === collect,
  };
}

/** `help` takes the name of a command. */
function argumentValue(argument: Argument, commands: readonly string[]): Value {
  const name = argument.name();
  const choices = name === 'command' ? commands : argument.argChoices;
  return { choices: choices ?? null, isFile: /^FILES?\b|^RECORDING$|\.yaml$/.test(name), name: name.toLowerCase() };
}

/** Without an answer of the function bash completes files by itself (`-o default`), which `compopt` switches off where none belong. */
function bashScript(program: string, commands: readonly DescribedCommand[]): string {
  const groups = commands.filter((command) => command.commands.length > 0);
  const all = commands.flatMap((command) => [
    { path: command.name, command },
    ...command.commands.map((own) => ({ path: `${command.name} ${own.name}`, command: own })),
  ]);
  const values = all.flatMap(({ path, command }) => command.flags.flatMap((flag) => bashFlag(path, flag)));
  return `# bash completion of ${program}: source <(${program} completion bash)
_${program}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    ${offer([...namesOf(commands), '--help', '--version'])}
    return
  fi
  case "$command" in
${groups.map(bashGroup).join('\n')}
    *) ;;
  esac
  case "$command $previous" in
${values.join('\n')}
  esac
  case "$command" in
${all.map(({ path, command }) => bashCommand(path, command)).join('\n')}
  esac
}
complete -o default -F _${program} ${program}
`;
}

function bashGroup({ name, commands }: DescribedCommand): string {
  return `    ${name}) if [[ $COMP_CWORD -eq 2 ]]; then ${offer(namesOf(commands))}; return; fi; command+=" \${COMP_WORDS[2]}" ;;`;
}

function bashFlag(path: string, { names, value }: Flag): string[] {
  return value === null ? [] : [`    ${names.map((name) => `'${path} ${name}'`).join('|')}) ${bashValue(value)}; return ;;`];
}

/** Bash completes a file wherever one of the arguments is one. */
function bashCommand(path: string, { flags, arguments: values }: DescribedCommand): string {
  const words = flags.flatMap(({ names }) => names);
  const argument = values.find(({ isFile }) => isFile) ?? values[0] ?? null;
  return `    '${path}') if [[ $current == -* ]]; then ${offer(words)}; else ${argument === null ? NO_FILES : bashValue(argument)}; fi ;;`;
}

const NO_FILES = 'compopt +o default 2>/dev/null';

function bashValue({ choices, isFile }: Value): string {
  if (choices !== null) return offer(choices);
  return isFile ? ':' : NO_FILES;
}

function offer(words: readonly string[]): string {
  return `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$current"))`;
}

function namesOf(commands: readonly DescribedCommand[]): readonly string[] {
  return commands.map(({ name }) => name);
}

function zshScript(program: string, commands: readonly DescribedCommand[]): string {
  return `#compdef ${program}
# zsh completion of ${program}: source <(${program} completion zsh), or as a file _${program} in $fpath
_${program}() {
  local -a commands
${zshChoice(commands, '  ')}
}
if [[ $funcstack[1] == _${program} ]]; then _${program} "$@"; else compdef _${program} ${program}; fi
`;
}

/** Offers the commands where one is being typed, and goes on behind it. */
function zshChoice(commands: readonly DescribedCommand[], indent: string): string {
  const list = commands.map(({ name, description }) => zshQuote(`${name}:${description}`)).join(' ');
  const lines = [
    `commands=(${list})`,
    'if (( CURRENT == 2 )); then',
    '  _describe command commands',
    '  return',
    'fi',
    'shift words',
    '(( CURRENT-- ))',
    'case $words[1] in',
    ...commands.map((command) => `  ${command.name}) ${zshCommand(command, indent)} ;;`),
    'esac',
  ];
  return lines.map((line) => indent + line).join('\n');
}

function zshCommand({ flags, arguments: values, isVariadic, commands }: DescribedCommand, indent: string): string {
  if (commands.length > 0) return `\n${zshChoice(commands, `${indent}    `)}\n${indent}    `;
  const places = values.map((value, i) => `${isVariadic && i === values.length - 1 ? '*' : i + 1}${zshValue(value)}`);
  const specs = [...flags.flatMap(zshFlag), ...places];
  return `_arguments ${specs.map(zshQuote).join(' ')}`;
}

function zshFlag({ names, description, value, isRepeatable }: Flag): string[] {
  const told = `[${description.replaceAll(/[[\]]/g, '')}]`;
  return names.map((name) => `${isRepeatable ? '*' : ''}${name}${told}${value === null ? '' : zshValue(value)}`);
}

function zshValue({ choices, isFile, name }: Value): string {
  const what = name.replaceAll(/[^a-z]/g, '');
  if (choices !== null) return `:${what}:(${choices.join(' ')})`;
  return `:${what}:${isFile ? '_files' : ''}`;
}

function zshQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
