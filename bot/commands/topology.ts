import { topologyMessage } from '../blocks/topology.ts';
import { withWorkload } from '../thread.ts';
import type { Command } from './command.ts';

export const topology: Command = {
  name: 'topology',
  also: ['graph', 'calls', 'map'],
  usage: '[workload]',
  summary: 'Who calls whom, how that is known, and who is in trouble.',
  example: 'topology checkout',
  right: 'see',
  inThread: withWorkload,
  async answer({ words, scope, page: wanted }, { api }) {
    const { message, page, pages, workloads } = topologyMessage(await api.topology(scope), words[0]?.slice(0, 253) ?? null, wanted);
    return { message, page, pages, result: `answered: ${workloads} workloads` };
  },
};
