/** The answer to `/logbot why`: the message's facts without its buttons, then the story. */
import type { IncidentView } from '../../api/contract.ts';
import { incidentMessage } from './incident.ts';
import type { Message } from './limits.ts';
import { storyBlocks } from './story.ts';

export function whyMessage(view: IncidentView): Message {
  const { text, blocks } = incidentMessage(view);
  // Title and facts; log lines and page come again, in full, with the story.
  return { text, blocks: [...blocks.slice(0, 2), ...storyBlocks(view)] };
}
