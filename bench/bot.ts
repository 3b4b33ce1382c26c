/**
 * From a command to its answer, through the local Slack, the bot, the API and an engine that knows 300 workloads with 300 patterns each; and the same while
 * 200 messages wait to be posted. `node bench/bot.ts [--rounds 20]`
 */
import { parseArgs } from 'node:util';
import { createApiClient } from '../api/client.ts';
import { ConfigurationSchema } from '../api/configuration.ts';
import { startBot } from '../bot/app.ts';
import { createEngine, type Engine } from '../engine/index.ts';
import { createAnswers } from '../operator/answers.ts';
import { openApiServer } from '../operator/http/server.ts';
import type { Leading } from '../operator/leading.ts';
import { createTelemetry } from '../operator/telemetry.ts';
import { hasLocalSlack, startLocalSlack, type LocalSlack } from '../test/fakes/local-slack.ts';
import { createFakeBackend, post } from '../test/operator/http/fake-backend.ts';

const workloads = 300;
const patternsEach = 300;
const queued = 200;
const { rounds } = parseArgs({ options: { rounds: { type: 'string', default: '20' } } }).values;
const quiet = { info: () => undefined, warn: () => undefined };

if (!hasLocalSlack) {
  say('skipped: needs the local Slack');
  process.exit(0);
}
const made = performance.now();
const engine = fill(Date.now());
const known = engine.workloads().reduce((sum, { patterns }) => sum + patterns, 0);
say(`${engine.workloads().length} workloads, ${known} patterns, made in ${seconds(performance.now() - made)} s`);
const slack = await startLocalSlack();
const stop = new AbortController();
const backend = { ...createFakeBackend(), ...createAnswers(() => leadingOf(engine), Date.now) };
const waiting = new Map<string, typeof post>();
backend.posts = async (forMs, signal) => {
  if (waiting.size === 0) await new Promise((resolve) => void setTimeout(resolve, Math.min(forMs, 200), signal));
  return [...waiting.values()];
};
backend.delivered = (id) => Promise.resolve(waiting.delete(id));
backend.leadership.set(true);
const server = await openApiServer({ backend, token: 'bench', port: 0, telemetry: createTelemetry({ level: 'silent' }) });
const configuration = ConfigurationSchema.parse({
  slack: { channels: [{ name: 'shop-incidents', namespaces: ['shop'] }], operators: { users: ['U1'] } },
});
const settings = {
  botToken: 'xoxb-local',
  appToken: 'xapp-local',
  signingSecret: null,
  slackApiUrl: slack.apiUrl,
  configuration,
  httpPort: 0,
};
const api = createApiClient({ url: server.url, token: () => Promise.resolve('bench') });
const bot = startBot(settings, { api, log: quiet, now: Date.now, intervalMs: 1100 }, stop.signal);
while (backend.health.at(-1)?.state !== 'connected') await new Promise((resolve) => void setTimeout(resolve, 50));

const [first] = engine.patterns({ fromMs: Date.now() - 3_600_000, toMs: Date.now() });
const id = first?.template.id ?? '';
const questions = ['top-patterns', 'top-patterns w7 last 1h', 'top-patterns errors', `pattern ${id} w7`, 'topology', 'incidents', 'help'];
report('idle', await measure(slack, questions));
for (let at = 0; at < queued; at += 1)
  waiting.set(`${post.id}-${at}`, { ...post, id: `${post.id}-${at}`, channel: 'shop-incidents', entries: [], posted: null });
await new Promise((resolve) => void setTimeout(resolve, 2000));
report(`while ${waiting.size} messages wait`, await measure(slack, questions));
stop.abort();
await bot;
await server.close();
await slack.stop();

/** Lines of an hour, so that each pattern has been counted. */
function fill(nowMs: number): Engine {
  const filled = createEngine({ detector: 'shop/shop' });
  const encoder = new TextEncoder();
  for (let workload = 0; workload < workloads; workload += 1) {
    const ref = { namespace: 'shop', kind: 'Deployment', name: `w${workload}` };
    const stream = { workload: ref, pod: `w${workload}-1`, container: 'main', restartCount: 0 };
    const lines: string[] = [];
    for (let at = 0; at < patternsEach * 3; at += 1) {
      const time = new Date(nowMs - 600_000 + at * 600).toISOString();
      const level = at % 9 === 0 ? 'ERROR' : 'INFO';
      lines.push(
        `${time} ${level} ${wordOf(at % patternsEach, 7)} ${wordOf(at % patternsEach, 11)} ${wordOf(at % patternsEach, 13)} done in ${at} ms\n`,
      );
    }
    filled.push({ stream, framing: 'plain', bytes: encoder.encode(lines.join('')), receivedAtMs: nowMs });
  }
  filled.tick(nowMs);
  return filled;
}

/** Words of letters alone, none like another, so that no two patterns are merged. */
function wordOf(index: number, prime: number): string {
  let value = (index + 1) * prime * 104_729;
  let word = '';
  for (; value > 0; value = Math.floor(value / 20)) word += 'bcdfghjklmnpqrstvwxz'[value % 20] ?? '';
  return word;
}

/** The parts of a leader that answers ask for. */
function leadingOf(one: Engine): Leading {
  const detector = { metadata: { namespace: 'shop', name: 'shop' }, spec: { selector: {} } };
  const leading = {
    detectors: () => [detector],
    supervisor: { get: () => ({ engine: one }) },
    notifier: { describe: () => null, owners: () => [], pagesLately: () => 0 },
    targetOf: () => ({ rollouts: [] }),
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parts that answers ask for, and no more
  return leading as unknown as Leading;
}

async function measure(into: LocalSlack, texts: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>();
  for (let round = 0; round < Number(rounds); round += 1) {
    for (const text of texts) {
      const before = await answers(into);
      const started = performance.now();
      await into.command(text, { user: 'U1', channel: 'C2' });
      while ((await answers(into)) === before) await new Promise((resolve) => void setTimeout(resolve, 2));
      times.set(text, [...(times.get(text) ?? []), performance.now() - started]);
    }
  }
  return times;
}

async function answers(from: LocalSlack): Promise<number> {
  return (await from.messages('C2')).filter(({ ephemeral_to }) => ephemeral_to).length;
}

function report(when: string, times: ReadonlyMap<string, readonly number[]>): void {
  const all = [...times.values()].flat();
  say(
    `\n${when}: p50 ${Math.round(quantile(all, 0.5))} ms, p95 ${Math.round(quantile(all, 0.95))} ms, most ${Math.round(Math.max(...all))} ms of ${all.length}`,
  );
  for (const [text, own] of times)
    say(`  ${text.padEnd(28)} p50 ${Math.round(quantile(own, 0.5))}  p95 ${Math.round(quantile(own, 0.95))}`);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function seconds(forMs: number): string {
  return (forMs / 1000).toFixed(1);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
