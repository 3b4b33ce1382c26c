import { context, header, section, statement } from '../blocks/blocks.ts';
import type { Message } from '../blocks/limits.ts';
import { code, joinLines } from '../blocks/text.ts';
import type { Command } from './command.ts';

export const help: Command = {
  name: 'help',
  also: ['commands', '?'],
  usage: '[command]',
  summary: 'This list, or one command with its example.',
  example: 'help rollback',
  right: 'none',
  answer({ words }, { commands }) {
    const typed = words.join('-').toLowerCase();
    const one = commands.find(({ name, also }) => name === typed || also.includes(typed));
    if (one) return Promise.resolve({ message: details(one), result: 'answered' });
    const [asking, changing] = [commands.filter(({ right }) => right !== 'change'), commands.filter(({ right }) => right === 'change')];
    const examples = commands
      .filter(({ example, name }) => name !== 'help' && example.includes(' '))
      .map(({ example }) => code(`/logbot ${example}`));
    const blocks = [
      header('What LogDetector can tell you'),
      ...(typed === '' ? [] : [section(`There is no command ${code(words.join(' '), 100)}.`)]),
      section(listed(asking)),
      section(`*Operators only*\n${listed(changing)}`),
      context(`For example ${examples.slice(0, 3).join(', ')}. Only you see the answers, unless you ask by mention.`),
    ];
    return Promise.resolve({ message: { text: 'The commands of /logbot', blocks }, result: 'answered' });
  },
};

function details(command: Command): Message {
  const also = command.also.length === 0 ? '' : ` Also: ${command.also.map((word) => code(word)).join(', ')}.`;
  return statement(`${form(command)}  ${command.summary}${note(command)}\nFor example ${code(`/logbot ${command.example}`)}.${also}`);
}

function listed(some: readonly Command[]): string {
  return joinLines(some.map((command) => `${form(command)}  ${command.summary}`));
}

function form({ name, usage }: Command): string {
  return code(`/logbot ${name} ${usage}`.trim());
}

function note({ right }: Command): string {
  return right === 'change' ? ' _Operators only._' : '';
}
