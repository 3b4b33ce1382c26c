/** What the process is told: secrets by environment, the rest by flags or environment. */
import { Command, Option } from 'commander';
import { parse } from 'yaml';
import { z } from 'zod';
import { configurationOf, ConfigurationSchema, type Configuration } from '../api/configuration.ts';

export interface BotOptions {
  /** Null: the bot runs, posts nothing, and says so. */
  readonly botToken: string | null;
  /** Socket Mode, when given. */
  readonly appToken: string | null;
  /** HTTP mode, when no app token is given. */
  readonly signingSecret: string | null;
  readonly slackApiUrl: string;
  readonly operatorUrl: string;
  /** Read anew on every try, because the operator may write the file after the bot has started. */
  readonly operatorToken: () => Promise<string>;
  readonly configuration: Configuration;
  /** Which of several it serves; `''`: the first. */
  readonly workspace: string;
  readonly httpPort: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Node's own requests go by the proxy of the environment; the socket, which is none of them, must do the same. */
  readonly usesProxy?: boolean;
}

/** Its message says which option or line is wrong and what it must be. */
export class OptionsError extends Error {}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of a file. */
  readonly read: (path: string) => Promise<string>;
}

/** Rejects with OptionsError. */
export async function readOptions(argv: readonly string[], { env, read }: Surroundings): Promise<BotOptions> {
  const flags = readFlags(argv);
  const configPath = flags.config ?? env.LOGBOT_CONFIG ?? null;
  const workspace = flags.workspace ?? env.LOGBOT_WORKSPACE ?? '';
  const tokenPath = flags.apiTokenFile ?? env.LOGBOT_API_TOKEN_FILE;
  if (!tokenPath)
    throw new OptionsError('--api-token-file (or LOGBOT_API_TOKEN_FILE) must name the file with the token of the operator API.');
  return {
    botToken: secret(env.SLACK_BOT_TOKEN),
    appToken: secret(env.SLACK_APP_TOKEN),
    signingSecret: secret(env.SLACK_SIGNING_SECRET),
    slackApiUrl: url(env.SLACK_API_URL ?? 'https://slack.com/api/', 'SLACK_API_URL'),
    operatorUrl: url(flags.apiUrl ?? env.LOGBOT_API_URL ?? 'http://127.0.0.1:8080/', '--api-url (or LOGBOT_API_URL)'),
    operatorToken: async () => (await read(tokenPath)).trim(),
    configuration: ofWorkspace(workspace, configPath === null ? ConfigurationSchema.parse({}) : await readConfiguration(configPath, read)),
    workspace,
    httpPort: flags.httpPort,
    logLevel: flags.logLevel,
    usesProxy: env.NODE_USE_ENV_PROXY === '1',
  };
}

function readFlags(argv: readonly string[]): z.infer<typeof FlagsSchema> {
  const flags = FlagsSchema.safeParse(
    program()
      .parse([...argv], { from: 'user' })
      .opts(),
  );
  if (!flags.success) throw new OptionsError('--http-port must be a port number from 0 to 65535.');
  return flags.data;
}

const FlagsSchema = z.object({
  apiUrl: z.string().optional(),
  apiTokenFile: z.string().optional(),
  config: z.string().optional(),
  workspace: z.string().optional(),
  httpPort: z.coerce.number().int().min(0).max(65_535),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
});

function program(): Command {
  return (
    new Command('bot')
      .description(
        'The Slack side of LogDetector. Secrets come by environment: SLACK_BOT_TOKEN, and SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP mode).',
      )
      .option('--api-url <url>', 'address of the operator API (LOGBOT_API_URL); default http://127.0.0.1:8080/')
      .option('--api-token-file <path>', 'file with the token of the operator API (LOGBOT_API_TOKEN_FILE)')
      .option('--config <path>', "the admin's configuration file, YAML or JSON (LOGBOT_CONFIG)")
      .option('--workspace <name>', 'which of the workspaces of the configuration it serves (LOGBOT_WORKSPACE); default: that of `slack`')
      .option('--http-port <port>', "port for Slack's requests in HTTP mode", '3000')
      .addOption(new Option('--log-level <level>').choices(['debug', 'info', 'warn', 'error', 'silent']).default('info'))
      // main.ts says it, once.
      .configureOutput({ writeErr: () => undefined })
      .exitOverride((error) => {
        throw error.exitCode === 0 ? error : new OptionsError(error.message);
      })
  );
}

/** An empty variable, as charts render a missing value, is none. */
function secret(value: string | undefined): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

async function readConfiguration(path: string, read: Surroundings['read']): Promise<Configuration> {
  const text = await read(path).catch((cause: unknown) => {
    throw new OptionsError(`The configuration file ${path} cannot be read: check --config and the volume that holds it.`, { cause });
  });
  try {
    return ConfigurationSchema.parse(parse(text) ?? {});
  } catch (cause) {
    const what = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new OptionsError(`The configuration file ${path} is not valid:\n${what}`, { cause });
  }
}

function ofWorkspace(workspace: string, configuration: Configuration): Configuration {
  const own = configurationOf(configuration, workspace);
  if (own) return own;
  throw new OptionsError(
    `--workspace (or LOGBOT_WORKSPACE) must be the name of one of "workspaces" of the configuration, not "${workspace.slice(0, 100)}".`,
  );
}

function url(value: string, name: string): string {
  if (!URL.canParse(value) || !/^https?:/.test(value))
    throw new OptionsError(`${name} must be an http(s) address, not "${value.slice(0, 200)}".`);
  return value.endsWith('/') ? value : `${value}/`;
}
