import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { explainShortcut } from '../../bot/shortcut.ts';
import { commands } from '../../bot/table.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const manifestText = read('bot/manifest.yaml');
const docs = read('docs/slack.md');
const manifest = z
  .object({
    features: z.object({
      shortcuts: z.array(
        z.object({ type: z.string(), callback_id: z.string(), name: z.string().max(24), description: z.string().max(150) }),
      ),
      slash_commands: z.array(z.object({ command: z.string(), usage_hint: z.string().max(1000) })),
    }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()), bot_optional: z.array(z.string()) }) }),
    settings: z.object({
      socket_mode_enabled: z.boolean(),
      interactivity: z.object({ is_enabled: z.boolean() }),
      event_subscriptions: z.object({ bot_events: z.array(z.string()) }),
    }),
  })
  .parse(parse(manifestText));

describe('the Slack app manifest', () => {
  it('is what the link in the documents creates', () => {
    expect(docs).toContain(`(https://api.slack.com/apps?new_app=1&manifest_yaml=${encodeURIComponent(manifestText)})`);
  });

  it('asks for the fewest scopes, each with its reason in the documents', () => {
    const checks = ['users:read', 'channels:read', 'groups:read'];
    const scopes = {
      bot: ['commands', 'chat:write', 'app_mentions:read', ...checks, 'usergroups:read'],
      bot_optional: ['app_mentions:read', 'usergroups:read'],
    };
    expect(manifest.oauth_config.scopes).toEqual(scopes);
    for (const scope of manifest.oauth_config.scopes.bot) expect(docs).toMatch(new RegExp(`\\| \`${scope}\` \\| .{10,}`));
  });

  it('offers every command of the table, and the documents list them', () => {
    expect(manifest.features.slash_commands[0]?.usage_hint).toBe(commands.map(({ name }) => name).join(' | '));
    for (const { name, usage, summary, right } of commands) {
      // A bar would end the cell.
      const form = `/logbot ${name} ${usage}`.trim().replaceAll('|', String.raw`\|`);
      expect(docs).toContain(`| \`${form}\` | ${right === 'change' ? 'Operators only. ' : ''}${summary}`);
    }
  });

  it('switches on what the bot listens to', () => {
    expect(manifest.features.shortcuts.map(({ type, callback_id: id }) => [type, id])).toEqual([['message', explainShortcut]]);
    expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(['app_mention', 'app_home_opened']);
  });
});
