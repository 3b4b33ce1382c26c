import { statement } from '../blocks/blocks.ts';
import { code } from '../blocks/text.ts';
import { findPattern } from '../pattern.ts';
import { proposeChange } from '../changes.ts';
import { findWorkload } from '../workload.ts';
import type { Command } from './command.ts';

const fields = ['name', 'owner', 'runbook'] as const;
type Field = (typeof fields)[number];

export const describe: Command = {
  name: 'describe',
  also: ['rename', 'set'],
  usage: '<pattern | workload> <name | owner | runbook> <text | none>',
  summary: 'Give a pattern or a workload a name, an owner, or a runbook, shown wherever it is; asks first.',
  example: 'describe checkout owner team-checkout',
  right: 'change',
  async answer(request, context) {
    const { rest, scope } = request;
    const [subject, typed, ...text] = rest.split(' ');
    const field = fields.find((known) => known === typed?.toLowerCase());
    if (!subject || field === undefined || text.length === 0) {
      const form = `${code('/logbot describe checkout owner team-checkout')}, ${code('describe 4f7a2c name cart is full')}, ${code('describe checkout runbook https://...')}; ${code('none')} takes it away.`;
      return { message: statement(`What of what? ${form}`), result: 'refused: not understood' };
    }
    const value = text.join(' ') === 'none' ? '' : text.join(' ').slice(0, 500);
    if (!isSound(field, value)) {
      const what =
        field === 'runbook' ? 'A runbook is an address that begins with https:// or http://.' : `A ${field} has at most 80 characters.`;
      return { message: statement(`✋ ${what} Nothing was changed.`), result: 'refused: not a value' };
    }
    const workload = findWorkload(subject, await context.api.detectors(scope));
    if (workload !== null) {
      return proposeChange(
        { type: 'describe', detector: workload.detector, workload: workload.name, [field]: value },
        'describe',
        request,
        context,
      );
    }
    const found = await findPattern(subject, { scope, workload: undefined }, context.api);
    if ('message' in found) return found;
    return proposeChange({ type: 'describe', detector: found.detector, pattern: found.id, [field]: value }, 'describe', request, context);
  },
};

function isSound(field: Field, value: string): boolean {
  if (field !== 'runbook') return value.length <= 80;
  return value === '' || (URL.canParse(value) && /^https?:\/\//.test(value));
}
