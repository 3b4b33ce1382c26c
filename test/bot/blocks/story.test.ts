import { describe, expect, it } from 'vitest';
import { storyMessage } from '../../../bot/blocks/story.ts';
import { incidentView, startedAtMs } from '../builders.ts';

describe('the story', () => {
  const timeline = (lengthMs: number) =>
    [0, lengthMs].map((offset) => ({ atMs: startedAtMs + offset, workload: null, text: 'it went on' }));
  const told = (lengthMs: number) => JSON.stringify(storyMessage(incidentView({ timeline: timeline(lengthMs) })));

  it('tells the day of each moment where it goes over more than half a day', () => {
    expect(told(3_600_000)).not.toContain('{date_short_pretty}');
    expect(told(50_000_000)).toContain('{date_short_pretty} {time_secs}');
  });

  it('mentions who snoozed or muted it, and nobody whom a sentence of another gate names', () => {
    const gate = (name: string, sentence: string) => ({ name, passed: false, sentence });
    const snooze = gate('snooze', 'It is snoozed by U1, until it gets worse.');
    const others = [
      gate('muted', 'Every pattern of it is muted, until somebody unmutes it, by W2B.'),
      gate('size', 'Written by U3, in the log.'),
    ];
    const view = incidentView();
    const { blocks } = storyMessage({ ...view, page: { ...view.page, sentence: snooze.sentence, gates: [snooze, ...others] } });
    const text = JSON.stringify(blocks);
    expect(text.match(/<@\w+>/g)).toEqual(['<@U1>', '<@U1>', '<@W2B>']);
  });

  it('says in shadow mode where it would have been told', () => {
    const shadow = { post: { channel: 'shop-incidents', atMs: 1 }, page: { receiver: 'oncall', atMs: 1, because: 'Two fail.' } };
    const text = JSON.stringify(storyMessage({ ...incidentView(), shadow }));
    expect(text).toContain('otherwise it would have posted it to shop-incidents and paged oncall: Two fail.');
  });
});
