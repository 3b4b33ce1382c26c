/** Server-side apply and the field managers behind it (https://kubernetes.io/docs/reference/using-api/server-side-apply/). */
import { isDeepStrictEqual } from 'node:util';
import { describePath, fromFieldsV1, itemMember, leavesOf, membersOf, toFieldsV1 } from './fields.ts';
import type { Leaves, ListRules } from './fields.ts';
import { isObject, objectAt, objectsAt, textAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { applyConflict } from './statuses.ts';

export interface Writer {
  readonly manager: string;
  readonly apiVersion: string;
  readonly subresource: string;
  readonly force: boolean;
  /** RFC 3339, whole seconds. */
  readonly time: string;
}

interface Owner {
  readonly entry: JsonObject;
  readonly paths: Set<string>;
}

/** The object after `applied` was merged into `live`, with managedFields. Throws 409 where another manager owns a changed field. */
export function applyConfiguration(live: JsonObject, applied: JsonObject, writer: Writer, rules: ListRules): JsonObject {
  const owners = ownersOf(live);
  const wanted = leavesOf(applied, rules);
  const mine = owners.find((owner) => isOwner(owner, writer, 'Apply'));
  const others = owners.filter((owner) => owner !== mine);
  const changed = changedPaths(leavesOf(live, rules), wanted);
  const conflicts = others.flatMap((owner) => [...owner.paths].filter((path) => changed.has(path)).map((path) => ({ owner, path })));
  if (conflicts.length > 0 && !writer.force) throw conflictError(conflicts);
  for (const { owner, path } of conflicts) owner.paths.delete(path);

  const merged = { ...live };
  for (const [field, value] of Object.entries(applied)) merged[field] = merge(live[field], value, rules, [field]);
  const kept = new Set([...wanted.keys(), ...others.flatMap((owner) => [...owner.paths])]);
  // An item of a list goes as a whole before its fields do: without its key it could not be found any more.
  const given = [...(mine?.paths ?? [])].filter((path) => !kept.has(path)).toSorted((a, b) => membersOf(a).length - membersOf(b).length);
  for (const path of given) removePath(merged, membersOf(path));

  const unchanged = mine !== undefined && mine.paths.size === wanted.size && [...wanted.keys()].every((path) => mine.paths.has(path));
  const time = unchanged ? textAt(mine.entry, 'time') : writer.time;
  const entry = entryOf(writer, 'Apply', time, wanted.keys());
  return withOwners(merged, [...(wanted.size === 0 ? [] : [{ entry, paths: new Set(wanted.keys()) }]), ...others]);
}

/** Moves the ownership of every field that an update changed to the writer. */
export function trackUpdate(before: JsonObject, after: JsonObject, writer: Writer, rules: ListRules): JsonObject {
  const was = leavesOf(before, rules);
  const is = leavesOf(after, rules);
  const changed = new Set(
    [...is].filter(([path, value]) => !was.has(path) || !isDeepStrictEqual(was.get(path), value)).map(([path]) => path),
  );
  const gone = new Set([...was.keys()].filter((path) => !is.has(path)));
  if (changed.size === 0 && gone.size === 0) return withOwners(after, ownersOf(before));
  const owners = ownersOf(before).map((owner) => ({
    entry: owner.entry,
    paths: new Set([...owner.paths].filter((path) => !gone.has(path) && (!changed.has(path) || isOwner(owner, writer, 'Update')))),
  }));
  const mine = owners.find((owner) => isOwner(owner, writer, 'Update'));
  const paths = new Set([...(mine?.paths ?? []), ...changed]);
  const own = { entry: entryOf(writer, 'Update', writer.time, paths), paths };
  return withOwners(after, [...owners.filter((owner) => owner !== mine), own]);
}

function ownersOf(object: JsonObject): Owner[] {
  return objectsAt(object, 'metadata', 'managedFields').map((entry) => ({ entry, paths: fromFieldsV1(entry['fieldsV1']) }));
}

function isOwner(owner: Owner, writer: Writer, operation: string): boolean {
  const { entry } = owner;
  return entry['manager'] === writer.manager && entry['operation'] === operation && textAt(entry, 'subresource') === writer.subresource;
}

function changedPaths(live: Leaves, wanted: Leaves): Set<string> {
  const changed = [...wanted].filter(([path, value]) => !live.has(path) || !isDeepStrictEqual(live.get(path), value));
  return new Set(changed.map(([path]) => path));
}

function conflictError(conflicts: readonly { owner: Owner; path: string }[]): Error {
  const named = conflicts.map(({ owner, path }) => ({ who: describeOwner(owner.entry), field: describePath(path) }));
  const causes = named.map(({ who, field }) => ({ reason: 'FieldManagerConflict', message: `conflict with ${who}`, field }));
  const first = named[0];
  if (named.length === 1 && first) return applyConflict(`Apply failed with 1 conflict: conflict with ${first.who}: ${first.field}`, causes);
  const managers = [...new Set(named.map(({ who }) => who))].toSorted();
  const lines = managers.flatMap((who) => [
    `conflicts with ${who}:`,
    ...named.filter((one) => one.who === who).map(({ field }) => `- ${field}`),
  ]);
  return applyConflict(`Apply failed with ${named.length} conflicts: ${lines.join('\n')}`, causes);
}

function describeOwner(entry: JsonObject): string {
  const subresource = textAt(entry, 'subresource');
  const suffix = entry['operation'] === 'Update' ? ` using ${textAt(entry, 'apiVersion')}` : '';
  return `"${textAt(entry, 'manager')}"${subresource === '' ? '' : ` with subresource "${subresource}"`}${suffix}`;
}

function merge(live: unknown, applied: unknown, rules: ListRules, fields: readonly string[]): unknown {
  if (isObject(applied)) {
    const result: JsonObject = isObject(live) ? { ...live } : {};
    for (const [field, value] of Object.entries(applied)) result[field] = merge(result[field], value, rules, [...fields, field]);
    return result;
  }
  const rule = Array.isArray(applied) && Array.isArray(live) ? rules(fields) : { type: 'atomic' as const };
  if (!Array.isArray(applied) || !Array.isArray(live) || rule.type === 'atomic') return applied;
  const result: unknown[] = [...live];
  for (const item of applied) {
    const member = itemMember(item, rule);
    const index = result.findIndex((one) => itemMember(one, rule) === member);
    if (index === -1) result.push(item);
    else result[index] = merge(result[index], item, rules, fields);
  }
  return result;
}

/** Removes what a path names. Parents are copied on the way down, because stored objects are shared and never changed. */
function removePath(parent: JsonObject, members: readonly string[]): void {
  const [first = '', ...rest] = members;
  const field = first.slice(2);
  const child = parent[field];
  if (rest.length === 0) {
    delete parent[field];
  } else if (isObject(child)) {
    const copy = { ...child };
    removePath(copy, rest);
    if (Object.keys(copy).length === 0) delete parent[field];
    else parent[field] = copy;
  } else if (Array.isArray(child)) {
    const [member = '', ...within] = rest;
    const left = child.flatMap((item) => removeFromItem(item, member, within));
    if (left.length === 0) delete parent[field];
    else parent[field] = left;
  }
}

function removeFromItem(item: unknown, member: string, within: readonly string[]): unknown[] {
  const body: unknown = JSON.parse(member.slice(2));
  const same =
    isObject(body) && isObject(item)
      ? Object.entries(body).every(([key, value]) => isDeepStrictEqual(item[key], value))
      : isDeepStrictEqual(item, body);
  if (!same) return [item];
  if (within.length === 0) return [];
  if (!isObject(item)) return [item];
  const copy = { ...item };
  removePath(copy, within);
  return [copy];
}

function entryOf(writer: Writer, operation: 'Apply' | 'Update', time: string, paths: Iterable<string>): JsonObject {
  const subresource = writer.subresource === '' ? {} : { subresource: writer.subresource };
  const { manager, apiVersion } = writer;
  return { manager, operation, apiVersion, time, fieldsType: 'FieldsV1', fieldsV1: toFieldsV1(paths), ...subresource };
}

function withOwners(object: JsonObject, owners: readonly Owner[]): JsonObject {
  const managedFields = owners
    .filter((owner) => owner.paths.size > 0)
    .map((owner) => ({ ...owner.entry, fieldsV1: toFieldsV1(owner.paths) }));
  return { ...object, metadata: { ...objectAt(object, 'metadata'), managedFields } };
}
