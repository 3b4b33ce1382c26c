/** How channels are called: events tell their id alone, and the configuration may know them by name. Needs the scopes `channels:read`, `groups:read`. */
import type { Place } from './access.ts';
import { wordsOf, type BotLog } from './log.ts';

/** A channel that was renamed is known by its new name after this time at most. */
const keptForMs = 5 * 60_000;
const keptAtMost = 1_000;

/** `nameOf` asks Slack. Where Slack does not say, the place has no name, and what is allowed to its id alone is. */
export function createPlaces({
  now,
  log,
}: {
  readonly now: () => number;
  readonly log: BotLog;
}): (id: string, nameOf: (id: string) => Promise<string>) => Promise<Place> {
  const known = new Map<string, { readonly name: string; readonly atMs: number }>();
  return async (id, nameOf) => {
    const cached = known.get(id);
    if (cached !== undefined && now() - cached.atMs < keptForMs) return { id, name: cached.name };
    try {
      const name = await nameOf(id);
      if (known.size >= keptAtMost) known.clear();
      known.set(id, { name, atMs: now() });
      return { id, name };
    } catch (error) {
      log.warn('ChannelNameUnknown', { channel: id, message: wordsOf(error) });
      return { id, name: '' };
    }
  };
}
