/** In which channels an incident is told besides the one of the resource: of people who subscribed, and by the administrator's routes. */
import type { Incident } from '../../engine/index.ts';
import { subscribersOf } from './curation.ts';
import type { Memory, Staging } from './memory.ts';
import { postIdOf, type NotifyTarget, type RouteChannel } from './plan.ts';

/** Where an error of a workload is told, whether it is an incident or not: in the channel of the resource and by the administrator's routes. */
export function channelsOfErrors(target: NotifyTarget, workload: string): readonly string[] {
  const { channel, routes } = target;
  const routed = (routes?.ofErrors(workload) ?? []).filter((to) => to.id !== channel && to.name !== channel && target.mayPost(to));
  return [...(channel === null ? [] : [channel]), ...routed.map(({ name }) => name)];
}

/**
 * The target once for each of these channels. A message that stands there already is kept up to date to its end, also when the incident
 * no longer matches; not where the administrator has taken the channel away.
 */
export function audienceOf(
  { memory, staging }: { readonly memory: Memory; readonly staging: Pick<Staging, 'post'> },
  target: NotifyTarget,
  incident: Incident,
): readonly NotifyTarget[] {
  const curation = memory.curations.get(target.detector);
  const isTold = (key: string): boolean => staging.post(postIdOf(target.detector, incident.id, key)) !== undefined;
  // A subscription has its message under the channel's id, a route under its name.
  const subscribed = subscribersOf(curation, incident).map((to) => ({ to, key: to.id }));
  const subscriptions = (curation?.subscriptions ?? []).map(({ to }) => ({ to, key: to.id }));
  const routes = target.routes?.channels().map((to) => ({ to, key: to.name })) ?? [];
  const routed = target.routes?.of(incident).map((to) => ({ to, key: to.name })) ?? [];
  const begun = [...subscriptions, ...routes].filter(({ key }) => isTold(key));
  const channels: { readonly to: RouteChannel; readonly key: string }[] = [];
  for (const one of [...begun, ...subscribed, ...routed]) {
    const isOwn = one.to.id === target.channel || one.to.name === target.channel;
    const isThere = channels.some(({ to }) => to.id === one.to.id || to.name === one.to.name);
    if (!isOwn && !isThere && target.mayPost(one.to)) channels.push(one);
  }
  return channels.map(({ key }) => ({ ...target, channel: key }));
}
