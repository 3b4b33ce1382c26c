import { statement } from '../blocks/blocks.ts';
import { whyMessage } from '../blocks/why.ts';
import { withIncident } from '../thread.ts';
import type { Command } from './command.ts';

export const why: Command = {
  name: 'why',
  also: ['cause'],
  usage: '<incident>',
  summary: 'The whole story of an incident: timeline, causes, what was ruled out, why it paged or not.',
  example: 'why inc-4f7a2c',
  right: 'see',
  inThread: withIncident,
  async answer({ words, scope }, { api }) {
    const id = words[0];
    if (id === undefined) {
      const text =
        'Which incident? Give its id, the one beside "Since" in its message: `/logbot why inc-4f7a2c`. `/logbot incidents` lists them.';
      return { message: statement(text), result: 'refused: no incident given' };
    }
    const view = await api.incident(id.slice(0, 100), scope);
    return { message: whyMessage(view), result: 'answered' };
  },
};
