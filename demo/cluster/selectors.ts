/** Label and field selectors of list and watch requests. */
import { objectAt, textAt, valueAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { badRequest } from './statuses.ts';

export type Matcher = (object: JsonObject) => boolean;

type LabelTest = (labels: JsonObject) => boolean;

const set = /^([A-Za-z0-9./_-]+)\s+(in|notin)\s+\(([^()]*)\)$/;
const equality = /^([A-Za-z0-9./_-]+)\s*(==|=|!=)\s*([A-Za-z0-9._-]*)$/;
const existence = /^(!?)\s*([A-Za-z0-9./_-]+)$/;

/** Equality and set based requirements, joined by commas. Throws 400 for what cannot be read. */
export function labelMatcher(selector: string): Matcher {
  const tests = splitOutsideParentheses(selector).map((requirement) => labelTest(requirement.trim()));
  return (object) => {
    const labels = objectAt(object, 'metadata', 'labels');
    return tests.every((test) => test(labels));
  };
}

/** `metadata.name=x,status.phase!=y`; `known` are the fields that the resource can be selected by. */
export function fieldMatcher(selector: string, known: readonly string[]): Matcher {
  const tests = selector
    .split(',')
    .filter((requirement) => requirement !== '')
    .map((requirement) => fieldTest(requirement, known));
  return (object) => tests.every((test) => test(object));
}

/** The fields by which a kind can be selected, as the API server has them. */
export function selectableFields(kind: string): readonly string[] {
  const own: Readonly<Record<string, readonly string[]>> = {
    Pod: ['spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName', 'spec.serviceAccountName', 'status.phase', 'status.podIP'],
    Event: [
      'involvedObject.kind',
      'involvedObject.namespace',
      'involvedObject.name',
      'involvedObject.uid',
      'reason',
      'reportingComponent',
      'source',
      'type',
    ],
    Namespace: ['status.phase'],
    Node: ['spec.unschedulable'],
    Job: ['status.successful'],
    Secret: ['type'],
  };
  return ['metadata.name', 'metadata.namespace', ...(own[kind] ?? [])];
}

function labelTest(requirement: string): LabelTest {
  const test = setTest(requirement) ?? equalityTest(requirement) ?? existenceTest(requirement);
  if (test) return test;
  const found = /[=!]/.exec(requirement.replace(/[=!]=?/, ''))?.[0] ?? requirement.at(-1) ?? '';
  throw badRequest(`unable to parse requirement: found '${found}', expected: identifier`);
}

function setTest(requirement: string): LabelTest | null {
  const [, key = '', operator, list = ''] = set.exec(requirement) ?? [];
  if (operator === undefined) return null;
  const values = new Set(list.split(',').map((value) => value.trim()));
  const within = (labels: JsonObject): boolean => values.has(textAt(labels, key)) && key in labels;
  return operator === 'in' ? within : (labels) => !within(labels);
}

function equalityTest(requirement: string): LabelTest | null {
  const [, key = '', operator, value = ''] = equality.exec(requirement) ?? [];
  if (operator === undefined) return null;
  return operator === '!=' ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
}

function existenceTest(requirement: string): LabelTest | null {
  const [, not, key] = existence.exec(requirement) ?? [];
  return key === undefined ? null : (labels) => key in labels === (not === '');
}

function fieldTest(requirement: string, known: readonly string[]): Matcher {
  const [, field = '', operator = '', value = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(requirement) ?? [];
  if (field === '') throw badRequest(`invalid selector: '${requirement}'; can't understand '${requirement}'`);
  if (!known.includes(field)) {
    throw badRequest(`"${field}" is not a known field selector: only ${known.map((name) => `"${name}"`).join(', ')}`);
  }
  return (object) => {
    const found = valueAt(object, ...field.split('.'));
    const text = typeof found === 'string' || typeof found === 'boolean' || typeof found === 'number' ? String(found) : '';
    return operator === '!=' ? text !== value : text === value;
  };
}

function splitOutsideParentheses(selector: string): string[] {
  return selector.split(/,(?![^()]*\))/).filter((requirement) => requirement.trim() !== '');
}
