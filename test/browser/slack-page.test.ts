import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { startBot } from '../../bot/app.ts';
import { incidentPost, incidentView, operation, startedAtMs } from '../bot/builders.ts';
import { createFakeOperator } from '../bot/fake-operator.ts';
import { hasLocalSlack, startLocalSlack, type LocalSlack } from '../fakes/local-slack.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const quietly = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const configuration = ConfigurationSchema.parse({
  slack: { channels: [{ name: 'shop-incidents', namespaces: ['shop'] }], operators: { users: ['U1'] } },
});

describe.skipIf(!hasLocalSlack || !existsSync(executablePath))('an incident as a person sees it', () => {
  const operator = createFakeOperator();
  const stop = new AbortController();
  let slack: LocalSlack;
  let browser: Browser;
  let page: Page;
  let bot: Promise<void>;
  let pictures: string;

  beforeAll(async () => {
    pictures = await mkdtemp(join(tmpdir(), 'slack-page-'));
    slack = await startLocalSlack();
    const quiet = { info: () => undefined, warn: () => undefined };
    bot = startBot(
      { botToken: 'xoxb-local', appToken: 'xapp-local', signingSecret: null, slackApiUrl: slack.apiUrl, configuration, httpPort: 0 },
      { api: operator.api, log: quiet, now: Date.now, intervalMs: 20 },
      stop.signal,
    );
    browser = await chromium.launch({ executablePath, args: quietly });
    page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    await page.goto(slack.url);
    await page.getByText('shop-incidents').first().click();
  });
  afterAll(async () => {
    await browser.close();
    stop.abort();
    await bot;
    await slack.stop();
  });
  const picture = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

  it('shows what broke, why and for whom, and the story in the thread', async () => {
    operator.say(incidentPost());
    await page.getByText('cart runs out of memory').first().waitFor();
    await page.getByText('OOM-killed (exit code 137').first().waitFor();
    await page.getByText('2 replies').first().click();
    await page.getByText('Ruled out').last().waitFor();
    await page.getByText('Opened: cart was OOM-killed').waitFor();
    await picture('incident');
    // Nothing of Slack's notation may reach the eyes of a reader.
    expect(await page.locator('body').innerText()).not.toMatch(/<!date|&lt;|&amp;|```/);
  });

  it('acknowledging by a click changes the message for everyone', async () => {
    await page.getByRole('button', { name: 'Acknowledge' }).first().click();
    await page.getByText('Acknowledged', { exact: true }).first().waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);
    expect(await page.getByText('cart runs out of memory').count()).toBeGreaterThan(0);
    await picture('acknowledged');
  });

  it('shows the end in the same message', async () => {
    const resolved = incidentView({ state: 'resolved', resolvedAtMs: startedAtMs + 660_000 });
    operator.say(incidentPost({ revision: 9 }, resolved));
    await page.getByText('✅ Resolved').first().waitFor();
    await picture('resolved');
  });

  it('answers read well', async () => {
    for (const command of ['help', 'top-patterns', 'status', 'models', 'incidents', 'rollback shop', 'incidnets']) {
      await slack.command(command, { user: 'U1', channel: 'C1' });
    }
    const done = operation({ state: 'succeeded', sentence: 'Model 1 serves.' });
    operator.say({ ...incidentPost(), id: 'op-1', entries: [], subject: { type: 'operation', operation: done } });
    await page.getByText('Rollback done').waitFor();
    await page.getByText('The nearest is').waitFor();
    await page.setViewportSize({ width: 1400, height: 2600 });
    await picture('answers');
    process.stdout.write(`pictures of the Slack page: ${pictures}\n`);
  });
});
