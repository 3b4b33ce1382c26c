import { statement } from '../blocks/blocks.ts';
import { incidentsMessage } from '../blocks/incidents.ts';
import { code } from '../blocks/text.ts';
import type { Command } from './command.ts';

const askedAtMost = 200;

export const incidents: Command = {
  name: 'incidents',
  also: ['incident', 'open'],
  usage: '[open | last 7d]',
  summary: 'Incidents, the open ones first.',
  example: 'incidents open',
  right: 'see',
  async answer({ words, lastForSeconds, scope, page }, { api, now }) {
    const word = words[0]?.toLowerCase() ?? 'all';
    if (word !== 'open' && word !== 'all') {
      const text = `${code(words[0] ?? '', 100)} is not understood here: ${code('/logbot incidents')} lists all, ${code('/logbot incidents open')} those that are not over. For one of them: ${code('/logbot why <incident>')}.`;
      return { message: statement(text), result: 'refused: not understood' };
    }
    const views = await api.incidents({ namespaces: scope, state: word, limit: askedAtMost });
    const sinceMs = lastForSeconds === null ? -Infinity : now() - lastForSeconds * 1000;
    const asked = views.filter(({ incident }) => incident.updatedAtMs >= sinceMs);
    return {
      ...incidentsMessage(asked, { onlyOpen: word === 'open', nowMs: now(), isCut: views.length === askedAtMost, page }),
      result: `answered: ${asked.length} incidents`,
    };
  },
};
