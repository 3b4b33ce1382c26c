import { describe, expect, it } from 'vitest';
import { OptionsError, readOptions } from '../../bot/options.ts';

const files: Readonly<Record<string, string>> = {
  '/token': ' secret\n',
  '/good.yaml': 'slack: { channels: [{ name: shop-incidents, namespaces: [shop] }] }',
  '/bad.yaml': 'slack: { channels: [{ name: shop-incidents, namespaces: [Shop_1] }] }',
  '/broken.yaml': 'slack: [',
};
const read = (path: string): Promise<string> => {
  const text = files[path];
  return text === undefined ? Promise.reject(new Error('ENOENT')) : Promise.resolve(text);
};
const options = (argv: readonly string[], env: Record<string, string> = {}) =>
  readOptions(['--api-token-file', '/token', ...argv], { env, read });

describe('the options of the bot', () => {
  it('nothing but the token file is needed', async () => {
    const made = await options([]);
    expect(made).toMatchObject({
      botToken: null,
      appToken: null,
      signingSecret: null,
      slackApiUrl: 'https://slack.com/api/',
      httpPort: 3000,
    });
    expect(await made.operatorToken()).toBe('secret');
  });

  it('tokens come by environment, an empty one is none', async () => {
    const made = await options([], { SLACK_BOT_TOKEN: ' xoxb-1 ', SLACK_APP_TOKEN: '', SLACK_API_URL: 'http://127.0.0.1:1/api' });
    expect(made).toMatchObject({ botToken: 'xoxb-1', appToken: null, slackApiUrl: 'http://127.0.0.1:1/api/' });
  });

  it('reads the configuration', async () => {
    expect((await options(['--config', '/good.yaml'])).configuration.slack.channels).toHaveLength(1);
  });

  it.each([
    [['--config', '/bad.yaml'], 'must be a namespace name'],
    [['--config', '/broken.yaml'], 'not valid'],
    [['--config', '/none.yaml'], 'cannot be read'],
    [['--api-url', 'ftp://x'], 'must be an http(s) address'],
    [['--http-port', 'x'], '--http-port'],
    [['--nonsense'], 'unknown option'],
  ])('%j is refused with what must be', async (argv, words) => {
    const refused = options(argv);
    await expect(refused).rejects.toBeInstanceOf(OptionsError);
    await expect(refused).rejects.toThrow(words);
  });

  it('without a token file it says which option names it', async () => {
    await expect(readOptions([], { env: {}, read })).rejects.toThrow('--api-token-file');
  });
});
