/**
 * A rule that stands in one place and is checked in two: by the API server as CEL (`x-kubernetes-validations` of the CRD) and by zod
 * wherever no API server is near (simulator, CLI). The message completes the sentence `<path> must be ...`.
 */
import { z } from 'zod';

/** What `scripts/generate.ts` copies from a schema's metadata into the CRD as it stands. */
export interface KubernetesMeta {
  readonly 'x-kubernetes-validations'?: readonly {
    readonly rule: string;
    readonly message: string;
  }[];
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'atomic' | 'granular';
  readonly format?: 'int32' | 'int64' | 'date-time';
}

/** Text that matches `pattern`, which must mean the same in RE2 and in JavaScript (no look-around, no back-references). */
export function matching(schema: z.ZodString, pattern: RegExp, message: string): z.ZodString {
  const rule = `self.matches(${JSON.stringify(pattern.source)})`;
  return withRule(schema, { rule, message, check: (value) => pattern.test(value) });
}

interface Rule<T> {
  /** In CEL, over `self`. */
  readonly rule: string;
  readonly message: string;
  /** The same in TypeScript. */
  readonly check: (value: T) => boolean;
}

export function withRule<S extends z.ZodType>(schema: S, { rule, message, check }: Rule<z.output<S>>): S {
  return schema.refine(check, message).meta({ 'x-kubernetes-validations': [{ rule, message }] });
}

/** A list of different values, such as names; the API server refuses a value that stands twice. */
export function uniqueList<S extends z.ZodString>(item: S, maximum: number): z.ZodArray<S> {
  return z
    .array(item)
    .max(maximum)
    .refine((values) => new Set(values).size === values.length, 'must be without duplicates')
    .meta({ 'x-kubernetes-list-type': 'set' });
}

export function integer(minimum: number, maximum: number): z.ZodInt {
  return z
    .int()
    .min(minimum)
    .max(maximum)
    .meta({ format: maximum > 2_147_483_647 ? 'int64' : 'int32' });
}

/** One issue as a whole sentence: `spec.sensitivity must be one of Low, Medium, High.` */
export function sentence(issue: z.core.$ZodIssue): string {
  const path = pathOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${path === '' ? key : `${path}.${key}`} must not be set: there is no such field.`).join(' ');
  }
  return `${path === '' ? 'the object' : path} ${demandOf(issue)}.`;
}

function demandOf(issue: z.core.$ZodIssue): string {
  if (issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) return 'must be set';
  if (issue.code === 'invalid_type') return `must be ${articled(issue.expected)}`;
  if (issue.code === 'invalid_value') return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return `must be at least ${String(issue.minimum)}${unitOf(issue.origin)}`;
  if (issue.code === 'too_big') return `must be at most ${String(issue.maximum)}${unitOf(issue.origin)}`;
  return formatDemand(issue) ?? choiceDemand(issue) ?? issue.message;
}

function formatDemand(issue: z.core.$ZodIssue): string | undefined {
  return issue.code === 'invalid_format' ? formats[issue.format] : undefined;
}

function choiceDemand(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code !== 'invalid_union' || !('options' in issue) || !Array.isArray(issue.options)) return undefined;
  return `must be one of ${issue.options.map(String).join(', ')}`;
}

const formats: Readonly<Record<string, string>> = {
  datetime: 'must be a time such as 2026-11-21T09:30:00Z',
  url: 'must be an address such as https://example.com/pages',
};

function articled(type: string): string {
  if (type === 'int') return 'an integer';
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long';
  if (origin === 'array' || origin === 'set') return ' entries long';
  return origin === 'object' || origin === 'record' ? ' entries large' : '';
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
