/**
 * What `helm test` asks Slack: whether it knows the bot token and its scopes, and would open a socket for the app token. Posts nothing.
 * One line a finding; the exit code is 1 when one is not as it should be.
 */
import { WebClient } from '@slack/web-api';
import type { BotLog } from './log.ts';
import { clientOptions, createSlack, missingScopes } from './slack.ts';
import { socketTroubleOf, troubleOf } from './trouble.ts';

interface Finding {
  readonly passed: boolean;
  readonly sentence: string;
}

const quiet: BotLog = { info: () => undefined, warn: () => undefined };
const [botToken, appToken, signingSecret] = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'].map((name) =>
  (process.env[name] ?? '').trim(),
);
const apiUrl = process.env.SLACK_API_URL || 'https://slack.com/api/';

const findings = [await findBot(), await findRoad()];
const workspace = (process.env.LOGBOT_WORKSPACE ?? '').trim();
const of = workspace === '' ? '' : `${workspace}: `;
for (const { passed, sentence } of findings) process.stdout.write(`${passed ? 'ok    ' : 'FAILED'} ${of}${sentence}\n`);
process.exitCode = findings.every(({ passed }) => passed) ? 0 : 1;

async function findBot(): Promise<Finding> {
  if (!botToken) return { passed: false, sentence: 'The Secret has no bot-token (xoxb-...); docs/slack.md says where it is found.' };
  try {
    const identity = await createSlack({ botToken, apiUrl, log: quiet }).identify();
    const missing = missingScopes(identity, null).join(' and ');
    if (missing === '') return { passed: true, sentence: `Slack knows the bot token (user ${identity.botUserId}).` };
    return { passed: false, sentence: `The bot token lacks the scope ${missing}: add it on "OAuth & Permissions" and reinstall the app.` };
  } catch (error) {
    return { passed: false, sentence: troubleOf(error).sentence };
  }
}

/** The road back: without it messages are posted, and nobody can answer them. */
async function findRoad(): Promise<Finding> {
  if (!appToken && signingSecret) return { passed: true, sentence: 'Slack calls us (HTTP mode); the first command shows whether it can.' };
  if (!appToken)
    return { passed: false, sentence: 'The Secret has no app-token (xapp-...) and no signing-secret: commands and buttons do not work.' };
  try {
    await new WebClient(appToken, clientOptions({ apiUrl, log: quiet })).apps.connections.open({});
    return { passed: true, sentence: 'Slack would open a socket for the app token.' };
  } catch (error) {
    return { passed: false, sentence: socketTroubleOf(error).sentence };
  }
}
