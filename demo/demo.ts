/**
 * The demo: a shop in a simulated Kubernetes API, operator and bot as the processes they are in production, a Slack with a page,
 * and a pager. Ctrl-C ends everything.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { validate } from '../api/resource.ts';
import { CommanderError, parseArguments, type DemoArguments } from './arguments.ts';
import { startCluster, type SimulatedCluster } from './cluster/cluster.ts';
import { buildDashboard } from './dashboard.ts';
import { createNarrator, type Narrator } from './narrator.ts';
import { startPager } from './pager.ts';
import { play } from './play.ts';
import { freePorts } from './ports.ts';
import { startProcess, type Process } from './processes.ts';
import { scenario } from './scenarios/scenarios.ts';
import { channel, DemoError, openSlack, people, type DemoSlack } from './slack.ts';
import { printPosts } from './terminal.ts';
import { watchSlack } from './watch-slack.ts';
import type { WorldRecord } from './world/world.ts';

const root = new URL('../', import.meta.url);
const pagerKey = 'demo-pager-key';
const namespace = 'shop';
const operatorNamespace = 'logdetector';

async function run(options: DemoArguments, signal: AbortSignal): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'logdetector-demo-'));
  const narrator = createNarrator((text) => process.stdout.write(text), Date.now);
  const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const dashboard = buildDashboard(root);
    const slack = await openSlack(folder, options.slackPort, process.env);
    if (slack.process) closing.push(() => slack.process?.stop() ?? Promise.resolve());
    const pager = await startPager(pagerKey, (call) => narrator.pager(`${call.action}: ${call.title}. ${call.sentence}`));
    closing.push(() => pager.close());
    const cluster = await startCluster({ validate: (object) => validate(object) });
    closing.push(() => cluster.close());
    await prepare(cluster, folder, { pagerUrl: pager.url, channel: slack.channel, dashboardUrl: dashboardUrl(options) });
    const story = playScenario(options, cluster, narrator, signal);
    await story.live;
    await dashboard;
    const processes = await startProduct(folder, slack, options);
    for (const started of processes.toReversed()) closing.push(() => started.stop());
    introduce(narrator, slack, options, { title: story.title, folder });
    await untilOver({ options, slack, narrator, processes, folder, signal });
  } finally {
    for (const close of closing.toReversed()) await close().catch(() => undefined);
  }
}

const ManifestSchema = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) });

async function prepare(
  cluster: SimulatedCluster,
  folder: string,
  about: { pagerUrl: string; channel: string; dashboardUrl: string },
): Promise<void> {
  for (const plural of ['logdetectors', 'clusterlogdetectors']) {
    const crd = await readFile(new URL(`crds/logdetector.dev_${plural}.yaml`, root), 'utf8');
    cluster.upsert(ManifestSchema.parse(parse(crd)));
  }
  cluster.upsert({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: operatorNamespace } });
  cluster.upsert({
    apiVersion: 'logdetector.dev/v1alpha1',
    kind: 'LogDetector',
    metadata: { name: 'shop', namespace },
    spec: {
      selector: {},
      notify: { slack: { channel: about.channel } },
      paging: { receiver: 'oncall' },
      remediation: { actions: ['UndoRollout', 'RaiseMemoryLimit', 'Restart', 'Scale'] },
      // A story of minutes ends in minutes; the default of two minutes suits a real cluster.
      thresholds: { resolveSeconds: 20 },
    },
  });
  const labels = { 'app.kubernetes.io/name': 'logdetector', 'app.kubernetes.io/component': 'dashboard' };
  cluster.upsert({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'logdetector-dashboard', namespace: operatorNamespace, labels },
    spec: { ports: [{ name: 'dashboard', port: 8082 }] },
  });
  cluster.serve(operatorNamespace, 'logdetector-dashboard', about.dashboardUrl);
  await mkdir(join(folder, 'run'));
  await writeFile(join(folder, 'kubeconfig'), cluster.kubeconfig());
  await writeFile(join(folder, 'kubeconfig-of-you'), cluster.kubeconfig('you'));
  await writeFile(join(folder, 'pager-key'), pagerKey);
  const configuration = {
    slack: {
      channels: [{ name: about.channel, ...(about.channel === channel.name ? { id: channel.id } : {}), namespaces: [namespace] }],
      operators: { users: [people[0].id, ...(process.env['SLACK_OPERATOR_USER'] ? [process.env['SLACK_OPERATOR_USER']] : [])] },
    },
    dashboard: { thisComputer: true, kubeconfig: {}, publicUrl: about.dashboardUrl },
    receivers: [{ name: 'oncall', type: 'webhook', url: about.pagerUrl, secretFile: join(folder, 'pager-key'), namespaces: [namespace] }],
  };
  await writeFile(join(folder, 'configuration.yaml'), stringify(configuration));
}

/** `live` resolves when the history has been played and the present begins. */
function playScenario(options: DemoArguments, cluster: SimulatedCluster, narrator: Narrator, signal: AbortSignal) {
  const chosen = scenario(options.scenario, {
    seed: options.seed,
    startAtMs: Date.now() - 15 * 60_000,
    imageOf: (service) => imageOf(cluster.get('Deployment', namespace, service)),
  });
  const live = Promise.withResolvers<void>();
  let isLive = false;
  const onLive = (): void => {
    isLive = true;
    live.resolve();
  };
  const told = function* (records: Iterable<WorldRecord>): Generator<WorldRecord> {
    for (const record of records) {
      yield record;
      if (isLive) narrator.record(record);
    }
  };
  play(told(chosen.records()), cluster, { signal, now: Date.now, onLive }).catch(live.reject);
  return { live: live.promise, title: chosen.title };
}

