import { expect, it } from 'vitest';
import { explainMessage } from '../../bot/blocks/explain.ts';
import { brokenLimits } from '../../bot/blocks/limits.ts';
import { brokenViewLimits } from '../../bot/blocks/view-limits.ts';
import { linesOf } from '../../bot/lines.ts';
import { explainShown, noteUnshown } from '../../bot/shortcut.ts';
import { explainReplyOf } from '../builders/answers.ts';
import { dangers } from './dangers.ts';
import { createDeskRoom, shop } from './desk.ts';

const line = 'ERROR order 5531 failed after 12 ms';

it('each line of a message is explained, to who may see the channel', async () => {
  const { desk, operator } = createDeskRoom();
  const view = await explainShown({ text: `look:\n\`\`\`${line}\nnobody knows\`\`\``, person: { id: 'U2' }, place: shop }, desk);
  expect([brokenViewLimits(view), dangers({ text: '', blocks: view.blocks })]).toEqual([[], []]);
  const text = JSON.stringify(view);
  for (const part of ['order ‹num›', '41 lines in the last hour', 'inc-4f7a2c', 'Never seen'])
    expect(text.replaceAll('&lt;', '‹').replaceAll('&gt;', '›')).toContain(part);
  expect(operator.audit).toMatchObject([
    { user: 'U2', channel: 'C1', action: 'shortcut explain this log line', result: 'answered: 3 lines' },
  ]);
});

it.each([
  ['a guest', 'UG1', shop],
  ['a member in a channel without a namespace', 'U2', { id: 'C9', name: 'random' }],
  ['a member in a direct message', 'U2', { id: 'D1', name: 'directmessage' }],
  ['a member in a channel shared with others', 'U2', { id: 'CX', name: 'shared' }],
])('%s is told why there is no answer', async (_who, user, place) => {
  const { desk, operator } = createDeskRoom();
  const view = await explainShown({ text: line, person: { id: user }, place }, desk);
  expect(JSON.stringify(view)).not.toContain('inc-4f7a2c');
  expect(operator.audit.map(({ result }) => result.split(':')[0])).toEqual(['refused']);
});

it('a message without text, and an operator that is away, are plain sentences', async () => {
  const { desk, operator } = createDeskRoom();
  const asked = { text: ' \n ``` ``` ', person: { id: 'U2' }, place: shop };
  expect(JSON.stringify(await explainShown(asked, desk))).toContain('no text that could be a log line');
  const broken = { ...desk, api: { ...desk.api, explain: () => Promise.reject(new Error('gone')) } };
  expect(JSON.stringify(await explainShown({ ...asked, text: line }, broken))).toContain('That went wrong');
  await noteUnshown(asked, desk);
  expect(operator.audit.map(({ result }) => result.split(':')[0])).toEqual(['refused', 'failed', 'refused']);
});

it('long messages of nasty lines fit, and what was left out is said', async () => {
  const nasty = `order <!channel> \`x\` *y* \u202e\u001b[31m <@U1> ${'z'.repeat(1200)}`;
  const { desk } = createDeskRoom();
  const view = await explainShown({ text: Array.from({ length: 25 }, () => nasty).join('\n'), person: { id: 'U2' }, place: shop }, desk);
  expect([brokenViewLimits(view), dangers({ text: '', blocks: view.blocks })]).toEqual([[], []]);
  expect(JSON.stringify(view)).toContain('15 lines more');
  const reply = explainReplyOf([nasty], true);
  const [first] = reply.lines;
  const match = first?.matches[0];
  const many = {
    learning: nasty,
    lines: [
      {
        text: nasty,
        more: 9,
        matches: Array.from({ length: 5 }, () => ({ ...(match as NonNullable<typeof match>), text: nasty, workload: nasty })),
      },
    ],
  };
  const message = explainMessage(many);
  expect([brokenLimits(message), dangers(message)]).toEqual([[], []]);
});

it('what Slack wrote into a message is taken out of its lines', () => {
  expect(linesOf('`a`\n\n<https://x.example/1|x.example> &lt;b&gt; &amp;\n```c\n d ```')).toEqual({
    lines: ['a', 'x.example <b> &', 'c', 'd'],
    more: 0,
  });
  expect(linesOf('')).toEqual({ lines: [], more: 0 });
  expect(linesOf('x'.repeat(10_000_000)).lines[0]).toHaveLength(4000);
});
