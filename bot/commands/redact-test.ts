import { context, header, section, statement } from '../blocks/blocks.ts';
import { code, codeBlock, counted, joinLines } from '../blocks/text.ts';
import type { Command } from './command.ts';

export const redactTest: Command = {
  name: 'redact-test',
  also: ['redact', 'redaction'],
  usage: '<text of a log line>',
  summary: 'What would be kept of a log line, and what taken out as secret or personal.',
  example: 'redact-test login of ann@example.com with password=hunter2',
  right: 'see',
  async answer({ rest, scope }, { api }) {
    if (rest === '') {
      const text = `Which text? Paste a log line: ${code('/logbot redact-test login of ann@example.com')}. Nothing of it is kept.`;
      return { message: statement(text), result: 'refused: no text given' };
    }
    const { text, values, detectors } = await api.redact({ text: rest, namespaces: scope });
    const lines = values.map(({ label, length }) => `• ${code(label, 80)} instead of ${counted(length, 'character')}`);
    const found = values.length === 0 ? 'Nothing secret or personal was found: the line would be kept as it is.' : joinLines(lines, 2000);
    const title = values.length === 0 ? 'Nothing would be taken out' : `${counted(values.length, 'value')} would be taken out`;
    const rules = `By the built-in rules and those of ${counted(detectors.length, 'LogDetector')} that this channel may see. The text itself is not kept.`;
    const blocks = [header(title), section(codeBlock([text], 2000, 2800)), section(found), context(rules)];
    return { message: { text: title, blocks }, result: `answered: ${values.length} values` };
  },
};
