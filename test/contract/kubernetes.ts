/**
 * What our code relies on in a Kubernetes API, asked of whatever cluster is handed in: the simulator must pass what a real cluster
 * passes, so that it cannot flatter us.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { electionContract } from './election.ts';
import { logContract } from './logs.ts';
import { objectContract } from './objects.ts';
import { sourceContract } from './source.ts';
import type { Stage } from './stage.ts';

export type { PodScript, Stage } from './stage.ts';

export function describeKubernetesContract(title: string, open: () => Promise<Stage>): void {
  describe(`the Kubernetes API of ${title}`, () => {
    let opened: Stage | null = null;
    const stage = (): Stage => {
      if (!opened) throw new Error('the cluster under test is not up');
      return opened;
    };
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await opened?.close();
    });
    objectContract(stage);
    logContract(stage);
    electionContract(stage);
    sourceContract(stage);
  });
}
