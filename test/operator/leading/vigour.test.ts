import { expect, test } from 'vitest';
import { findTrouble } from '../../../operator/leading/vigour.ts';

function trouble(pipelines: readonly { saved?: string; open?: number; problems?: readonly string[] }[], waitingForMs = 0) {
  const all = pipelines.map(({ saved = null, open = 1, problems = [] }, index) => {
    const streams = () => ({ open, problems, beyond: 0, podsByWorkload: new Map<string, number>(), lagMs: 0 });
    return [`shop/${index}`, { saveProblem: () => saved, streams }] as const;
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only these two questions are asked
  const supervisor = { all: () => new Map(all) } as unknown as Parameters<typeof findTrouble>[0];
  return findTrouble(supervisor, { waitingForMs: () => waitingForMs });
}

test('an operator that reads, saves and wakes is well, also where one LogDetector reads nothing', () => {
  expect(trouble([])).toBeNull();
  expect(trouble([{}, { open: 0, problems: ['forbidden'] }])).toBeNull();
});

test('it is not when nothing can be saved, nothing is read, or a page waits', () => {
  expect(trouble([{ saved: 'The disk is full.' }])).toContain('The disk is full.');
  expect(trouble([{ open: 0, problems: ['forbidden'] }, { open: 0 }])).toBe('No log stream is open: forbidden');
  expect(trouble([{}], 20 * 60_000)).toContain('20 min');
});
