/** Faults of the cluster itself, through the tools that started it: they end and start only what is theirs. */
import { join } from 'node:path';
import { succeed } from '../cluster/command.ts';
import { last } from './until.ts';

const tools = join(import.meta.dirname, '../../../shared/tools/cluster');

type Part = 'kube-apiserver' | 'etcd';

/** Killed, away for a while, and started again; resolves when it runs. */
export async function killFor(part: Part, forSeconds: number): Promise<void> {
  await succeed(join(tools, 'kill'), [part, 'KILL']);
  try {
    await last(forSeconds * 1000);
  } finally {
    await succeed(join(tools, 'restart'), [part]);
  }
}
