/** A LogDetector out of a file, as `kubectl apply` would take it. */
import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { defaults, kind, LogDetectorSchema, validate } from '../../api/resource.ts';
import type { ResolvedSpec } from '../../api/resource.ts';
import { sentenceOf } from '../input/error.ts';
import { InputError } from '../input.ts';

export interface TestedDetector {
  /** `namespace/name`, or the name alone where the file leaves the namespace open. */
  readonly name: string;
  /** Null where the file leaves it open. */
  readonly namespace: string | null;
  readonly spec: ResolvedSpec;
}

/** Throws an `InputError` that says all that is wrong with it; of several documents exactly one must be a LogDetector. */
export async function readDetector(file: string): Promise<TestedDetector> {
  const [found, ...others] = documentsOf(await contentOf(file), file).filter((document) => kindOf(document) === kind);
  if (found === undefined) throw new InputError(`${file} holds no ${kind}`);
  if (others.length > 0) throw new InputError(`${file} holds ${others.length + 1} ${kind}s; one can be tested at a time`);
  const problems = validate(found);
  if (problems.length > 0) throw new InputError(`${file} is not valid: ${problems.join('; ')}`);
  const { metadata, spec } = LogDetectorSchema.parse(found);
  const { name, namespace = null } = metadata;
  return { name: namespace === null ? name : `${namespace}/${name}`, namespace, spec: defaults(spec) };
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new InputError(sentenceOf(error, file), { cause: error });
  }
}

function documentsOf(text: string, file: string): readonly unknown[] {
  return [...parseAllDocuments(text)].map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new InputError(`${file} is no YAML: ${error.message.split('\n')[0] ?? ''}`);
    return document.toJS({ maxAliasCount: 100 });
  });
}

function kindOf(document: unknown): unknown {
  return typeof document === 'object' && document !== null && 'kind' in document ? document.kind : null;
}
