/** What the API server says about people: whose a token is, what they may do, and what we may. */
import { resources, type Resource } from './resources.ts';
import { readText, type Transport } from './transport.ts';

export interface KubeUser {
  readonly user: string;
  readonly groups: readonly string[];
}

export interface AccessQuestion {
  readonly verb: string;
  readonly resource: Resource;
  readonly namespace?: string | undefined;
  readonly subresource?: string | undefined;
  /** Absent: whatever its name. */
  readonly name?: string | undefined;
}

export interface Reviews {
  /** Whether this client's own user may do it. */
  canI(question: AccessQuestion, options?: { readonly signal?: AbortSignal | undefined }): Promise<boolean>;
  /** Whose token it is; null when it is nobody's, has expired, or is made for none of the audiences (empty: the API server's own). */
  reviewToken(token: string, audiences: readonly string[], signal?: AbortSignal): Promise<KubeUser | null>;
  /** Whether another user may do it. */
  mayUser(user: KubeUser, question: AccessQuestion, signal?: AbortSignal): Promise<boolean>;
}

interface TokenReviewBody {
  readonly status?: {
    readonly authenticated?: boolean;
    readonly audiences?: readonly string[];
    readonly user?: { readonly username?: string; readonly groups?: readonly string[] };
  };
}

interface AccessReviewBody {
  readonly status?: { readonly allowed?: boolean };
}

export function createReviews(transport: Transport): Reviews {
  type Kind = 'tokenreviews' | 'subjectaccessreviews' | 'selfsubjectaccessreviews';

  async function review<T>(kind: Kind, spec: object, signal?: AbortSignal): Promise<T> {
    const resource = resources[kind];
    const body = { apiVersion: `${resource.group}/${resource.version}`, kind: resource.kind, spec };
    const reply = await transport.send({ verb: 'create', method: 'POST', resource, body, signal });
    const answer: T = JSON.parse(await readText(reply, transport.server, signal));
    return answer;
  }

  return {
    async canI(question, options) {
      const spec = { resourceAttributes: attributesOf(question) };
      const { status } = await review<AccessReviewBody>('selfsubjectaccessreviews', spec, options?.signal);
      return status?.allowed === true;
    },
    async reviewToken(token, audiences, signal) {
      const asked = { token, ...(audiences.length > 0 ? { audiences } : {}) };
      const { status } = await review<TokenReviewBody>('tokenreviews', asked, signal);
      const isOurs = audiences.length === 0 || (status?.audiences ?? []).some((audience) => audiences.includes(audience));
      const user = status?.user;
      if (status?.authenticated !== true || !isOurs || !user?.username) return null;
      return { user: user.username, groups: user.groups ?? [] };
    },
    async mayUser({ user, groups }, question, signal) {
      const spec = { user, groups, resourceAttributes: attributesOf(question) };
      const { status } = await review<AccessReviewBody>('subjectaccessreviews', spec, signal);
      return status?.allowed === true;
    },
  };
}

function attributesOf({ verb, resource, namespace, subresource, name }: AccessQuestion): object {
  return { verb, group: resource.group, resource: resource.plural, namespace, subresource, name };
}
