/** What the process is told by its environment, and the admin's configuration file. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { joinWorkspaces, ConfigurationSchema, type Configuration } from '../api/configuration.ts';
import { sentence } from '../api/rule.ts';
import { OperatorError } from './errors.ts';

const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'must be a port from 0 to 65535')
  .transform(Number);
const logLevels = ['debug', 'info', 'warn', 'error'] as const;
/** Fewer can be tried through. */
const leastSaltLength = 16;
const objectName = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
const namespaceName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

const EnvironmentSchema = z.object({
  /** Path of the admin's configuration; without it no channel and no receiver is allowed to anybody. */
  LOGDETECTOR_CONFIG: z.string().optional(),
  /** `sqlite:PATH` for one replica, `redis://...` or `rediss://...` for more. */
  LOGDETECTOR_STORE: z
    .string()
    .regex(/^(sqlite:.+|rediss?:\/\/.+|redis\+(cluster|sentinel):\/\/.+)$/, 'must be sqlite:PATH or redis://HOST:PORT')
    .default('sqlite:logdetector.db'),
  LOGDETECTOR_STORE_PASSWORD_FILE: z.string().optional(),
  /** Comma-separated; empty means all namespaces, which needs ClusterRoles. */
  LOGDETECTOR_WATCH_NAMESPACES: z
    .string()
    .transform(splitNames)
    .refine((names) => names.every((name) => namespaceName.test(name)), 'must be names of namespaces, separated by commas')
    .default([]),
  /** `false`: without the right to read ConfigMaps, and without a word about it. */
  LOGDETECTOR_WATCH_CONFIGMAPS: z.stringbool('must be true or false').prefault('true'),
  LOGDETECTOR_API_HOST: z.string().default('127.0.0.1'),
  LOGDETECTOR_API_PORT: port.prefault('8080'),
  LOGDETECTOR_API_TOKEN_FILE: z.string().default('/run/logdetector/api-token'),
  LOGDETECTOR_HEALTH_HOST: z.string().default('0.0.0.0'),
  LOGDETECTOR_HEALTH_PORT: port.prefault('8081'),
  LOGDETECTOR_INLETS_HOST: z.string().default('0.0.0.0'),
  /** Without it nobody can tell anything; who may is said by `inlets` of the configuration. */
  LOGDETECTOR_INLETS_PORT: port.optional(),
  LOGDETECTOR_DASHBOARD_HOST: z.string().default('0.0.0.0'),
  /** Without it there is no dashboard; who may look at it is said by `dashboard` of the configuration. */
  LOGDETECTOR_DASHBOARD_PORT: port.optional(),
  LOGDETECTOR_LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  /** Whoever shares it takes turns: the replicas of one release, and nobody else. */
  LOGDETECTOR_LEASE_NAME: z
    .string()
    .regex(objectName, 'must be the name of a Lease: lower-case letters, digits, "-" and "."')
    .default('logdetector-leader'),
  POD_NAME: z.string().default('logdetector-local'),
  POD_NAMESPACE: z.string().default('default'),
  /** Where other replicas reach this one; without it they hand nothing on to it. */
  POD_IP: z.union([z.ipv4(), z.ipv6(), z.literal('')]).default(''),
});

export interface Options {
  readonly configPath: string | null;
  readonly store: string;
  readonly storePasswordFile: string | null;
  readonly watchNamespaces: readonly string[];
  /** Kinds that are not watched because the administrator does not want it. */
  readonly unwatched: ReadonlySet<string>;
  readonly api: { readonly host: string; readonly port: number; readonly tokenFile: string };
  readonly health: { readonly host: string; readonly port: number };
  /** Null: there is no such server. */
  readonly inlets: { readonly host: string; readonly port: number } | null;
  /** Null: there is none. */
  readonly dashboard: { readonly host: string; readonly port: number } | null;
  readonly logLevel: (typeof logLevels)[number];
  /** Of the Lease in `podNamespace`. */
  readonly leaseName: string;
  readonly podName: string;
  readonly podNamespace: string;
  /** Null: nobody says. */
  readonly podIp: string | null;
}

