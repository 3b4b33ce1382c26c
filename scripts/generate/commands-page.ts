/** `docs/commands.md`: every command, in Slack and in a terminal, out of the tables that the commands themselves are made of. */
import { PassThrough } from 'node:stream';
import type { Command as TerminalCommand } from 'commander';
import { commands } from '../../bot/table.ts';
import { createProgram } from '../../cli/program.ts';
import { table } from './table.ts';

const rights: Readonly<Record<(typeof commands)[number]['right'], string>> = {
  none: 'everybody',
  see: 'who may see the namespaces of the channel',
  change: 'those of `slack.operators`',
};

export function commandsPage(): string {
  const silent = new PassThrough();
  const { program } = createProgram({ in: silent, out: silent, err: silent, environment: {} });
  return `# Every command

<!-- Written by npm run generate from bot/table.ts and cli/questions.ts, cli/program.ts. Do not edit. -->

## In Slack

Answers are visible to you alone. Near misses are completed and natural orders of words understood: \`/logbot top patterns for checkout in the last hour\`.
[slack.md](slack.md) says who may what, [remote.md](remote.md) how to ask from a terminal.

${table(
  ['command', 'answers', 'for example', 'for'],
  commands.map(({ name, usage, summary, example, right, also }) => [
    `\`/logbot ${`${name} ${usage}`.trim()}\``,
    also.length === 0 ? summary : `${summary} Also \`${also.join('`, `')}\`.`,
    `\`${example}\``,
    rights[right],
  ]),
)}
## In a terminal

\`logbot\`, or as a plugin \`kubectl logbot\`. \`--help\` behind any command prints the same.

${program.commands.map((command) => chapter(command, '###', 'logbot')).join('\n')}`;
}

function chapter(command: TerminalCommand, depth: string, owner: string): string {
  const called = [
    owner,
    command.name(),
    ...command.registeredArguments.map((one) => bracketed(one.name(), one.required, one.variadic)),
  ].join(' ');
  const name = `${owner} ${command.name()}`;
  const args = command.registeredArguments.filter(({ description }) => description !== '');
  const rows = [
    ...args.map((one) => [`\`${one.name()}\``, one.description]),
    ...command.options.map(({ flags, description }) => [`\`${flags}\``, description]),
  ];
  const own = `${depth} ${name}\n\n${capital(command.description())}.\n`;
  if (command.commands.length > 0) return [own, ...command.commands.map((inner) => chapter(inner, `${depth}#`, name))].join('\n');
  return `${own}\n\`\`\`sh\n${called}\n\`\`\`\n${rows.length === 0 ? '' : `\n${table(['argument or option', 'meaning'], rows)}`}`;
}

function bracketed(name: string, required: boolean, variadic: boolean): string {
  const text = variadic ? `${name}...` : name;
  return required ? `<${text}>` : `[${text}]`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
