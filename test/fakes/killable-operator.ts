/** Starts `operator-process.ts` as a child that is asked over IPC and ends by SIGKILL only. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { OperatorReport } from './leading-operator.ts';

export interface KillableOperator {
  report(): Promise<OperatorReport>;
  /** As the kernel does it: nothing is saved, nobody is told. */
  kill(): Promise<void>;
}

export async function startKillableOperator(kubeconfig: string, storePath: string, term: number): Promise<KillableOperator> {
  const child: ChildProcess = fork(
    new URL('operator-process.ts', import.meta.url),
    [Buffer.from(kubeconfig).toString('base64'), storePath, String(term)],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] },
  );
  const died = once(child, 'exit').then(() => 'died' as const);
  const first = await Promise.race([once(child, 'message'), died]);
  if (first === 'died') throw new Error('The operator ended at its start.');
  return {
    async report() {
      const answer = once(child, 'message');
      child.send('report');
      const report = await Promise.race([answer, died]);
      if (report === 'died') throw new Error('The operator has died.');
      const [value]: OperatorReport[] = report;
      if (!value) throw new Error('The operator answered nothing.');
      return value;
    },
    async kill() {
      child.kill('SIGKILL');
      await died;
    },
  };
}
