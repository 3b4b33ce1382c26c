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

  it('says in shadow mode where it would have been told', () => {
    const shadow = { post: { channel: 'shop-incidents', atMs: 1 }, page: { receiver: 'oncall', atMs: 1, because: 'Two fail.' } };
    const text = JSON.stringify(storyMessage({ ...incidentView(), shadow }));
    expect(text).toContain('otherwise it would have posted it to shop-incidents and paged oncall: Two fail.');
  });
});
