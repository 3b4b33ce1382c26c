import { statement } from '../blocks/blocks.ts';
import { code } from '../blocks/text.ts';
import { confirmMessage, wishMessage } from '../blocks/wish.ts';
import type { Command } from './command.ts';
import { resolveDetector } from '../detector.ts';

export const rollback: Command = {
  name: 'rollback',
  also: ['roll-back'],
  usage: '<detector> [version]',
  summary: 'Serve an older model version again; shows from which to which and asks first.',
  example: 'rollback shop 1',
  right: 'change',
  async answer({ words, scope, person, place }, { api, now }) {
    const found = resolveDetector(words[0], await api.detectors(scope));
    if (found.id === null) return { message: found.message, result: 'refused: no such detector' };
    const version = versionOf(words[1]);
    if (version === undefined) {
      const text = `${code(words[1] ?? '', 100)} is no model version: it must be a whole number from 1. ${code('/logbot models')} lists them.`;
      return { message: statement(text), result: 'refused: not a version' };
    }
    const reply = await api.rollback(found.id, { requestedBy: person.id, channel: place.id, version, preview: true });
    if (reply.outcome !== 'preview') return wishMessage(reply, found.id);
    const { fromVersion, toVersion } = reply;
    const plan = { detector: found.id, fromVersion, toVersion, askedBy: person.id, askedAtMs: now() };
    return { message: confirmMessage(plan, reply.sentence), result: `asked to confirm ${fromVersion ?? 'none'} -> ${toVersion}` };
  },
};

/** Null when none was given, undefined when it is none. */
function versionOf(word: string | undefined): number | null | undefined {
  if (word === undefined) return null;
  const version = /^v?(\d{1,9})$/i.exec(word)?.[1];
  return version === undefined || Number(version) < 1 ? undefined : Number(version);
}
