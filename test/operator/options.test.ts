import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfiguration, readConfiguration, readOptions, readSalt } from '../../operator/options.ts';

describe('the environment', () => {
  test('needs nothing: every variable has a default', () => {
    expect(readOptions({})).toEqual({
      configPath: null,
      unwatched: new Set(),
      store: 'sqlite:logdetector.db',
      storePasswordFile: null,
      watchNamespaces: [],
      api: { host: '127.0.0.1', port: 8080, tokenFile: '/run/logdetector/api-token' },
      health: { host: '0.0.0.0', port: 8081 },
      inlets: null,
      dashboard: null,
      logLevel: 'info',
      leaseName: 'logdetector-leader',
      podName: 'logdetector-local',
      podNamespace: 'default',
      podIp: null,
    });
  });

  test('an empty variable, as charts render what is not set, is as good as none', () => {
    const empty = { LOGDETECTOR_CONFIG: '', LOGDETECTOR_API_PORT: ' ', LOGDETECTOR_STORE_PASSWORD_FILE: '', LOGDETECTOR_LOG_LEVEL: '' };
    expect(readOptions(empty)).toEqual(readOptions({}));
  });

  test('namespaces are a list that forgives blanks', () => {
    expect(readOptions({ LOGDETECTOR_WATCH_NAMESPACES: ' shop, bank ,' }).watchNamespaces).toEqual(['shop', 'bank']);
  });

  test.each([
    ['LOGDETECTOR_API_PORT', 'many', 'must be a port from 0 to 65535'],
    ['LOGDETECTOR_HEALTH_PORT', '70000', 'must be a port from 0 to 65535'],
    ['LOGDETECTOR_HEALTH_PORT', '-1', 'must be a port from 0 to 65535'],
    ['LOGDETECTOR_STORE', 'mysql://db', 'must be sqlite:PATH or redis://HOST:PORT'],
    ['LOGDETECTOR_LOG_LEVEL', 'loud', 'must be one of debug, info, warn, error'],
    ['LOGDETECTOR_LEASE_NAME', 'Leader!', 'must be the name of a Lease: lower-case letters, digits, "-" and "."'],
    ['LOGDETECTOR_WATCH_NAMESPACES', 'shop,Bank', 'must be names of namespaces, separated by commas'],
  ])('%s=%s is refused by name: %s', (name, value, demand) => {
    expect(() => readOptions({ [name]: value })).toThrow(`The environment cannot be used: ${name} ${demand}.`);
  });

  test('everything that is wrong is said at once', () => {
    expect(() => readOptions({ LOGDETECTOR_API_PORT: 'x', LOGDETECTOR_LOG_LEVEL: 'x' })).toThrow(
      /LOGDETECTOR_API_PORT .*; LOGDETECTOR_LOG_LEVEL /,
    );
  });
});

