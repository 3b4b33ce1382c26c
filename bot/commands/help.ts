import { context, header, section } from '../blocks/blocks.ts';
import { code, joinLines } from '../blocks/text.ts';
import type { Command } from './command.ts';

export const help: Command = {
  name: 'help',
  also: ['commands', '?'],
  usage: '',
  summary: 'This list.',
  example: 'help',
  right: 'none',
  answer(_request, { commands }) {
    const lines = commands.map(({ name, usage, summary, right }) => {
      const form = code(`/logbot ${name} ${usage}`.trim());
      return `${form}  ${summary}${right === 'change' ? ' _Operators only._' : ''}`;
    });
    const examples = commands.filter(({ example }) => example.includes(' ')).map(({ example }) => code(`/logbot ${example}`));
    const blocks = [
      header('What LogDetector can tell you'),
      section(joinLines(lines)),
      context(`For example ${examples.slice(0, 3).join(', ')}. Only you see the answers.`),
    ];
    return Promise.resolve({ message: { text: 'The commands of /logbot', blocks }, result: 'answered' });
  },
};
