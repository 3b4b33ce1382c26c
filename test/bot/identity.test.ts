import { expect, test } from 'vitest';
import { ApiError } from '../../api/client.ts';
import { ConfigurationSchema } from '../../api/configuration.ts';
import type { AccessRequest } from '../../api/contract.ts';
import { createAccess } from '../../bot/access.ts';

const slack = {
  channels: [{ name: 'shop-incidents', namespaces: ['shop'] }],
  operators: { users: ['UOPERATOR'] },
  roles: [{ users: ['UROLE'], namespaces: ['bank'], commands: ['mute'] }],
  kubernetes: {
    users: [{ slack: 'UJANE', user: 'jane', groups: ['shop-team'] }],
    userGroups: [{ slack: 'SOPS', groups: ['ops'] }],
    emails: { prefix: 'oidc:' },
  },
};
const place = { id: 'C1', name: 'shop-incidents' };

interface Case {
  readonly what: string;
  readonly user: string;
  readonly change?: string;
  /** What Kubernetes answers. */
  readonly granted?: readonly string[] | Error;
  readonly asked?: Partial<AccessRequest>;
  readonly outcome: 'yes' | 'no' | 'unknown';
  readonly scope?: string;
  readonly says?: string;
  readonly groups?: readonly string[] | null;
}

test.each<Case>([
  {
    what: 'who is named is asked for by name and groups',
    user: 'UJANE',
    granted: ['shop'],
    asked: { user: 'jane', groups: ['shop-team'], change: null },
    outcome: 'yes',
    scope: 'shop',
  },
  {
    what: 'a change is a right of its own',
    user: 'UJANE',
    change: 'mute',
    granted: ['shop', 'bank'],
    asked: { user: 'jane', change: 'mute' },
    outcome: 'yes',
    scope: 'shop,bank',
  },
  { what: 'all is all', user: 'UJANE', granted: ['*'], outcome: 'yes', scope: '*' },
  {
    what: 'the channel gives a person nothing',
    user: 'UJANE',
    granted: [],
    outcome: 'no',
    says: '"get" on "logdetectors.logdetector.dev"',
  },
  {
    what: 'a refused change says which right is missing',
    user: 'UJANE',
    change: 'retrain',
    granted: [],
    outcome: 'no',
    says: 'logdetectors/retrain',
  },
  {
    what: 'a user group brings groups',
    user: 'UGROUP',
    granted: ['shop'],
    asked: { user: 'oidc:ugroup@example.com', groups: ['ops'] },
    outcome: 'yes',
    scope: 'shop',
  },
  {
    what: 'an address is a name',
    user: 'UMAIL',
    granted: ['shop'],
    asked: { user: 'oidc:umail@example.com', groups: [] },
    outcome: 'yes',
    scope: 'shop',
  },
  { what: 'a guest has no address', user: 'UGUEST', granted: ['shop'], outcome: 'no', says: 'Guests' },
  { what: 'who is nobody sees nothing', user: 'UNOBODY', granted: ['shop'], outcome: 'no', says: 'slack.kubernetes' },
  { what: 'an operator needs no answer', user: 'UOPERATOR', granted: new Error('down'), outcome: 'yes', scope: '*' },
  { what: 'a role holds besides', user: 'UROLE', granted: ['shop'], outcome: 'yes', scope: 'bank,shop' },
  { what: 'a role holds while nobody answers', user: 'UROLE', change: 'mute', granted: new Error('down'), outcome: 'yes', scope: 'bank' },
  {
    what: 'an API server that refuses the question is told',
    user: 'UJANE',
    granted: new ApiError('ApiForbidden', 403, 'The operator may not create subjectaccessreviews; grant it.'),
    outcome: 'unknown',
    says: 'subjectaccessreviews',
  },
  {
    what: 'a group that Slack does not tell grants nothing',
    user: 'UJANE',
    granted: ['shop'],
    groups: null,
    outcome: 'unknown',
    says: 'usergroups:read',
  },
])('$what', async ({ user, change, granted = [], asked, outcome, scope, says = '', groups = ['UGROUP'] }) => {
  const questions: AccessRequest[] = [];
  const access = createAccess({
    configuration: ConfigurationSchema.parse({ slack }),
    groupMembers: () => (groups === null ? Promise.reject(new Error('no answer')) : Promise.resolve(groups)),
    isGuest: (id) => Promise.resolve(id === 'UGUEST'),
    isSharedOutside: () => Promise.resolve(false),
    emailOf: (id) => Promise.resolve(id === 'UNOBODY' ? '' : `${id.toLowerCase()}@example.com`),
    review: (request) => {
      questions.push(request);
      return granted instanceof Error ? Promise.reject(granted) : Promise.resolve({ namespaces: [...granted] });
    },
    now: () => 0,
    log: { info: () => undefined, warn: () => undefined },
  });
  const may = change === undefined ? await access.maySee({ id: user }, place) : await access.mayChange({ id: user }, change);
  expect(may).toMatchObject(scope === undefined ? { outcome } : { outcome, scope });
  if (may.outcome !== 'yes') expect(may.sentence).toContain(says);
  if (asked) expect(questions).toMatchObject([asked]);
});

test('what is shared is what everybody in the channel may see', async () => {
  const configuration = ConfigurationSchema.parse({ slack });
  const never = () => Promise.reject(new Error('not asked'));
  const access = createAccess({
    configuration,
    groupMembers: () => Promise.resolve([]),
    isGuest: never,
    isSharedOutside: () => Promise.resolve(false),
    review: never,
    now: () => 0,
    log: { info: () => undefined, warn: () => undefined },
  });
  expect(await access.maySee({ id: '' }, place)).toEqual({ outcome: 'yes', scope: 'shop' });
});
