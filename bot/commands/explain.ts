import { statement } from '../blocks/blocks.ts';
import { explainMessage } from '../blocks/explain.ts';
import { code } from '../blocks/text.ts';
import { linesOf } from '../lines.ts';
import type { Command } from './command.ts';

export const explain: Command = {
  name: 'explain',
  also: ['line', 'what-is'],
  usage: '<log line>',
  summary: 'Which pattern a log line is, of which workload, how usual it is, and which incident it belongs to.',
  example: 'explain ERROR order 5531 failed after 12 ms',
  right: 'see',
  async answer({ rest, scope }, { api }) {
    const { lines } = linesOf(rest);
    const [first] = lines;
    if (first === undefined) {
      const text = `Which line? Paste it: ${code('/logbot explain ERROR order 5531 failed after 12 ms')}. Nothing of it is kept. For an incident ask ${code('/logbot why <incident>')}.`;
      return { message: statement(text), result: 'refused: no line given' };
    }
    if (/^inc-[0-9a-f]{1,6}$/i.test(rest)) {
      const text = `That is an incident: ${code(`/logbot why ${rest}`, 60)} tells its story. Behind ${code('explain')} stands a log line.`;
      return { message: statement(text), result: 'refused: an incident, not a line' };
    }
    const reply = await api.explain({ lines: [first], namespaces: scope });
    return {
      message: explainMessage(reply),
      result: `answered: ${reply.lines.reduce((sum, { matches }) => sum + matches.length, 0)} patterns`,
    };
  },
};
