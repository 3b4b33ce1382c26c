/** What exactly changed between two pod templates. Values of environment variables are never told, since they may be secrets. */
import type { Fields } from './field.ts';
import { fieldsAt, listAt, textAt } from './field.ts';

/** Told at most; a template that changed in more ways was replaced as a whole. */
const maxChanges = 12;

/** `image of cart from 1 to 2 (shop/cart)`, one a change; `before` and `after` are pod specs. */
export function changesBetween(before: unknown, after: unknown): readonly string[] {
  const old = new Map(listAt(before, 'containers').map((container) => [container['name'], container]));
  const now = listAt(after, 'containers');
  const added = now.filter(({ name }) => !old.has(name)).map(({ name }) => `container ${String(name)} added`);
  const names = new Set(now.map(({ name }) => name));
  const removed = [...old.keys()].filter((name) => !names.has(name)).map((name) => `container ${String(name)} removed`);
  const changed = now.flatMap((container) => {
    const previous = old.get(container['name']);
    return previous === undefined ? [] : containerChanges(previous, container);
  });
  const pod = ['volumes', 'serviceAccountName', 'nodeSelector'].filter((key) => differs(fieldsAt(before)[key], fieldsAt(after)[key]));
  return [...added, ...removed, ...changed, ...pod.map((key) => `${key} changed`)].slice(0, maxChanges);
}

function containerChanges(before: Fields, after: Fields): readonly string[] {
  const name = String(after['name']);
  const image = differs(before['image'], after['image']) ? [imageChange(name, String(before['image']), String(after['image']))] : [];
  const rest = ['command', 'args', 'envFrom', 'livenessProbe', 'readinessProbe', 'startupProbe', 'volumeMounts'].filter((key) =>
    differs(before[key], after[key]),
  );
  return [
    ...image,
    ...environmentChanges(name, before, after),
    ...resourceChanges(name, before, after),
    ...rest.map((key) => `${key} of ${name} changed`),
  ];
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

function environmentChanges(container: string, before: Fields, after: Fields): readonly string[] {
  const old = new Map(listAt(before, 'env').map((variable) => [textAt(variable, 'name') ?? '', variable]));
  const now = new Map(listAt(after, 'env').map((variable) => [textAt(variable, 'name') ?? '', variable]));
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((name) => differs(old.get(name), now.get(name)))
    .map((name) => {
      const how = old.has(name) ? (now.has(name) ? 'changed' : 'removed') : 'added';
      return `environment variable ${name} of ${container} ${how}`;
    });
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
