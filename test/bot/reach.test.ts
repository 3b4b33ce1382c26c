import { beforeEach, expect, test } from 'vitest';
import { ApiError } from '../../api/client.ts';
import { createReach, type Reach } from '../../bot/reach.ts';

let nowMs: number;
let said: string[];
let reach: Reach;
const away = new ApiError('OperatorUnreachable', 0, 'The operator does not answer.', { cause: new Error('ENOENT: no such file') });

beforeEach(() => {
  nowMs = 1_000_000;
  said = [];
  const note = (event: string, fields?: object) => void said.push(`${event} ${JSON.stringify(fields ?? {})}`);
  reach = createReach({ info: note, warn: note }, () => nowMs);
});

test('an operator that is still starting is waited for without a word', () => {
  reach.failed(away);
  nowMs += 14_000;
  reach.failed(away);
  reach.reached();
  expect(said).toEqual([]);
});

test('one that does not come is told with what the system says, and again every five minutes', () => {
  for (let second = 0; second < 330; second += 1) {
    reach.failed(away);
    nowMs += 1000;
  }
  const sentence = 'OperatorUnreachable {"message":"The operator does not answer. (ENOENT: no such file)"}';
  expect(said).toEqual([sentence, sentence]);
});

test('one that goes away is told at once, and so is its return', () => {
  reach.reached();
  reach.failed(away);
  reach.reached();
  reach.failed(new Error('cut'));
  expect(said.map((line) => line.split(' ')[0])).toEqual(['OperatorUnreachable', 'OperatorReached', 'OperatorUnreachable']);
  expect(said.at(-1)).toBe('OperatorUnreachable {"message":"cut"}');
});
