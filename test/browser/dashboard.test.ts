/** The dashboard as people see it. With PICTURES=FOLDER the pictures of the documentation are made there. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from 'vite';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { openDashboardServer } from '../../operator/http/dashboard/server.ts';
import type { HttpServer } from '../../operator/http/server.ts';
import { createTelemetry } from '../../operator/telemetry.ts';
import { createWorld, hostile } from '../fakes/dashboard-world.ts';
import { sharedOf } from '../fakes/shared.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const quietly = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dashboard/dist');
const bundleBytesAtMost = 150 * 1024;
const firstViewWithinMs = 1000;
/** Those that stand in docs/dashboard.md. */
const documented: ReadonlySet<string> = new Set(['incident-light', 'patterns-light', 'topology-dark']);

const pages = [
  ['incidents', '/incidents', 'cart runs out of memory'],
  ['incident', '/incidents/shop/shop/inc-4f7a2c', 'Blast radius'],
  ['patterns', '/patterns', 'order <num> placed'],
  ['pattern', '/patterns/shop/shop/cart/p000000', 'Lines over time'],
  ['workloads', '/workloads', 'live tail'],
  ['topology', '/topology', 'calls in words'],
  ['models', '/models', 'Compare two versions'],
  ['settings', '/settings', 'LogDetector shop/shop'],
  ['tail', '/tail/shop/shop/cart', 'Live tail of cart'],
] as const;