const DeploymentSchema = z.object({
  spec: z.object({ template: z.object({ spec: z.object({ containers: z.array(z.object({ image: z.string() })) }) }) }),
});

function imageOf(deployment: unknown): string | null {
  const parsed = DeploymentSchema.safeParse(deployment);
  return parsed.success ? (parsed.data.spec.template.spec.containers[0]?.image ?? null) : null;
}

async function startProduct(folder: string, slack: DemoSlack, { verbose, dashboardPort }: DemoArguments): Promise<Process[]> {
  const [apiPort, healthPort] = await freePorts(2);
  const tokenFile = join(folder, 'run', 'api-token');
  await writeFile(join(folder, 'api-url'), `http://127.0.0.1:${apiPort}`);
  const start = (name: string, file: string, environment: Record<string, string>): Process =>
    startProcess(name, {
      command: process.execPath,
      arguments: [new URL(file, root).pathname],
      environment,
      logPath: join(folder, `${name}.log`),
      verbose,
    });
  const operator = start('operator', 'operator/main.ts', {
    KUBECONFIG: join(folder, 'kubeconfig'),
    LOGDETECTOR_CONFIG: join(folder, 'configuration.yaml'),
    LOGDETECTOR_STORE: `sqlite:${join(folder, 'logdetector.db')}`,
    LOGDETECTOR_API_PORT: String(apiPort),
    LOGDETECTOR_API_TOKEN_FILE: tokenFile,
    LOGDETECTOR_HEALTH_HOST: '127.0.0.1',
    LOGDETECTOR_HEALTH_PORT: String(healthPort),
    LOGDETECTOR_DASHBOARD_HOST: '127.0.0.1',
    LOGDETECTOR_DASHBOARD_PORT: String(dashboardPort),
    LOGDETECTOR_LOG_LEVEL: verbose ? 'debug' : 'info',
    POD_NAME: 'logdetector-demo',
    POD_NAMESPACE: operatorNamespace,
  });
  if (slack.kind === 'none') return [operator];
  const bot = start('bot', 'bot/main.ts', {
    ...slack.environment,
    LOGBOT_API_URL: `http://127.0.0.1:${apiPort}`,
    LOGBOT_API_TOKEN_FILE: tokenFile,
    LOGBOT_CONFIG: join(folder, 'configuration.yaml'),
  });
  return [operator, bot];
}

function introduce(
  narrator: Narrator,
  slack: DemoSlack,
  options: DemoArguments,
  { title, folder }: { readonly title: string; readonly folder: string },
): void {
  narrator.say(`Scenario ${options.scenario}: ${title}.`);
  if (slack.kind === 'local')
    narrator.say(`Open ${slack.page} , channel #${slack.channel}; type  /logbot top-patterns  or  /logbot help  there.`);
  if (slack.kind === 'real') narrator.say(`Messages go to #${slack.channel} of your Slack; the bot must be a member of it.`);
  if (slack.kind === 'none')
    narrator.say(
      'The local Slack runs on Linux x64 only, so messages are printed here. With SLACK_BOT_TOKEN and SLACK_APP_TOKEN they go to yours.',
    );
  narrator.say(`Open ${dashboardUrl(options)} for the dashboard; "Continue on this computer" signs you in.`);
  narrator.say(`In another terminal:  npx node cli/main.ts status -A --kubeconfig ${join(folder, 'kubeconfig-of-you')}`);
  narrator.say('Ctrl-C ends everything.');
}

function dashboardUrl({ dashboardPort }: DemoArguments): string {
  return `http://127.0.0.1:${dashboardPort}`;
}

interface Running {
  readonly options: DemoArguments;
  readonly slack: DemoSlack;
  readonly narrator: Narrator;
  readonly processes: readonly Process[];
  readonly folder: string;
  readonly signal: AbortSignal;
}

async function untilOver({ options, slack, narrator, processes, folder, signal }: Running): Promise<void> {
  const resolved = Promise.withResolvers<void>();
  if (slack.page) void watchSlack({ page: slack.page, channelId: channel.id, narrator, onResolved: () => resolved.resolve(), signal });
  if (slack.kind === 'none') {
    const url = await readFile(join(folder, 'api-url'), 'utf8');
    const token = async (): Promise<string> => (await readFile(join(folder, 'run', 'api-token'), 'utf8')).trim();
    void printPosts({ url, token, signal, print: (line) => narrator.slack(line) });
  }
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  const died = Promise.race(processes.map((child) => child.died)).then(async (sentence) => {
    const log = await readFile(/its log is (.*)$/.exec(sentence)?.[1] ?? '', 'utf8').catch(() => '');
    throw new DemoError(`${sentence}\n${log.split('\n').slice(-15).join('\n')}`);
  });
  const ends: Promise<void>[] = [stopped, died];
  if (options.exitAfterResolve) {
    ends.push(resolved.promise);
    const late = (): Promise<never> =>
      Promise.reject(new DemoError(`No incident was resolved within ${options.limitForMs / 1000} seconds.`));
    ends.push(new Promise<void>((resolve) => setTimeout(resolve, options.limitForMs).unref()).then(late));
  }
  await Promise.race(ends);
  if (options.exitAfterResolve && !signal.aborted) narrator.say('The incident is resolved; the demo ends.');
}

const abort = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => abort.abort());
try {
  await run(parseArguments(process.argv.slice(2)), abort.signal);
  process.exit(0);
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode);
  process.stderr.write(
    `${error instanceof DemoError ? error.message : `The demo failed: ${error instanceof Error ? error.stack : String(error)}`}\n`,
  );
  process.exit(1);
}
