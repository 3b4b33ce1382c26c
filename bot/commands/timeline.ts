import { statement } from '../blocks/blocks.ts';
import { timelineMessage } from '../blocks/timeline.ts';
import { withIncident } from '../thread.ts';
import type { Command } from './command.ts';

export const timeline: Command = {
  name: 'timeline',
  also: ['story', 'course'],
  usage: '<incident>',
  summary: 'What happened when in an incident, step by step.',
  example: 'timeline inc-4f7a2c',
  right: 'see',
  inThread: withIncident,
  async answer({ words, scope, page }, { api }) {
    const [id] = words;
    if (id === undefined) {
      const text = 'Which incident? Give its id: `/logbot timeline inc-4f7a2c`. `/logbot incidents` lists them.';
      return { message: statement(text), result: 'refused: no incident given' };
    }
    return { ...timelineMessage(await api.incident(id.slice(0, 100), scope), page), result: 'answered' };
  },
};
