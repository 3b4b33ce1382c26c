/** What exactly changed between two pod templates. Values of environment variables are never told, since they may be secrets. */
import type { Fields } from './field.ts';
import { fieldsAt, listAt, textAt } from './field.ts';

/** Told at most; a template that changed in more ways was replaced as a whole. */
const maxChanges = 12;

/** Of a pod spec, shown as they are: none of them can hold a secret. */
const shownOfPod = ['serviceAccountName', 'dnsPolicy', 'hostNetwork', 'priorityClassName', 'schedulerName', 'restartPolicy'];
const comparedOfPod = [
  'nodeSelector',
  'affinity',
  'tolerations',
  'topologySpreadConstraints',
  'dnsConfig',
  'imagePullSecrets',
  'securityContext',
];
const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const comparedOfContainer = ['command', 'args', 'envFrom', 'volumeMounts', 'ports', 'securityContext'];

/** What changed between two pod templates: of their specs, and which annotations, such as the checksum of a Secret that the pods mount. */
export function changesOfTemplate(before: unknown, after: unknown): readonly string[] {
  const [old, now] = [before, after].map((template) => fieldsAt(template, 'metadata')['annotations']);
  // What an earlier release saved has none, and nobody has added them since.
  const noted = old === undefined || now === undefined ? [] : changesOfNames('annotation', fieldsAt(old), fieldsAt(now));
  return [...changesBetween(fieldsAt(before, 'spec'), fieldsAt(after, 'spec')), ...noted].slice(0, maxChanges);
}

/** `image of cart from 1 to 2 (shop/cart)`, one a change; `before` and `after` are pod specs. */
function changesBetween(before: unknown, after: unknown): readonly string[] {
  const [old, now] = [fieldsAt(before), fieldsAt(after)];
  const pod = [
    ...shownOfPod.filter((key) => differs(old[key], now[key])).map((key) => fromTo(key, old[key], now[key])),
    ...comparedOfPod.filter((key) => differs(old[key], now[key])).map((key) => `${key} changed`),
    ...namedChanges('volume', listAt(before, 'volumes'), listAt(after, 'volumes')),
    // As some recordings and older states have it.
    ...(differs(textAt(before, 'volumes'), textAt(after, 'volumes')) ? ['volumes changed'] : []),
  ];
  const changes = ['containers', 'initContainers'].flatMap((list) => listChanges(listAt(before, list), listAt(after, list), list));
  return [...changes, ...pod].slice(0, maxChanges);
}

function listChanges(before: readonly Fields[], after: readonly Fields[], list: string): readonly string[] {
  const old = new Map(before.map((container) => [container['name'], container]));
  const changed = after.flatMap((container) => {
    const previous = old.get(container['name']);
    return previous === undefined ? [] : containerChanges(previous, container);
  });
  return [...comingAndGoing(list === 'containers' ? 'container' : 'init container', before, after), ...changed];
}

function comingAndGoing(noun: string, before: readonly Fields[], after: readonly Fields[]): readonly string[] {
  const [old, now] = [before, after].map((all) => new Set(all.map(({ name }) => String(name))));
  return [
    ...[...(now ?? [])].filter((name) => old?.has(name) !== true).map((name) => `${noun} ${name} added`),
    ...[...(old ?? [])].filter((name) => now?.has(name) !== true).map((name) => `${noun} ${name} removed`),
  ];
}

function namedChanges(noun: string, before: readonly Fields[], after: readonly Fields[]): readonly string[] {
  const old = new Map(before.map((one) => [one['name'], one]));
  const changed = after.filter((one) => old.has(one['name']) && differs(old.get(one['name']), one));
  return [...comingAndGoing(noun, before, after), ...changed.map(({ name }) => `${noun} ${String(name)} changed`)];
}

function containerChanges(before: Fields, after: Fields): readonly string[] {
  const name = String(after['name']);
  const image = differs(before['image'], after['image']) ? [imageChange(name, String(before['image']), String(after['image']))] : [];
  return [
    ...image,
    ...environmentChanges(name, before, after),
    ...resourceChanges(name, before, after),
    ...probes.flatMap((probe) => probeChanges(`${probe} of ${name}`, before[probe], after[probe])),
    ...comparedOfContainer.filter((key) => differs(before[key], after[key])).map((key) => `${key} of ${name} changed`),
  ];
}

/** `livenessProbe of cart: port from 8080 to 80`; what it runs and sends is compared only. */
function probeChanges(what: string, before: unknown, after: unknown): readonly string[] {
  if (!differs(before, after)) return [];
  if (before === undefined || after === undefined) return [`${what} ${before === undefined ? 'added' : 'removed'}`];
  const [old, now] = [asksOf(fieldsAt(before)), asksOf(fieldsAt(after))];
  const told = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((key) => differs(old[key], now[key]));
  return told.length === 0 ? [`${what} changed`] : told.map((key) => `${what}: ${fromTo(key, old[key], now[key])}`);
}

/** Where a probe asks, in what way, and how patiently. */
function asksOf(probe: Fields): Fields {
  const way = ['httpGet', 'tcpSocket', 'grpc', 'exec'].find((one) => probe[one] !== undefined);
  const { port, path, scheme } = fieldsAt(probe, way ?? '');
  const { initialDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold } = probe;
  return { way, port, path, scheme, initialDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold };
}

function fromTo(key: string, before: unknown, after: unknown): string {
  const [old, now] = [before, after].map((value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none')));
  return `${key} from ${old} to ${now}`;
}

/** The tags first, since what stands last is cut first where room is short; the repository once. */
function imageChange(container: string, before: string, after: string): string {
  const [old, now] = [imageParts(before), imageParts(after)];
  if (old.repository !== now.repository || old.version === now.version) return `image of ${container} from ${before} to ${after}`;
  return `image of ${container} from ${old.version} to ${now.version} (${now.repository})`;
}

/** A digest is told by its first twelve digits, as container tools do; a colon before the last slash belongs to the registry's port. */
function imageParts(image: string): { readonly repository: string; readonly version: string } {
  const [named = '', digest] = image.split('@', 2);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const repository = colon < 0 ? named : named.slice(0, colon);
  if (digest !== undefined) return { repository, version: digest.slice(0, 'sha256:'.length + 12) };
  return { repository, version: colon < 0 ? 'latest' : named.slice(colon + 1) };
}

/** Named with how they changed, never with what they hold. */
function changesOfNames(noun: string, old: Fields, now: Fields, of = ''): readonly string[] {
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((name) => differs(old[name], now[name]))
    .map((name) => `${noun} ${name}${of} ${old[name] === undefined ? 'added' : now[name] === undefined ? 'removed' : 'changed'}`);
}

function environmentChanges(container: string, before: Fields, after: Fields): readonly string[] {
  const [old, now] = [before, after].map((one) =>
    Object.fromEntries(listAt(one, 'env').map((variable) => [textAt(variable, 'name') ?? '', variable])),
  );
  return changesOfNames('environment variable', old ?? {}, now ?? {}, ` of ${container}`);
}

function resourceChanges(container: string, before: Fields, after: Fields): readonly string[] {
  return ['requests', 'limits'].flatMap((part) =>
    ['memory', 'cpu'].flatMap((resource) => {
      const [old, now] = [before, after].map((spec) => textAt(spec, 'resources', part, resource));
      return differs(old, now) ? [`${resource} ${part.slice(0, -1)} of ${container} from ${old ?? 'none'} to ${now ?? 'none'}`] : [];
    }),
  );
}

function differs(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}
