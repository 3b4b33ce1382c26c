import { statement } from '../blocks/blocks.ts';
import { auditMessage, proofMessage } from '../blocks/audit.ts';
import { code } from '../blocks/text.ts';
import type { Command } from './command.ts';

/** As many as the API answers at once. */
const askedAtMost = 500;

export const audit: Command = {
  name: 'audit',
  also: ['log', 'history'],
  usage: '[verify | words to find]',
  summary: 'Who asked and did what, with its result; or whether that record was changed afterwards.',
  example: 'audit verify',
  right: 'change',
  async answer({ words, rest, scope, page }, { api }) {
    if (scope !== '*') {
      const text = `✋ The audit log holds what was done in every namespace, so it is for those who may see all of them: ${code('slack.operators')} of the configuration.`;
      return { message: statement(text), result: 'refused: not all namespaces' };
    }
    if (words[0]?.toLowerCase() === 'verify') {
      const proof = await api.auditProof();
      return { message: proofMessage(proof), result: `answered: ${proof.outcome}` };
    }
    const all = await api.audit(askedAtMost);
    const wanted = rest.toLowerCase();
    const found = all.filter(({ user, channel, action, result }) =>
      `${user} ${channel} ${action} ${result}`.toLowerCase().includes(wanted),
    );
    return { ...auditMessage(found, page), result: `answered: ${found.length} entries` };
  },
};