describe.skipIf(!existsSync(executablePath))('the dashboard as a person sees it', () => {
  const world = createWorld(Date.now());
  let server: HttpServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let pictures: string;
  const faults: string[] = [];

  beforeAll(async () => {
    pictures = process.env.PICTURES ?? (await mkdtemp(join(tmpdir(), 'dashboard-pictures-')));
    await build({ root: join(root, 'dashboard'), configFile: join(root, 'dashboard/vite.config.ts'), logLevel: 'error' });
    const configuration = ConfigurationSchema.parse({ dashboard: { thisComputer: true, kubernetes: {} } });
    server = await openDashboardServer({
      backend: world.backend,
      configuration: () => configuration.dashboard,
      shownConfiguration: () => configuration,
      reviewer: {
        reviewToken: async () => null,
        readRequest: async () => null,
        denyRequest: async () => undefined,
        mayUse: async () => false,
      },
      shared: sharedOf(Date.now),
      version: 'test',
      isLeading: () => true,
      folder: dist,
      host: '127.0.0.1',
      port: 0,
      readSecret: async () => '',
      now: Date.now,
      telemetry: createTelemetry({ level: 'silent' }),
    });
    browser = await chromium.launch({ executablePath, args: quietly });
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
    page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(String(error)));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    process.stdout.write(`pictures of the dashboard: ${pictures}\n`);
  });

  const at = (path: string): string => new URL(path, server.url).href;
  const picture = async (name: string, fullPage = false): Promise<void> => {
    const isWanted = process.env.PICTURES === undefined || documented.has(name);
    if (isWanted) await page.screenshot({ path: join(pictures, `dashboard-${name}.png`), fullPage });
  };
  const shown = async (path: string, text: string): Promise<void> => {
    await page.goto(at(path));
    await page.getByText(text).first().waitFor();
  };

  it('all of it is smaller than 150 kB', () => {
    const files = globSync('{index.html,assets/*}', { cwd: dist }).map((file) => gzipSync(readFileSync(join(dist, file))).length);
    const bytes = files.reduce((sum, one) => sum + one, 0);
    process.stdout.write(`dashboard: ${(bytes / 1024).toFixed(1)} kB gzip in ${files.length} files\n`);
    expect(files.length).toBeGreaterThan(2);
    expect(bytes).toBeLessThanOrEqual(bundleBytesAtMost);
  });

  it('a wrong token is refused with a sentence, and a right sign-in leads to where one wanted to be', async () => {
    await page.goto(at('/workloads'));
    await page.getByLabel('Kubernetes token').fill('forged');
    await picture('sign-in');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('The cluster does not take this token').waitFor();
    await page.getByRole('button', { name: 'Continue on this computer' }).click();
    await page.getByRole('heading', { name: 'Workloads' }).waitFor();
    // The one that was refused, and the questions before the sign-in.
    faults.splice(0);
  });

  it('the first view is there within a second', async () => {
    await shown('/incidents', 'cart runs out of memory');
    const startedAt = performance.now();
    await page.reload({ waitUntil: 'commit' });
    await page.getByText('cart runs out of memory').first().waitFor();
    const tookMs = performance.now() - startedAt;
    process.stdout.write(`dashboard: first view after ${tookMs.toFixed(0)} ms\n`);
    expect(tookMs).toBeLessThan(firstViewWithinMs);
  });

  for (const [scheme, width, height] of [
    ['light', 1280, 900],
    ['dark', 1280, 900],
    ['light', 390, 844],
    ['dark', 390, 844],
  ] as const) {
    const kind = `${scheme}${width < 500 ? '-phone' : ''}`;
    it.each(pages)(`%s is accessible and fits (${kind})`, async (name, path, text) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height });
      await shown(path, text);
      if (name === 'tail') world.write(['order 5531 placed by customer c-7 in 14 ms', hostile]);
      if (name === 'tail') await page.getByText('in 14 ms').first().waitFor();
      if (name === 'patterns') await page.locator('.sparkline').first().waitFor();
      await picture(`${name}-${kind}`, name === 'incident');
      // Nothing hangs out on the right.
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      expect(await findings(page)).toEqual([]);
    });
  }

  it('ten thousand patterns are searched and scrolled without drawing more than are in sight', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
    await shown('/patterns', '10,000 patterns');
    expect(await page.locator('.rows-body .row').count()).toBeLessThan(60);
    await page.getByRole('table', { name: 'Patterns' }).locator('.rows-body').focus();
    await page.keyboard.press('End');
    await page.locator('[aria-rowindex="10001"]').waitFor();
    const startedAt = performance.now();
    await page.getByRole('searchbox').fill('part 7777');
    await page.getByText('of part 7777').waitFor();
    process.stdout.write(`dashboard: search in 10,000 patterns ${(performance.now() - startedAt).toFixed(0)} ms\n`);
    expect(page.url()).toContain('q=part+7777');
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByText('No pattern fits').waitFor();
  });

  it('what changes in the operator changes in the page by itself', async () => {
    await shown('/incidents', 'search answers slowly');
    const [first] = world.incidents;
    if (first === undefined) throw new Error('there is an incident');
    const incident = {
      ...first.incident,
      id: 'inc-77aa01',
      title: 'payment answers 500',
      severity: 'error' as const,
      updatedAtMs: Date.now(),
    };
    world.incidents.unshift({ ...first, incident });
    await page.getByText('payment answers 500').waitFor();
    world.incidents[0] = { ...first, incident: { ...incident, state: 'resolved', resolvedAtMs: Date.now(), updatedAtMs: Date.now() + 1 } };
    await page.getByText('resolved').nth(1).waitFor();
    world.incidents.shift();
  });

  it('an acknowledgement is made by keyboard, and stays', async () => {
    await shown('/incidents/shop/shop/inc-4f7a2c', 'Blast radius');
    await page.getByRole('button', { name: 'Acknowledge' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Acknowledged' }).waitFor();
    expect(world.backend.audited[0]).toMatchObject({ channel: 'dashboard', user: 'this computer' });
  });

  it('a pattern gets a name and a runbook: shown first, done after, and nothing when it is left', async () => {
    await shown('/patterns/shop/shop/cart/p000000', 'Lines over time');
    await page.getByRole('button', { name: 'Name, owner, runbook' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('orders are placed');
    await page.getByRole('textbox', { name: 'Runbook' }).fill('https://wiki.example.com/orders');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing has changed yet').waitFor();
    await picture('confirm');
    expect(await findings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Leave as it is' }).click();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: 'Name, owner, runbook' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('orders are placed');
    await page.getByRole('textbox', { name: 'Runbook' }).fill('https://wiki.example.com/orders');
    await page.getByRole('button', { name: 'Show what would change' }).click();
    await page.getByRole('button', { name: 'Do it' }).click();
    await page.getByRole('heading', { name: 'orders are placed' }).waitFor();
    expect(await page.getByRole('link', { name: 'runbook' }).getAttribute('href')).toBe('https://wiki.example.com/orders');
    expect(world.backend.audited[0]).toMatchObject({ channel: 'dashboard', result: 'accepted: p000000 is described.' });
  });

  it('a pattern is split at once, and merged into one that is chosen', async () => {
    await shown('/patterns/shop/shop/cart/p000000', 'Lines over time');
    await page.getByRole('button', { name: 'Split' }).click();
    await page.getByRole('button', { name: 'Do it' }).click();
    await page.getByText('Pattern p000000 of cart: split.').waitFor();
    await page.getByRole('button', { name: 'Merge' }).click();
    await page.getByLabel('is counted from now on with').fill('part 40');
    await page.getByRole('radio').first().check();
    await page.getByRole('button', { name: 'Show what would change' }).click();
    await picture('merge');
    await page.getByRole('button', { name: 'Do it' }).click();
    await page.waitForURL(/patterns\/shop\/shop\/cart\/p0(?!00000)/);
  });

  it('a trial shows what each version raised; a rollback is shown, then done', async () => {
    await shown('/models', 'is on trial beside model 2');
    await page.getByText('In 120 windows beside model 2').waitFor();
    await page.getByText('The last trial').waitFor();
    await page.getByRole('button', { name: 'Roll back' }).click();
    await page.getByRole('button', { name: 'Show what would change' }).click();
    await page.getByText('From 2 to 1.').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Leave as it is' }).click();
  });

  it('a log line is text, and what cannot be seen in it is shown', async () => {
    await shown('/incidents/shop/shop/inc-4f7a2c', 'Blast radius');
    expect(await page.getByText('<img src=x onerror=').count()).toBe(1);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('.unseen').allTextContents()).toEqual(['U+001B', 'U+001B', 'U+202E', 'U+202C', 'U+200B']);
    expect(await page.title()).toBe('Incidents · LogDetector');
  });

  it('nothing there, nothing to be seen and no such page each say what to do', async () => {
    await shown('/incidents/shop/shop/inc-gone', 'This incident is not there');
    await shown('/nowhere', 'There is no such page');
    await page.goBack();
    await shown('/incidents?q=nobody', 'No incident fits');
    await picture('empty');
    faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes('404')));
  });

  it('the browser had nothing to refuse and nothing to complain about', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Continue on this computer' }).waitFor();
    expect(faults).toEqual([]);
  });
});

async function findings(page: Page): Promise<readonly string[]> {
  // Through the protocol, which the page's policy does not reach.
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run(document)')) as axe.AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
