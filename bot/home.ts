/** The App Home of one person: what is watched, open, new and muted, by what this person may see. Knows nothing of Bolt. */
import { namespacesOfChannel, type Configuration } from '../api/configuration.ts';
import type { Person, Place } from './access.ts';
import { homeSaying, homeView, type Home } from './blocks/home.ts';
import { explainSaying } from './blocks/explain.ts';
import type { Modal } from './blocks/remedy.ts';
import { whyMessage } from './blocks/why.ts';
import { clean } from './blocks/text.ts';
import type { Desk } from './desk.ts';
import { apology, forbidden } from './refusals.ts';

export interface HomeAsked {
  readonly person: Person;
  /** Channels that the person is in, as far as the bot knows; rejects where Slack does not say. */
  readonly channelsOf: (user: string) => Promise<readonly Place[]>;
  readonly configuration: Configuration;
}

const openAtMost = 6;
const incidentsAsked = 100;
const patternsAsked = 500;
const daySeconds = 86_400;
/** Each is one question about guests and shared channels. */
const channelsAtMost = 20;

/** Never rejects. */
export async function homeShown(asked: HomeAsked, desk: Desk): Promise<Home> {
  const { view, result } = await compose(asked, desk).catch((error: unknown) => {
    const { message, result: why } = apology(error, desk.log);
    return { view: homeSaying(message.text), result: why };
  });
  await note(asked.person, { action: 'App Home opened', result }, desk);
  return view;
}

/** A button of the Home: the home anew, or the story of an incident as a modal. Never rejects. */
export async function homeClicked(
  { actionId, value }: { readonly actionId: string; readonly value: string },
  asked: HomeAsked,
  desk: Desk,
): Promise<{ readonly modal: Modal | null; readonly result: string }> {
  const done = await click(actionId, value, { asked, desk }).catch((error: unknown) => {
    const { message, result: why } = apology(error, desk.log);
    return { modal: explainSaying(message.text), result: why };
  });
  await note(asked.person, { action: clean(`button ${actionId} ${value}`), result: done.result }, desk);
  return done;
}

async function click(
  actionId: string,
  value: string,
  { asked, desk }: { readonly asked: HomeAsked; readonly desk: Desk },
): Promise<{ readonly modal: Modal | null; readonly result: string }> {
  const scope = await scopeOf(asked, desk);
  if (scope === '') {
    const { message, result } = forbidden(actionId, { outcome: 'no', sentence: nothingSentence });
    return { modal: explainSaying(message.text), result };
  }
  const view = await desk.api.incident(value, scope);
  if (actionId === 'home.why')
    return {
      modal: { ...explainSaying(''), title: { type: 'plain_text', text: 'Why' }, blocks: [...whyMessage(view).blocks] },
      result: 'answered',
    };
  if (actionId !== 'home.acknowledge')
    return { modal: explainSaying('✋ This button is not understood any more.'), result: 'refused: not understood' };
  await desk.api.mark(`${view.detector}/${view.incident.id}`, { mark: 'acknowledge', user: asked.person.id });
  return { modal: null, result: 'done' };
}

async function compose(asked: HomeAsked, desk: Desk): Promise<{ readonly view: Home; readonly result: string }> {
  const { api, now } = desk;
  const scope = await scopeOf(asked, desk);
  if (scope === '') return { view: homeSaying(nothingSentence), result: 'refused: nothing may be seen (App Home)' };
  const [detectors, open, fresh, written] = await Promise.all([
    api.detectors(scope),
    api.incidents({ namespaces: scope, state: 'open', limit: incidentsAsked }),
    api.patterns({ namespaces: scope, forSeconds: daySeconds, limit: 5, only: 'new' }),
    api.patterns({ namespaces: scope, forSeconds: daySeconds, limit: patternsAsked }),
  ]);
  const view = homeView({
    detectors,
    open: open.slice(0, openAtMost),
    moreOpen: open.length - Math.min(open.length, openAtMost),
    fresh: fresh.patterns,
    muted: written.patterns.filter(({ description }) => description?.mutedUntilMs !== undefined),
    snoozed: open.filter(({ snooze }) => snooze !== undefined && snooze.ended === null),
    dashboardUrl: asked.configuration.dashboard.publicUrl ?? null,
    nowMs: now(),
  });
  return { view, result: `answered: ${open.length} open incidents` };
}

const nothingSentence =
  'There is nothing to show: what you may see follows the channels you are in and the roles that name you. Ask with `/logbot` in a channel where incidents are posted, or let the admin name you under `slack.roles` of the configuration.';

/** What roles give, and what the channels may see that the person is in; comma-separated, `*` for all, empty for nothing. */
async function scopeOf({ person, channelsOf, configuration }: HomeAsked, { access, log }: Desk): Promise<string> {
  const own = await access.maySee(person, { id: '', name: '' });
  const channels = await channelsOf(person.id).catch(() => {
    log.warn('ChannelsUnknown', { user: person.id });
    return [];
  });
  const concerned = channels.filter((place) => namespacesOfChannel(configuration, place).length > 0).slice(0, channelsAtMost);
  const may = [own, ...(await Promise.all(concerned.map((place) => access.maySee(person, place))))];
  const namespaces = may.flatMap((one) => (one.outcome === 'yes' ? one.scope.split(',') : []));
  return namespaces.includes('*') ? '*' : [...new Set(namespaces)].join(',');
}

function note(person: Person, { action, result }: { readonly action: string; readonly result: string }, desk: Desk): Promise<void> {
  return desk.audit.write({ atMs: desk.now(), user: person.id, channel: '', action, result }, clean(action, 60));
}
