/** The quick start as a person follows it, from the demo's start to a rollback by a click. With PICTURES=FOLDER its pictures are made there. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../demo/ports.ts';
import { hasLocalSlack } from '../fakes/local-slack.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const quietly = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const root = join(import.meta.dirname, '../..');
/** What docs/quick-start.md promises, less what the download takes. */
const withinMs = 240_000;

describe.skipIf(!hasLocalSlack || !existsSync(executablePath))('the quick start', () => {
  const startedAt = performance.now();
  let demo: ChildProcess;
  let browser: Browser;
  let page: Page;
  let pictures: string;
  let said = '';

  beforeAll(async () => {
    pictures = process.env.PICTURES ?? (await mkdtemp(join(tmpdir(), 'quick-start-pictures-')));
    const [port = 0, dashboardPort = 0] = await freePorts(2);
    const args = ['demo/demo.ts', '--scenario', 'bad-rollout', '--port', String(port), '--dashboard-port', String(dashboardPort)];
    demo = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise<void>((resolve) => {
      demo.stdout?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('Ctrl-C ends everything.')) resolve();
      });
    });
    browser = await chromium.launch({ executablePath, args: quietly });
    page = await browser.newPage({ viewport: { width: 1200, height: 860 } });
    await page.goto(/Open (\S+) , channel/.exec(said)?.[1] ?? '');
    await page.getByText('shop-incidents').first().click();
  });
  afterAll(async () => {
    await browser?.close();
    const ended = new Promise((resolve) => demo.once('exit', resolve));
    demo.kill('SIGTERM');
    await ended;
    process.stdout.write(`pictures of the quick start: ${pictures}\n`);
  });
  const picture = (name: string) => page.screenshot({ path: join(pictures, `slack-${name}.png`) });

  it('a message says what broke and why, with a button that undoes it', async () => {
    await page.getByRole('button', { name: 'Undo the rollout' }).first().waitFor({ timeout: 150_000 });
    await page.getByText('Likely cause: checkout: a bad rollout').first().waitFor();
    await picture('incident');
  });

  it('the button shows the exact change and does nothing yet', async () => {
    await page.getByRole('button', { name: 'Undo the rollout' }).first().click();
    await page.getByRole('button', { name: 'Do it' }).waitFor();
    await page.getByText('pod template back to that of ReplicaSet').first().waitFor();
    await picture('undo');
    expect(said).not.toContain('confirmed undo-rollout');
  });

  it('one more click rolls back, the same message says so, and all of it took less than five minutes', async () => {
    await page.getByRole('button', { name: 'Do it' }).click();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByText('Resolved').first().waitFor({ timeout: 150_000 });
    await page
      .getByText(/repl(y|ies)/)
      .first()
      .click();
    await page.getByText('Done: undo-rollout').first().waitFor();
    await picture('resolved');
    const tookMs = performance.now() - startedAt;
    process.stdout.write(`quick start: a clicked rollback and its end after ${(tookMs / 1000).toFixed(0)} s\n`);
    expect(tookMs).toBeLessThan(withinMs);
  });
});
