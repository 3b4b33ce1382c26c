/** Who asks, and what is forbidden: bearer tokens, denied verbs, and the reviews that answer questions about both. */
import { randomBytes } from 'node:crypto';
import { objectAt, textAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Resource } from './resources.ts';
import { ApiError, unauthorized } from './statuses.ts';

export interface Attributes {
  readonly verb: string;
  readonly group: string;
  /** `pods` or `pods/log`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

export interface Denial {
  readonly verb: string;
  readonly resource: string;
  readonly namespace: string;
  /** Absent: for everybody. */
  readonly user?: string | undefined;
}

export interface Access {
  /** Somebody else who may ask, and their bearer token. */
  addPerson(name: string): string;
  /** The user's name; throws 401 for a token that is not known. */
  authenticate(authorization: string | undefined): string;
  /** Throws 403 for what is denied. */
  authorize(user: string, attributes: Attributes): void;
  /** Forbids until the answer is called. `*` stands for any verb or resource, an empty namespace for all. */
  deny(denial: Denial): () => void;
  /** The status of a SubjectAccessReview, SelfSubjectAccessReview or TokenReview; of a SelfSubjectReview who asks. */
  review(resource: Resource, user: string, body: JsonObject): JsonObject;
}

export function createAccess(token: string, requireToken: boolean): Access {
  const denials = new Set<Denial>();
  const people = new Map<string, string>();
  const user = 'system:serviceaccount:logdetector:logdetector';

  const ofToken = (text: string): string | null => (text === token ? user : (people.get(text) ?? null));

  /** Who may not in one namespace may not in all of them. */
  const isWithin = (denial: Denial, { namespace }: Attributes, asksForAll: boolean): boolean =>
    denial.namespace === '' || denial.namespace === namespace || (asksForAll && namespace === '');

  function denied(who: string, attributes: Attributes, asksForAll = false): boolean {
    return [...denials].some(
      (denial) =>
        (denial.user === undefined || denial.user === who) &&
        (denial.verb === '*' || denial.verb === attributes.verb) &&
        (denial.resource === '*' || denial.resource === attributes.resource) &&
        isWithin(denial, attributes, asksForAll),
    );
  }

  return {
    addPerson(name) {
      const own = randomBytes(24).toString('base64url');
      people.set(own, name);
      return own;
    },
    authenticate(authorization) {
      if (authorization === undefined && !requireToken) return 'system:anonymous';
      const known = ofToken(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
      if (known === null) throw unauthorized();
      return known;
    },
    authorize(who, attributes) {
      if (denied(who, attributes)) throw forbidden(who, attributes);
    },
    deny(denial) {
      denials.add(denial);
      return () => denials.delete(denial);
    },
    review(resource, who, body) {
      if (resource.kind === 'SelfSubjectReview') return { userInfo: { username: who, groups: ['system:authenticated'] } };
      if (resource.kind === 'TokenReview') return reviewToken(ofToken(textAt(body, 'spec', 'token')));
      const asked = objectAt(body, 'spec', 'resourceAttributes');
      const subresource = textAt(asked, 'subresource');
      const attributes = {
        verb: textAt(asked, 'verb'),
        group: textAt(asked, 'group'),
        resource: `${textAt(asked, 'resource')}${subresource === '' ? '' : `/${subresource}`}`,
        namespace: textAt(asked, 'namespace'),
        name: textAt(asked, 'name'),
      };
      const asker = resource.kind.startsWith('Self') ? who : textAt(body, 'spec', 'user');
      return denied(asker, attributes, resource.kind === 'SubjectAccessReview')
        ? { allowed: false }
        : { allowed: true, reason: 'the simulated cluster allows what nobody denied' };
    },
  };
}

function reviewToken(username: string | null): JsonObject {
  if (username === null) return { authenticated: false, error: 'invalid bearer token' };
  return { authenticated: true, user: { username, groups: ['system:authenticated'] } };
}

function forbidden(user: string, attributes: Attributes): ApiError {
  const { verb, group, resource, namespace, name } = attributes;
  const plural = resource.split('/')[0] ?? resource;
  const what = `${plural}${group === '' ? '' : `.${group}`}${name === '' ? '' : ` "${name}"`}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const why = `User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
  return new ApiError(403, 'Forbidden', `${what} is forbidden: ${why}`, {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    kind: plural,
  });
}
