import { incidentsMessage } from '../blocks/incidents.ts';
import type { Command } from './command.ts';

export const incidents: Command = {
  name: 'incidents',
  also: ['incident', 'open'],
  usage: '[open]',
  summary: 'Incidents, the open ones first.',
  example: 'incidents open',
  right: 'see',
  async answer({ words, scope }, { api, now }) {
    const state = words[0]?.toLowerCase() === 'open' ? 'open' : 'all';
    const views = await api.incidents({ namespaces: scope, state, limit: 20 });
    return {
      message: incidentsMessage(views, { onlyOpen: state === 'open', nowMs: now() }),
      result: `answered: ${views.length} incidents`,
    };
  },
};
