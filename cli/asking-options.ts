/** The options of every command that asks an operator, and what they say. */
import { Option, type Command } from 'commander';
import { address } from './arguments.ts';
import { InputError } from './input.ts';
import type { Asked } from './operator.ts';
import type { Streams } from './streams.ts';

export interface AskingFlags {
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly operator?: string;
  readonly tokenFile?: string;
  readonly output?: 'text' | 'json';
  readonly json?: boolean;
}

/** Where the operator is, and how its answer is printed. */
export function addAskingOptions(command: Command): Command {
  return command
    .option('-n, --namespace <NAME>', "of this namespace; without it of that of the kubeconfig's context")
    .addOption(new Option('-A, --all-namespaces', 'of all namespaces that you may see').conflicts('namespace'))
    .option('--context <NAME>', 'the context of the kubeconfig')
    .option('--kubeconfig <FILE>', 'a kubeconfig; without it that of KUBECONFIG, or ~/.kube/config')
    .option('--operator <PLACE>', 'NAMESPACE/SERVICE of the operator, where there are several; with --token-file its URL')
    .option('--token-file <FILE>', "instead of a kubeconfig: a file with the token of the operator's API")
    .addOption(new Option('-o, --output <FORM>', 'text for people, json for programs').choices(['text', 'json']).default('text'))
    .option('--json', 'the same as -o json');
}

export function isJsonOf({ json, output }: AskingFlags): boolean {
  return json === true || output === 'json';
}

/** Throws an `InputError` for a place that is none. */
export async function askedOf(flags: AskingFlags, subject: string | null, { environment }: Streams): Promise<Asked> {
  const namespace = namespaceOf(flags, subject);
  const operator = flags.operator ?? environment['LOGBOT_OPERATOR'] ?? null;
  if (flags.tokenFile !== undefined) return { address: { url: urlOf(operator), tokenFile: flags.tokenFile }, namespace };
  const { placeOf } = await import('./remote/place.ts');
  const place = operator === null ? null : placeOf(operator);
  return { address: { kubeconfig: flags.kubeconfig ?? null, context: flags.context ?? null, place }, namespace };
}

/** Null: nobody says. */
function namespaceOf({ allNamespaces, namespace }: AskingFlags, subject: string | null): string | null {
  if (allNamespaces === true) return '*';
  const [owner = '', ...rest] = subject?.split('/') ?? [];
  return namespace ?? (rest.length > 0 ? owner : null);
}

function urlOf(operator: string | null): string {
  try {
    return address(operator ?? 'http://127.0.0.1:8080');
  } catch (error) {
    throw new InputError(`--operator: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
