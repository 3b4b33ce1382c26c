/** What exactly changed between two pod templates. Values of environment variables are never told, since they may be secrets. */
import type { Fields } from './field.ts';
import { fieldsAt, listAt, textAt } from './field.ts';

/** Told at most; a template that changed in more ways was replaced as a whole. */
const maxChanges = 12;

/** `image of cart from shop/cart:1 to shop/cart:2`, one a change; `before` and `after` are pod specs. */
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
  const image = differs(before['image'], after['image'])
    ? [`image of ${name} from ${String(before['image'])} to ${String(after['image'])}`]
    : [];
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