describe('the configuration', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'options-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('without a file nobody may use anything', async () => {
    const redaction = { ip: false, hash: false, patterns: [] };
    const limits = { detectorsPerNamespace: 10, detectors: 500, streamsPerNamespace: 1000, streamsOfClusterDetectors: 2500, streams: 5000 };
    const nothing = {
      slack: {
        channels: [],
        operators: { users: [], userGroups: [] },
        outsiders: { guests: false, sharedChannels: false },
        roles: [],
        routes: [],
      },
      receivers: [],
      links: [],
      inlets: [],
      dashboard: { sessionHours: 8, access: [], thisComputer: false },
      redaction,
      limits,
      tenancy: { namesOfOthers: false },
      workspaces: [],
    };
    expect(await readConfiguration(null)).toEqual(nothing);
    expect(parseConfiguration('', 'configuration.yaml')).toEqual(nothing);
  });

  test('is read from its file', async () => {
    const path = join(folder, 'configuration.yaml');
    await writeFile(path, 'slack: { channels: [{ name: incidents, namespaces: [shop] }] }');
    expect((await readConfiguration(path)).slack.channels).toEqual([{ name: 'incidents', namespaces: ['shop'] }]);
  });

  test('a file that is not there is named, with its variable', async () => {
    const path = join(folder, 'missing.yaml');
    await expect(readConfiguration(path)).rejects.toThrow(
      `The configuration ${path} cannot be read; mount it or unset LOGDETECTOR_CONFIG.`,
    );
  });

  test.each([
    ['slack: { channels: [{ name: x }] }', 'slack.channels[0].namespaces must be set.'],
    [
      'slack: { channels: [{ name: x, namespaces: [Shop] }] }',
      'slack.channels[0].namespaces[0] must be a namespace name, "cluster:" or "*".',
    ],
    ['slack: { channel: x }', 'slack.channel must not be set: there is no such field.'],
    ['slack: yes', 'slack must be an object.'],
    [
      'receivers: [{ name: a, type: pager }]',
      'receivers[0].type must be one of pagerduty, webhook, opsgenie, jira-service-management, alertmanager, email, teams, mattermost.',
    ],
    [
      'receivers: [{ name: a, type: webhook, url: nowhere, secretFile: k, namespaces: [shop] }]',
      'receivers[0].url must be an address such as https://example.com/pages.',
    ],
    [
      'receivers: [{ name: a, type: webhook, url: "http://pager.example.com/", secretFile: k, namespaces: [shop] }]',
      'receivers[0].url must begin with https:// (http:// only to an address of the own network) and hold no user or password.',
    ],
    [
      'receivers: [{ name: a, type: alertmanager, url: "https://me:pass@am.example.com/", namespaces: [shop] }]',
      'receivers[0].url must begin with https:// (http:// only to an address of the own network) and hold no user or password.',
    ],
    [
      'receivers: [{ name: a, type: email, host: mail, from: a@b.example, to: [c@d.example], usernameFile: u, namespaces: [shop] }]',
      'receivers[0] must be given usernameFile and passwordFile together, and with a security that hides them.',
    ],
    ['heartbeat: {}', 'heartbeat must be given either url or urlFile.'],
    [
      'receivers: [{ name: a, type: webhook, url: "https://one.example", secretFile: k, namespaces: [shop] }, { name: a, type: webhook, url: "https://two.example", secretFile: k, namespaces: [bank] }]',
      'receivers must have a name of its own each, because a LogDetector names the one it pages.',
    ],
    ['- a', 'the object must be an object.'],
    ['redaction: { hash: true }', 'redaction.saltFile must be set, because redaction.hash is true.'],
    [
      'redaction: { patterns: [{ name: customer, regex: "C-(" }] }',
      'redaction.patterns[0].regex of the pattern "customer" cannot be read by RE2: missing closing ): `C-(`.',
    ],
  ])('%s is refused: %s', (text, sentence) => {
    expect(() => parseConfiguration(text, 'configuration.yaml')).toThrow(`The configuration configuration.yaml is invalid: ${sentence}`);
  });

  test('the salt is read from its file, and must be long enough', async () => {
    const saltFile = join(folder, 'salt');
    const configuration = parseConfiguration(`redaction: { saltFile: ${saltFile} }`, 'configuration.yaml');
    await expect(readSalt(configuration)).rejects.toThrow(
      `redaction.saltFile ${saltFile} cannot be read; mount its Secret there or remove redaction.saltFile.`,
    );
    await writeFile(saltFile, 'too short\n');
    await expect(readSalt(configuration)).rejects.toThrow(`redaction.saltFile ${saltFile} must hold at least 16 characters.`);
    await writeFile(saltFile, 'a salt of sixteen\n');
    expect(await readSalt(configuration)).toBe('a salt of sixteen');
    expect(await readSalt(parseConfiguration('', 'configuration.yaml'))).toBeNull();
  });

  test('what is no YAML is refused in one line that names the place', () => {
    expect(() => parseConfiguration('a: [1\nb: }', 'configuration.yaml')).toThrow(
      /^The configuration configuration.yaml is no YAML: .* at line 2, column 1:$/,
    );
  });

  test('a file that grows by its aliases is refused', () => {
    const laughs = ['a: &a [x, x]', doubled('b', 'a'), doubled('c', 'b'), doubled('d', 'c'), doubled('e', 'd'), doubled('f', 'e')];
    expect(() => parseConfiguration(laughs.join('\n'), 'configuration.yaml')).toThrow(/is no YAML/);
  });
});

function doubled(name: string, of: string): string {
  return `${name}: &${name} [*${of}, *${of}]`;
}
