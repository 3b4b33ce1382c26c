import { expect, it } from 'vitest';
import { incidentMessage } from '../../../bot/blocks/incident.ts';
import { brokenLimits } from '../../../bot/blocks/limits.ts';
import { entryMessage } from '../../../bot/blocks/post.ts';
import { storyMessage } from '../../../bot/blocks/story.ts';
import { whyMessage } from '../../../bot/blocks/why.ts';
import { anomaly, incidentView, startedAtMs } from '../builders.ts';
import { dangers } from '../dangers.ts';

it('a message of a line of a megabyte, and of names as long, is taken by Slack', () => {
  const line = '<!channel> `x` \u202e\u200b\u001b[31m<@U1> https://evil.example '.repeat(25_000);
  const made = incidentView({
    title: line,
    anomalies: [anomaly(line, line)],
    affected: [{ workload: line, sinceAtMs: startedAtMs, symptom: line, path: [line, line] }],
    causes: [{ workload: line, pod: null, node: null, kind: 'errors', changeId: null, score: 1, reasons: [line, line, line] }],
    timeline: [{ atMs: startedAtMs, workload: line, text: line }],
  });
  expect(line.length).toBeGreaterThan(1_000_000);
  const startedMs = performance.now();
  for (const message of [incidentMessage(made), storyMessage(made), whyMessage(made), entryMessage({ seq: 1, atMs: 0, text: line })]) {
    expect(brokenLimits(message)).toEqual([]);
    expect(dangers(message)).toEqual([]);
  }
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});
