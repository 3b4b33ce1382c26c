/** Which channels hear of an incident besides the one of the resource, by the administrator's routes. Pure. */
import type { Configuration } from '../../api/configuration.ts';
import { fieldsAt, isCalled, parseWorkloadId, textAt, type Incident, type KubeObject, type WorkloadId } from '../../engine/index.ts';
import type { RouteChannel, Routes } from '../notify/notify.ts';
import { isChannelAllowed } from '../readiness.ts';

export interface RoutesOptions {
  readonly configuration: () => Configuration;
  readonly lookup: (kind: string, namespace: string, name: string) => KubeObject | null;
}

type Route = Configuration['slack']['routes'][number];

/** `namespace`: of the LogDetector. A route to a channel that is not allowed to it is none: nobody's logs go where its owner may not post. */
export function routesFor(namespace: string, { configuration, lookup }: RoutesOptions): Routes {
  const usable = (): readonly Route[] =>
    configuration().slack.routes.filter(({ channel }) => isChannelAllowed(configuration(), namespace, channel));
  const matching = (severity: string, workloads: readonly WorkloadId[]): readonly RouteChannel[] => {
    const { ownerLabel } = configuration().slack;
    const failing = workloads.map(parseWorkloadId);
    const owner = ({ kind, namespace: of, name }: (typeof failing)[number]): string | null =>
      ownerLabel === undefined ? null : labelOf(lookup(kind, of, name), ownerLabel);
    const chosen = usable().filter(
      (route) => isSevere(severity, route) && failing.some((one) => concerns(route, { ...one, owner: () => owner(one) })),
    );
    return unique(chosen.map((route) => channelOf(configuration(), route)));
  };
  return {
    channels: () => unique(usable().map((route) => channelOf(configuration(), route))),
    of: (incident) => matching(incident.severity, workloadsOf(incident)),
    ofErrors: (workload) => matching('error', [workload]),
  };
}

interface Failing {
  readonly namespace: string;
  readonly name: string;
  readonly owner: () => string | null;
}

/** All of it must hold of one workload. */
function concerns({ namespaces, workloads, owners }: Route, { namespace, name, owner }: Failing): boolean {
  if (!namespaces.includes('*') && !namespaces.includes(namespace)) return false;
  if (!workloads.some((glob) => isCalled(name, glob))) return false;
  return owners === undefined || owners.includes(owner() ?? '');
}

const severities = ['info', 'warning', 'error', 'critical'];

function isSevere(severity: string, { minimumSeverity }: Route): boolean {
  return severities.indexOf(severity) >= severities.indexOf(minimumSeverity.toLowerCase());
}

function workloadsOf({ causes: [cause], affected }: Incident): readonly WorkloadId[] {
  return [...(cause?.workload ? [cause.workload] : []), ...affected.map(({ workload }) => workload)];
}

/** Of the workload, else of the pods that it makes. */
function labelOf(object: KubeObject | null, label: string): string | null {
  if (object === null) return null;
  const own = object.metadata.labels?.[label];
  return own ?? textAt(fieldsAt(object, 'spec', 'template', 'metadata', 'labels'), label) ?? null;
}

/** A channel is known by its id where the configuration has one. */
function channelOf({ slack }: Configuration, { channel }: Route): RouteChannel {
  const known = slack.channels.find(({ name, id }) => name === channel || id === channel);
  return { name: known?.name ?? channel, id: known?.id ?? channel };
}

function unique(channels: readonly RouteChannel[]): readonly RouteChannel[] {
  return [...new Map(channels.map((channel) => [channel.name, channel])).values()];
}
