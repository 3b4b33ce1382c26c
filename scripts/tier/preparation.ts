import { isInstalled } from './execute.ts';

/** What a tier got ready: variables for its tests and how to put it away; or which part is missing. */
export type Preparation =
  | { readonly environment: Readonly<Record<string, string>>; readonly close: () => Promise<void> }
  | { readonly missing: string };

export async function needing(programs: readonly string[]): Promise<Preparation> {
  const missing = programs.filter((program) => !isInstalled(program));
  return missing.length > 0 ? { missing: missing.join(' and ') } : { environment: {}, close: async () => undefined };
}