/** Throws `ConfigurationInvalid` with one sentence for each variable that cannot be used. */
export function readOptions(environment: Readonly<Record<string, string | undefined>>): Options {
  // Charts render a value that is not set as an empty variable.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const parsed = EnvironmentSchema.safeParse(given);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new OperatorError('ConfigurationInvalid', `The environment cannot be used: ${sentences.join('; ')}.`);
  }
  const values = parsed.data;
  return {
    configPath: values.LOGDETECTOR_CONFIG ?? null,
    store: values.LOGDETECTOR_STORE,
    storePasswordFile: values.LOGDETECTOR_STORE_PASSWORD_FILE ?? null,
    watchNamespaces: values.LOGDETECTOR_WATCH_NAMESPACES,
    unwatched: new Set(values.LOGDETECTOR_WATCH_CONFIGMAPS ? [] : ['ConfigMap']),
    api: { host: values.LOGDETECTOR_API_HOST, port: values.LOGDETECTOR_API_PORT, tokenFile: values.LOGDETECTOR_API_TOKEN_FILE },
    health: { host: values.LOGDETECTOR_HEALTH_HOST, port: values.LOGDETECTOR_HEALTH_PORT },
    inlets:
      values.LOGDETECTOR_INLETS_PORT === undefined ? null : { host: values.LOGDETECTOR_INLETS_HOST, port: values.LOGDETECTOR_INLETS_PORT },
    dashboard:
      values.LOGDETECTOR_DASHBOARD_PORT === undefined
        ? null
        : { host: values.LOGDETECTOR_DASHBOARD_HOST, port: values.LOGDETECTOR_DASHBOARD_PORT },
    logLevel: values.LOGDETECTOR_LOG_LEVEL,
    leaseName: values.LOGDETECTOR_LEASE_NAME,
    podName: values.POD_NAME,
    podNamespace: values.POD_NAMESPACE,
    podIp: values.POD_IP === '' ? null : values.POD_IP,
  };
}

/** Throws `ConfigurationInvalid`, naming the file and the field. */
export async function readConfiguration(path: string | null): Promise<Configuration> {
  if (path === null) return ConfigurationSchema.parse({});
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new OperatorError('ConfigurationInvalid', `The configuration ${path} cannot be read; mount it or unset LOGDETECTOR_CONFIG.`, {
      cause,
    });
  });
  return parseConfiguration(text, path);
}

/** The salt of hashes; null where the configuration names none. Throws `ConfigurationInvalid`, naming the file. */
export async function readSalt({ redaction }: Configuration): Promise<string | null> {
  const { saltFile } = redaction;
  if (saltFile === undefined) return null;
  const salt = await readFile(saltFile, 'utf8').catch((cause: unknown) => {
    const message = `redaction.saltFile ${saltFile} cannot be read; mount its Secret there or remove redaction.saltFile.`;
    throw new OperatorError('ConfigurationInvalid', message, { cause });
  });
  if (salt.trim().length >= leastSaltLength) return salt.trim();
  throw new OperatorError('ConfigurationInvalid', `redaction.saltFile ${saltFile} must hold at least ${leastSaltLength} characters.`);
}

export function parseConfiguration(text: string, path: string): Configuration {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 20 }) ?? {};
  } catch (cause) {
    // The rest of the message is a drawing of the place, which has no room in a log line.
    const [where = ''] = String(cause).split('\n');
    throw new OperatorError('ConfigurationInvalid', `The configuration ${path} is no YAML: ${where}`, { cause });
  }
  const parsed = ConfigurationSchema.safeParse(value, { reportInput: true });
  if (parsed.success) return joinWorkspaces(parsed.data);
  const sentences = parsed.error.issues.map(sentence);
  throw new OperatorError('ConfigurationInvalid', `The configuration ${path} is invalid: ${sentences.join(' ')}`);
}

function splitNames(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}
