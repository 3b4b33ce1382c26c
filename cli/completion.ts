/** Scripts by which a shell completes `logbot`, made from the table of its commands. */
import type { Argument, Command, Option } from 'commander';
import { collect } from './arguments.ts';

export const SHELLS = ['bash', 'zsh'] as const;
export type Shell = (typeof SHELLS)[number];

export function completionScript(program: Command, shell: Shell): string {
  const visible = program.createHelp().visibleCommands(program);
  const names = visible.map((command) => command.name());
  const commands = visible.map((command) => describe(command, names));
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
  /** Null where the command takes none. */
  readonly argument: Value | null;
  readonly isVariadic: boolean;
}

function describe(command: Command, names: readonly string[]): DescribedCommand {
  const [argument] = command.registeredArguments;
  return {
    name: command.name(),
    description: command.description(),
    flags: command.createHelp().visibleOptions(command).map(flagOf),
    argument: argument === undefined ? null : argumentValue(argument, names),
    isVariadic: argument?.variadic === true,
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
  return { choices: choices ?? null, isFile: /^FILES?\b/.test(name), name: name.toLowerCase() };
}

/** Without an answer of the function bash completes files by itself (`-o default`), which `compopt` switches off where none belong. */
function bashScript(program: string, commands: readonly DescribedCommand[]): string {
  const values = commands.flatMap(({ name, flags }) =>
    flags.flatMap((flag) =>
      flag.value === null ? [] : [`    ${flag.names.map((one) => `'${name} ${one}'`).join('|')}) ${bashValue(flag.value)}; return ;;`],
    ),
  );
  const others = commands.map(({ name, flags, argument }) => {
    const words = flags.flatMap(({ names }) => names).join(' ');
    return `    ${name}) if [[ $current == -* ]]; then COMPREPLY=($(compgen -W '${words}' -- "$current")); else ${argument === null ? NO_FILES : bashValue(argument)}; fi ;;`;
  });
  return `# bash completion of ${program}: source <(${program} completion bash)
_${program}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')} --help --version' -- "$current"))
    return
  fi
  case "$command $previous" in
${values.join('\n')}
  esac
  case "$command" in
${others.join('\n')}
  esac
}
complete -o default -F _${program} ${program}
`;
}

const NO_FILES = 'compopt +o default 2>/dev/null';

function bashValue({ choices, isFile }: Value): string {
  if (choices !== null) return `COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$current"))`;
  return isFile ? ':' : NO_FILES;
}

function zshScript(program: string, commands: readonly DescribedCommand[]): string {
  const list = commands.map(({ name, description }) => `    ${zshQuote(`${name}:${description}`)}`);
  const cases = commands.map(({ name, flags, argument, isVariadic }) => {
    const specs = [...flags.flatMap(zshFlag), ...(argument === null ? [] : [`${isVariadic ? '*' : '1'}${zshValue(argument)}`])];
    return `    ${name}) _arguments ${specs.map(zshQuote).join(' ')} ;;`;
  });
  return `#compdef ${program}
# zsh completion of ${program}: source <(${program} completion zsh), or as a file _${program} in $fpath
_${program}() {
  local -a commands
  commands=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _${program} ]]; then _${program} "$@"; else compdef _${program} ${program}; fi
`;
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
