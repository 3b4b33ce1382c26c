/** Server-side printing: what `kubectl get` shows, as `meta.k8s.io/v1` Tables. */
import { isObject, objectAt, objectsAt, textAt, valueAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { partialOf } from './partial.ts';
import type { Resource } from './resources.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly priority: number;
  readonly cell: (object: JsonObject, nowMs: number) => unknown;
}

/** A Table of `objects`; `columns` are left out in all but the first event of a watch. */
export function tableOf(
  resource: Resource,
  objects: readonly JsonObject[],
  options: { metadata: JsonObject; nowMs: number; header: boolean },
): JsonObject {
  const columns = columnsOf(resource);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata,
    columnDefinitions: options.header
      ? columns.map(({ name, type, priority }) => ({ name, type, format: name === 'Name' ? 'name' : '', description: '', priority }))
      : null,
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.cell(object, options.nowMs)),
      object: partialOf(object),
    })),
  };
}

const column = (name: string, type: string, cell: Column['cell']): Column => ({ name, type, priority: 0, cell });
const nameColumn = column('Name', 'string', (object) => textAt(object, 'metadata', 'name'));
const ageColumn = column('Age', 'string', (object, nowMs) => age(textAt(object, 'metadata', 'creationTimestamp'), nowMs));

const ready = (object: JsonObject, wanted: string): string =>
  `${Number(valueAt(object, 'status', 'readyReplicas') ?? 0)}/${Number(valueAt(object, ...wanted.split('.')) ?? 0)}`;

const builtInColumns: Readonly<Record<string, readonly Column[]>> = {
  Pod: [
    column('Ready', 'string', (pod) => {
      const statuses = objectsAt(pod, 'status', 'containerStatuses');
      return `${statuses.filter((status) => status['ready'] === true).length}/${objectsAt(pod, 'spec', 'containers').length}`;
    }),
    column('Status', 'string', (pod) => podStatus(pod)),
    column('Restarts', 'string', (pod) =>
      String(objectsAt(pod, 'status', 'containerStatuses').reduce((sum, status) => sum + Number(status['restartCount'] ?? 0), 0)),
    ),
  ],
  Deployment: [
    column('Ready', 'string', (object) => ready(object, 'spec.replicas')),
    column('Up-to-date', 'string', (object) => Number(valueAt(object, 'status', 'updatedReplicas') ?? 0)),
    column('Available', 'string', (object) => Number(valueAt(object, 'status', 'availableReplicas') ?? 0)),
  ],
  StatefulSet: [column('Ready', 'string', (object) => ready(object, 'spec.replicas'))],
  Event: [
    column('Last Seen', 'string', (event, nowMs) => age(textAt(event, 'lastTimestamp') || textAt(event, 'eventTime'), nowMs)),
    column('Type', 'string', (event) => textAt(event, 'type')),
    column('Reason', 'string', (event) => textAt(event, 'reason')),
    column(
      'Object',
      'string',
      (event) => `${textAt(event, 'involvedObject', 'kind').toLowerCase()}/${textAt(event, 'involvedObject', 'name')}`,
    ),
    column('Message', 'string', (event) => textAt(event, 'message')),
  ],
};

function columnsOf(resource: Resource): readonly Column[] {
  if (resource.custom && resource.custom.columns.length > 0)
    return [nameColumn, ...resource.custom.columns.map((definition) => customColumn(definition))];
  const own = builtInColumns[resource.kind];
  if (own === undefined) return [nameColumn, ageColumn];
  return resource.kind === 'Event' ? own : [nameColumn, ...own, ageColumn];
}

function customColumn(definition: JsonObject): Column {
  const type = textAt(definition, 'type');
  const path = textAt(definition, 'jsonPath');
  return {
    name: textAt(definition, 'name'),
    type,
    priority: Number(definition['priority'] ?? 0),
    cell: (object, nowMs) => {
      const value = byJsonPath(object, path);
      if (value === undefined) return null;
      return type === 'date' && typeof value === 'string' ? age(value, nowMs) : value;
    },
  };
}

/** The part of JSONPath that printer columns use: fields, indexes, and `[?(@.type=="Ready")]`. */
function byJsonPath(object: JsonObject, path: string): unknown {
  let current: unknown = object;
  for (const [, field, index, filterField, filterValue] of path.matchAll(
    /\.([\w-]+)|\[(\d+)\]|\[\?\(@\.(\w+)\s*==\s*["']([^"']*)["']\)\]/g,
  )) {
    if (field !== undefined) current = isObject(current) ? current[field] : undefined;
    else if (!Array.isArray(current)) return undefined;
    else
      current =
        index === undefined ? current.find((item) => isObject(item) && item[filterField ?? ''] === filterValue) : current[Number(index)];
  }
  return current;
}

function podStatus(pod: JsonObject): string {
  if (valueAt(pod, 'metadata', 'deletionTimestamp') !== undefined) return 'Terminating';
  for (const status of objectsAt(pod, 'status', 'containerStatuses')) {
    const waiting = textAt(status, 'state', 'waiting', 'reason');
    if (waiting !== '') return waiting;
    if (Object.keys(objectAt(status, 'state', 'terminated')).length > 0) return textAt(status, 'state', 'terminated', 'reason') || 'Error';
  }
  return textAt(pod, 'status', 'reason') || textAt(pod, 'status', 'phase');
}

function age(time: string, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(time)) / 1000));
  if (Number.isNaN(seconds)) return '<unknown>';
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 600) return `${Math.floor(seconds / 60)}m${seconds % 60 > 0 ? `${seconds % 60}s` : ''}`;
  if (seconds < 10_800) return `${Math.floor(seconds / 60)}m`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}d`;
}
