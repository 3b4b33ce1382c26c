import { statement } from '../blocks/blocks.ts';
import { traceMessage } from '../blocks/trace.ts';
import { code } from '../blocks/text.ts';
import type { Command } from './command.ts';

/** Longer than any id that is kept. */
const typedAtMost = 200;

export const trace: Command = {
  name: 'trace',
  also: ['request', 'path'],
  usage: '<id>',
  summary: 'The path of one request by its trace or request id: who had it in which order, where it failed first, who lacks it.',
  example: 'trace 4bf92f3577b34da6a3ce929d0e0e4736',
  right: 'see',
  async answer({ words, scope, page }, { api }) {
    const [id] = words;
    if (id === undefined) {
      const text = `Which request? Give its trace id, request id or UUID as it stands in a log line, or the beginning of it: ${code('/logbot trace 4bf92f35')}.`;
      return { message: statement(text), result: 'refused: no id given' };
    }
    const reply = await api.trace(id.slice(0, typedAtMost), scope);
    const result =
      reply.traces.length > 0
        ? `answered: ${reply.traces.length} traces`
        : reply.candidates.length > 0
          ? 'refused: more than one request'
          : 'refused: no such request';
    return { ...traceMessage(reply, { id, page }), result };
  },
};
